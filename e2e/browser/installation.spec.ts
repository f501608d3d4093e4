import { expect, test } from "./dashboard";

test("an owner sees how the installation itself is doing: the worst first, each with what to do", async ({
  owner,
}) => {
  await owner.goto("/projects");
  await owner.getByRole("link", { name: "Installation" }).first().click();
  await expect(owner.getByRole("heading", { name: "Installation", level: 1 })).toBeVisible();
  const checks = owner.getByRole("list", { name: "Checks" }).getByRole("listitem");
  await expect(checks.filter({ hasText: "Durability" })).toContainText("OK");
  await expect(checks.filter({ hasText: "Worker" })).toContainText("A worker is alive.");
  const states = await checks.locator("span > span").allTextContents();
  const rank = ["Error", "Warning", "OK"];
  expect(states.map((state) => rank.indexOf(state))).toEqual(
    states.map((state) => rank.indexOf(state)).toSorted(),
  );
  await owner.getByRole("button", { name: "Check again" }).click();
  await expect(checks.filter({ hasText: "Clock" })).toContainText("agree about the time");
  await owner.setViewportSize({ width: 360, height: 740 });
  expect(await owner.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
