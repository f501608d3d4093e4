/** Before all journeys: makes the owner with the link that was printed, unless there is one, and signs them in. */
import { expect, request, test } from "@playwright/test";
import { OWNER, OWNER_STATE, signedIn } from "./owner";

test("the installation has an owner, who is signed in", async () => {
  const baseURL = process.env.E2E_URL ?? "";
  const browser = await request.newContext({
    baseURL,
    extraHTTPHeaders: { origin: new URL(baseURL).origin },
  });
  const [, token] = (process.env.E2E_SETUP_URL ?? "").split("#token=");
  if (token) {
    const data = { ...OWNER, token, workspaceName: "First" };
    const made = await browser.post("/api/v1/setup", { data });
    // Whoever runs them again on the same installation finds the owner there.
    expect([201, 409, 410, 422], await made.text()).toContain(made.status());
  }
  await signedIn(browser, OWNER);
  await browser.storageState({ path: OWNER_STATE });
  await browser.dispose();
});
