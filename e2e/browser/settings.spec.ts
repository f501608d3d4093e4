/** What a workspace's people set for it, until it holds. */
import { expect, test } from "./dashboard";

test("an API key publishes what its scopes allow, is seen to be used, and is worth nothing once revoked", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  await call("POST", `/projects/${project}/endpoints`, { url: receiver.url("/in") });
  await owner.goto("/api-keys");
  await owner.getByRole("button", { name: "Create API key" }).click();
  await owner.getByLabel("Name").fill("Production backend");
  await owner.getByRole("checkbox", { name: /^Read/ }).uncheck();
  await owner.getByRole("button", { name: "Create API key" }).click();
  const key = (await owner.getByRole("status", { name: "Secret" }).textContent()) ?? "";
  await owner.getByRole("button", { name: "I have stored it" }).click();
  await expect(owner.getByText(key)).toHaveCount(0);

  const ask = (method: string, path: string, data?: unknown) =>
    owner.request.fetch(`/api/v1/projects/${project}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, cookie: "" },
      ...(data ? { data } : {}),
    });
  expect((await ask("POST", "/events", { type: "order.created", data: { n: 1 } })).status()).toBe(202);
  await receiver.waitFor(1, { path: "/in" });
  expect((await ask("GET", "/endpoints")).status()).toBe(403);
  const row = owner.getByRole("row").filter({ hasText: "Production backend" });
  await expect(async () => {
    await owner.reload();
    await expect(row).not.toContainText("never", { timeout: 500 });
  }).toPass();
  await row.getByRole("button", { name: "Revoke Production backend" }).click();
  await owner.getByRole("button", { name: "Revoke API key" }).click();
  await expect(row).toContainText("Revoked");
  const publishes = async () => (await ask("POST", "/events", { type: "order.created", data: {} })).status();
  await expect.poll(publishes).toBe(401);
});

test("how long deliveries are kept is an owner's to say", async ({ owner, workspace, joined }) => {
  const kept = async () =>
    (await workspace.call<{ retentionDays: number | null }>("GET", "/workspace")).retentionDays;
  await owner.goto("/settings");
  const section = owner.getByRole("group", { name: "Retention" });
  await section.getByLabel("Keep settled deliveries for").fill("0");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(section.getByRole("alert")).toBeVisible();
  await section.getByLabel("Keep settled deliveries for").fill("30");
  await section.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Saved.")).toBeVisible();
  expect(await kept()).toBe(30);
  await owner.goto("/audit-log");
  await expect(owner.getByRole("table", { name: "Audit log" })).toContainText("deliveries kept for 30 days");
  const admin = await joined("admin");
  await admin.goto("/settings");
  await expect(admin.getByLabel("Keep settled deliveries for")).toBeDisabled();
});
