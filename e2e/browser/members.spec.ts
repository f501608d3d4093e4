import { readFile } from "node:fs/promises";
import { anotherBrowser, expect, test } from "./dashboard";

test("an invited person joins by the link, may do what their role says, and is out once removed", async ({
  owner,
  browser,
}) => {
  const email = `vera-${Date.now()}@example.com`;
  await owner.getByRole("link", { name: "Members" }).click();
  await owner.getByRole("button", { name: "Invite person" }).click();
  await owner.getByLabel("Name", { exact: true }).fill("Vera");
  await owner.getByLabel("E-mail").fill(email);
  await owner.getByLabel("Role", { exact: true }).selectOption("viewer");
  await owner.getByRole("button", { name: "Invite", exact: true }).click();
  const link = (await owner.getByRole("status", { name: "Link" }).textContent()) ?? "";
  await owner.getByRole("button", { name: "Done" }).click();
  await expect(owner.getByText(link)).toHaveCount(0);

  const vera = await anotherBrowser(browser);
  await vera.goto(link);
  await vera.getByLabel("Choose a password").fill("another long password");
  await vera.getByRole("button", { name: "Join" }).click();
  await expect(vera.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  await expect(vera.getByRole("link", { name: "Members" })).toHaveCount(0);
  await expect(vera.getByRole("button", { name: "Create project" })).toHaveCount(0);

  await owner.reload();
  await owner.getByLabel("Role of Vera").selectOption("admin");
  await expect(owner.getByText("Vera is now an admin.")).toBeVisible();
  await vera.reload();
  await vera.getByRole("link", { name: "Members" }).click();
  // An admin leaves owners alone.
  await expect(vera.getByLabel("Role of Olga Owner")).toHaveCount(0);
  await expect(vera.getByLabel("Role of Vera")).toBeVisible();

  await owner.getByRole("button", { name: "Remove Vera" }).click();
  await owner.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(owner.getByText("Vera removed.")).toBeVisible();
  await vera.goto("/projects");
  await expect(vera).toHaveURL(/sign-in/);
});

test("who has an account joins another workspace by its own link, with the password until now and another one", async ({
  owner,
  browser,
}) => {
  const email = `nora-${Date.now()}@example.com`;
  const invite = async () => {
    await owner.goto("/members");
    await owner.getByRole("button", { name: "Invite person" }).click();
    await owner.getByLabel("Name", { exact: true }).fill("Nora");
    await owner.getByLabel("E-mail").fill(email);
    await owner.getByRole("button", { name: "Invite", exact: true }).click();
    return (await owner.getByRole("status", { name: "Link" }).textContent()) ?? "";
  };
  const nora = await anotherBrowser(browser);
  await nora.goto(await invite());
  await nora.getByLabel("Choose a password").fill("the first password");
  await nora.getByRole("button", { name: "Join" }).click();
  await expect(nora.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();

  const response = await fetch(`${process.env.E2E_URL}/api/v1/workspaces`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${process.env.E2E_ROOT_API_KEY}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ name: "Second Home" }),
  });
  await owner.goto(`/open-workspace?id=${((await response.json()) as { id: string }).id}`);
  const link = await invite();
  await expect(owner.getByText("invited", { exact: true })).toBeVisible();
  await nora.goto("/members");
  await expect(nora.getByText("Second Home")).toHaveCount(0);

  await nora.goto(link);
  await nora.getByLabel("Choose a password").fill("the second password");
  await nora.getByRole("button", { name: "Join" }).click();
  await expect(nora.getByText("This address has an account here")).toBeVisible();
  await nora.getByLabel("Current password").fill("the first password");
  await nora.getByRole("button", { name: "Join" }).click();
  await expect(nora.getByRole("heading", { name: "Projects", level: 1 })).toBeVisible();
  await nora.goto(link);
  await nora.getByLabel("Choose a password").fill("a third password");
  await nora.getByRole("button", { name: "Join" }).click();
  await expect(nora.getByRole("alert").filter({ hasText: "This link was used already" })).toBeVisible();
});

test("the only owner is not offered to leave, or to be less", async ({ owner }) => {
  await owner.goto("/members");
  const self = owner.getByRole("row").filter({ hasText: "Olga Owner" });
  await expect(self.getByText("only owner", { exact: true })).toBeVisible();
  await expect(self.getByRole("button")).toHaveCount(0);
  await expect(self.getByRole("combobox")).toHaveCount(0);
});

test("the audit log tells who did what, and can be taken along", async ({ owner, workspace }) => {
  await workspace.call("POST", "/workspace/event-types", { name: "order.shipped" });
  await owner.goto("/audit-log");
  const log = owner.getByRole("table", { name: "Audit log" });
  await expect(log.getByRole("row").filter({ hasText: "order.shipped" })).toContainText("First key");
  await owner.getByLabel("What").selectOption("project");
  await expect(owner).toHaveURL(/action=project/);
  await expect(log.getByText("created project")).toBeVisible();
  await expect(log.getByText("order.shipped")).toHaveCount(0);
  const download = owner.waitForEvent("download");
  await owner.getByRole("button", { name: "Export as CSV" }).click();
  const csv = await readFile((await (await download).path()) ?? "", "utf8");
  expect(csv.split("\r\n")[0]).toBe(
    '"time","actor kind","actor id","actor name","action","project id","target","target name","detail"',
  );
  expect(csv).toContain('"project.create"');
  expect(csv).not.toContain("order.shipped");
});
