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

test("a workspace keeps an owner", async ({ owner }) => {
  await owner.goto("/members");
  await owner.getByRole("button", { name: "Remove Olga Owner" }).click();
  await owner.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(owner.getByRole("alert").getByText("Make somebody else an owner first.")).toBeVisible();
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
    '"time","actor kind","actor id","actor name","action","project id","target","detail"',
  );
  expect(csv).toContain('"project.create"');
  expect(csv).not.toContain("order.shipped");
});
