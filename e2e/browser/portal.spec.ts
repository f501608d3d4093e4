import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { anotherBrowser, expect, test } from "./dashboard";
import { fill } from "./filled-project";
import { hydrated } from "./hydrated-page";
import { PAGES } from "./page-list";

test("a customer opens their portal by a link, adds an endpoint and sees an event arrive", async ({
  owner,
  workspace,
  browser,
  receiver,
}) => {
  await owner.goto(`/projects/${workspace.project}/portal-links`);
  await owner.getByRole("button", { name: "Create portal link" }).first().click();
  await owner.getByLabel("For", { exact: true }).fill("Jane");
  await owner.getByRole("button", { name: "Create portal link" }).click();
  const link = (await owner.getByRole("status", { name: "Link" }).textContent()) ?? "";

  const jane = await anotherBrowser(browser);
  // Looking does not use it up: programs that follow links in mails only look.
  await jane.goto(link);
  await expect(jane.getByRole("button", { name: "Open" })).toBeVisible();
  await jane.reload();
  // What only went wrong on the way has not used it up either.
  await jane.route("**/portal/session", (route) => route.abort(), { times: 1 });
  await jane.getByRole("button", { name: "Open" }).click();
  await expect(jane.getByText("There was no answer.")).toBeVisible();
  await jane.getByRole("button", { name: "Open" }).click();
  await expect(jane.getByRole("heading", { name: "Endpoints", level: 1 })).toBeVisible();
  expect(jane.url()).not.toContain("token");
  await expect(jane.getByRole("banner")).toContainText(workspace.name);

  await jane.getByRole("link", { name: "Add endpoint" }).first().click();
  await jane.getByLabel("URL").fill(receiver.url("/jane"));
  await jane.getByLabel("All events").check();
  await jane.getByRole("button", { name: "Add endpoint" }).click();
  await expect(jane.getByText("shown this once")).toBeVisible();
  await jane.getByRole("button", { name: "I have stored it" }).click();
  await jane.getByRole("button", { name: "Send test event" }).click();
  await receiver.waitFor(1, { path: "/jane" });
  await jane.getByRole("link", { name: "Deliveries", exact: true }).click();
  await expect(jane.getByText("Succeeded").last()).toBeVisible();

  // Nothing else: not the dashboard, not another use of the link, not after it is revoked.
  const other = hydrated(await jane.context().newPage());
  await other.goto("/projects");
  await expect(other).toHaveURL(/sign-in/);
  await other.goto(link);
  await other.getByRole("button", { name: "Open" }).click();
  await expect(other.getByText("This link was used already")).toBeVisible();
  await expect(other.getByRole("button", { name: "Open" })).toHaveCount(0);
  await owner.reload();
  await owner.getByRole("button", { name: "Revoke link for Jane" }).click();
  await owner.getByRole("button", { name: "Revoke", exact: true }).click();
  await expect(owner.getByText("Portal link revoked.")).toBeVisible();
  await jane.reload();
  await expect(jane.getByText("A link opens this page once")).toBeVisible();
});

test("a portal that only looks shows no button that would be refused", async ({
  workspace,
  browser,
  receiver,
}) => {
  const base = `/projects/${workspace.project}`;
  const endpoint = await workspace.call<{ id: string }>("POST", `${base}/endpoints`, {
    url: receiver.url("/x"),
  });
  const { url } = await workspace.call<{ url: string }>("POST", `${base}/portal-links`, { readOnly: true });
  const page = await anotherBrowser(browser);
  await page.goto(url);
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page.getByRole("heading", { name: "Endpoints", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Add endpoint" })).toHaveCount(0);
  await page.goto(`/portal/${workspace.project}/endpoints/${endpoint.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("/x");
  for (const name of ["Edit", "Disable", "Send test event", "More actions"])
    await expect(page.getByText(name, { exact: true })).toHaveCount(0);
});

test("a portal has nothing under the ids of another customer", async ({ workspace, browser, receiver }) => {
  const theirs = await fill(workspace, receiver);
  const own = await workspace.call<{ id: string }>("POST", "/projects", { name: "Jane's" });
  const { url } = await workspace.call<{ url: string }>("POST", `/projects/${own.id}/portal-links`, {});
  const jane = await anotherBrowser(browser);
  await jane.goto(url);
  await jane.getByRole("button", { name: "Open" }).click();
  await expect(jane.getByRole("heading", { name: "Endpoints", level: 1 })).toBeVisible();
  for (const [path, { at, visitor }] of Object.entries(PAGES)) {
    if (visitor !== "customer") continue;
    const answer = await jane.request.get(at({ ...theirs, project: own.id }));
    expect(answer.status(), path).toBe(path.replace("[project]", "").includes("[") ? 404 : 200);
  }
  await jane.goto(`/portal/${own.id}/deliveries/${theirs.delivery}`);
  await expect(jane.getByRole("heading", { name: "There is nothing here", level: 1 })).toBeVisible();
  await jane.getByRole("link", { name: "Go to your endpoints" }).click();
  await expect(jane.getByRole("heading", { name: "Endpoints", level: 1 })).toBeVisible();
});

/** Another site's page, with nothing on it but a frame; answers its origin. */
async function framing(address: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer((_, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(
      `<!doctype html><title>App</title><iframe title="Webhooks" src="${address}" width="900" height="700">`,
    );
  });
  await once(server.listen(0, "localhost"), "listening");
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

test("a customer adds an endpoint in a frame of their provider's page, and no other page may have it", async ({
  workspace,
  browser,
  receiver,
}) => {
  const { call, project } = workspace;
  const { url } = await call<{ url: string }>("POST", `/projects/${project}/portal-links`, { name: "Jane" });
  const [app, stranger] = [await framing(url), await framing(url)];
  await call("PATCH", "/workspace", { portalOrigins: [app.origin] });
  const page = await anotherBrowser(browser);
  await page.goto(stranger.origin);
  await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);

  await page.goto(app.origin);
  const portal = page.frameLocator("iframe");
  await portal.getByRole("button", { name: "Open" }).click();
  await portal.getByRole("link", { name: "Add endpoint" }).first().click();
  await portal.getByLabel("URL").fill(receiver.url("/framed"));
  await portal.getByLabel("All events").check();
  await portal.getByRole("button", { name: "Add endpoint" }).click();
  await portal.getByRole("button", { name: "I have stored it" }).click();
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(1, { path: "/framed" });
  await expect(portal.getByRole("table", { name: "Deliveries" }).getByText("Succeeded")).toBeVisible();
  app.close();
  stranger.close();
});

test("the portal stands in the frames its host allows, and no other page does", async ({
  workspace,
  request,
}) => {
  const portal = `/portal/${workspace.project}`;
  const policyOf = async (path: string) => {
    const headers = (await request.get(path)).headers();
    return [
      headers["content-security-policy"]?.match(/frame-ancestors [^;]*/)?.[0],
      headers["x-frame-options"],
    ];
  };
  expect(await policyOf(portal)).toEqual(["frame-ancestors 'none'", undefined]);
  await workspace.call("PATCH", "/workspace", { portalOrigins: ["https://app.example.com"] });
  expect(await policyOf(portal)).toEqual(["frame-ancestors 'self' https://app.example.com", undefined]);
  expect(await policyOf("/projects")).toEqual(["frame-ancestors 'none'", "DENY"]);
});
