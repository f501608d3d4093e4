import type { Page } from "@playwright/test";
import { expect, test } from "./dashboard";

test("an empty project leads to a verified delivery without a server of one's own", async ({
  owner,
  workspace,
}) => {
  await owner.goto(`/projects/${workspace.project}`);
  await owner.getByRole("button", { name: "Use a Play inbox" }).click();
  const secret = (await owner.getByRole("status", { name: "Secret" }).textContent()) ?? "";
  expect(secret).toMatch(/^whsec_/);
  await owner.getByRole("button", { name: "I have stored it" }).click();
  await expect(owner.getByText(secret)).toHaveCount(0);
  await owner.getByRole("button", { name: "Send test event" }).click();
  await expect(owner.getByText("The server answered 200")).toBeVisible();
  await expect(owner.getByText("A test from Posthorn. Nothing happened.")).toBeVisible();
  await expect(owner.getByText("The signature is right")).toBeVisible();
  const { data } = await workspace.call<Inboxes>("GET", "/workspace/play");
  expect(data).toMatchObject([{ requestCount: 1 }]);

  await owner.getByRole("button", { name: "Go to the project's home" }).click();
  await expect(owner.getByText("No endpoint needs attention.")).toBeVisible();
  await expect(owner.getByText("1 delivery in the last 24 hours")).toBeVisible({ timeout: 20_000 });
  await owner.reload();
  await expect(owner.getByText("1 delivery in the last 24 hours")).toBeVisible();
});

test("the same by keyboard alone", async ({ owner, workspace }) => {
  await owner.goto(`/projects/${workspace.project}`);
  for (const name of [
    "Use a Play inbox",
    "I have stored it",
    "Send test event",
    "Go to the project's home",
  ]) {
    await owner.getByRole("button", { name }).waitFor();
    await tabTo(owner, name);
    await owner.keyboard.press("Enter");
  }
  await expect(owner.getByText("No endpoint needs attention.")).toBeVisible();
  const { data } = await workspace.call<Inboxes>("GET", "/workspace/play");
  expect(data).toMatchObject([{ requestCount: 1 }]);
});

test("an endpoint on one's own server is tested from the same page", async ({
  owner,
  workspace,
  receiver,
}) => {
  await workspace.call("POST", `/projects/${workspace.project}/endpoints`, { url: receiver.url("/hook") });
  await owner.goto(`/projects/${workspace.project}`);
  await expect(owner.getByText(receiver.url("/hook"))).toBeVisible();
  await owner.getByRole("button", { name: "Send test event" }).click();
  await receiver.waitFor(1, { path: "/hook" });
  await expect(owner.getByText("The server answered 200")).toBeVisible();
  await expect(owner.getByRole("button", { name: "Go to the project's home" })).toBeVisible();
});

type Inboxes = { data: { requestCount: number }[] };

/** Presses Tab until the button of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => document.activeElement?.textContent?.trim());
    if (focused === name) return;
  }
  throw new Error(`Tab never came to "${name}"`);
}
