import type { Page } from "@playwright/test";
import { status } from "@/e2e/receiver";
import { expect, test, type Workspace } from "./dashboard";
import { hydrated } from "./hydrated-page";

const table = (page: Page) => page.getByRole("table", { name: "Deliveries" });
const rows = (page: Page) => table(page).getByRole("row").filter({ hasText: "order." });
const bar = (page: Page) => page.getByRole("region", { name: "Selected deliveries" });
const panel = (page: Page) => page.getByRole("region", { name: "Replay deliveries" });

/** Five deliveries that have failed for good, at an endpoint that would take them now. */
async function fiveFailed(
  { call, project }: Workspace,
  receiver: Parameters<Parameters<typeof test>[2]>[0]["receiver"],
) {
  receiver.answerAt("/shop", status(500));
  const base = `/projects/${project}`;
  await call("PATCH", base, { retry: { waitsMs: [] } });
  await call("POST", `${base}/endpoints`, { url: receiver.url("/shop"), description: "The shop" });
  for (let n = 0; n < 5; n++) await call("POST", `${base}/events`, { type: `order.no${n}`, data: { n } });
  await receiver.waitFor(5, { path: "/shop" });
  receiver.answerAt("/shop", status(200));
  return base;
}

const bodiesOf = (requests: { body: Buffer }[]) => requests.map(({ body }) => body.toString()).sort();

test("three of five are ticked with shift, counted, and arrive again", async ({
  owner,
  workspace,
  receiver,
}) => {
  const base = await fiveFailed(workspace, receiver);
  await owner.goto(`${base}/deliveries`);
  await expect(rows(owner).filter({ hasText: "Failed" })).toHaveCount(5);
  await expect(rows(owner).first()).toContainText("The shop");

  await owner.getByRole("checkbox", { name: "Select order.no3" }).click();
  await owner.getByRole("checkbox", { name: "Select order.no1" }).click({ modifiers: ["Shift"] });
  await expect(bar(owner)).toContainText("3 deliveries selected");
  await bar(owner).getByRole("button", { name: "Replay", exact: true }).click();
  await expect(panel(owner)).toContainText("3 new deliveries of the same bytes go out.");
  await panel(owner).getByRole("button", { name: "Replay 3" }).click();
  await expect(panel(owner)).toContainText("3 of 3 on their way: done");
  await expect(bar(owner)).toHaveCount(0);
  const requests = await receiver.waitFor(8, { path: "/shop" });
  const [first, again] = [requests.slice(0, 5), requests.slice(5)];
  const wanted = first.filter(({ body }) => /no[123]/.test(body.toString()));
  expect(bodiesOf(again)).toEqual(bodiesOf(wanted));
  await panel(owner).getByRole("link", { name: "See the replays" }).click();
  await expect(rows(owner)).toHaveCount(3);
  await expect(rows(owner).filter({ hasText: "Succeeded" })).toHaveCount(3);
});

test("by keyboard alone: down the rows, ticked, replayed", async ({ owner, workspace, receiver }) => {
  const base = await fiveFailed(workspace, receiver);
  await owner.goto(`${base}/deliveries`);
  await expect(rows(owner).filter({ hasText: "Failed" })).toHaveCount(5);
  // Keys count from when the page has come alive; up from nowhere is the first row, however often.
  await expect(async () => {
    await owner.keyboard.press("k");
    await expect(rows(owner).first().getByRole("link")).toBeFocused({ timeout: 200 });
  }).toPass();
  for (const key of ["x", "j", "j", "x"]) await owner.keyboard.press(key);
  await expect(bar(owner)).toContainText("2 deliveries selected");
  await bar(owner).getByRole("button", { name: "Replay", exact: true }).focus();
  await owner.keyboard.press("Enter");
  await expect(panel(owner)).toBeFocused();
  await expect(panel(owner)).toContainText("2 new deliveries");
  await owner.keyboard.press("Tab");
  await expect(owner.getByLabel("Deliveries per second, at most")).toBeFocused();
  await owner.keyboard.press("Enter");
  await expect(panel(owner)).toContainText("2 of 2 on their way: done");
  const again = (await receiver.waitFor(7, { path: "/shop" })).slice(5);
  expect(bodiesOf(again).map((body) => /order\.no\d/.exec(body)?.[0])).toEqual(["order.no2", "order.no4"]);
});

test("everything that matches a filter goes out again, and only that", async ({
  owner,
  workspace,
  receiver,
}) => {
  const base = await fiveFailed(workspace, receiver);
  await owner.goto(`${base}/deliveries?status=failed&type=order.no2`);
  await expect(rows(owner)).toHaveCount(1);
  await owner.getByRole("button", { name: "Replay everything that matches" }).click();
  await panel(owner).getByRole("button", { name: "Replay 1" }).click();
  await expect(panel(owner)).toContainText("1 of 1 on their way: done");
  const [, , , , , again] = await receiver.waitFor(6, { path: "/shop" });
  expect(again?.body.toString()).toContain("order.no2");
});

test("a view follows the person, and comes back when it was deleted by mistake", async ({
  owner,
  workspace,
  receiver,
  browser,
}) => {
  const base = await fiveFailed(workspace, receiver);
  await owner.goto(`${base}/deliveries`);
  const statuses = owner.getByRole("group", { name: "Status" });
  await statuses.getByRole("button", { name: "Succeeded" }).click();
  await owner.getByLabel("Answer").selectOption("5xx");
  await expect(owner.getByText("No delivery matches")).toBeVisible();
  await statuses.getByRole("button", { name: "Succeeded" }).click();
  await expect(rows(owner)).toHaveCount(5);
  await owner.getByRole("button", { name: "Save view" }).click();
  await owner.getByLabel("Name of the view").fill("Broken shops");
  await owner.keyboard.press("Enter");
  const views = (page: Page) => page.getByRole("navigation", { name: "Saved views" });
  await expect(views(owner).getByRole("link", { name: "Broken shops" })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await expect(owner.getByRole("button", { name: "Save view" })).toHaveCount(0);

  // Another browser of the same person.
  const context = await browser.newContext({
    baseURL: process.env.E2E_URL ?? "",
    storageState: await owner.context().storageState(),
  });
  const elsewhere = hydrated(await context.newPage());
  await elsewhere.goto(`${base}/deliveries`);
  await views(elsewhere).getByRole("link", { name: "Broken shops" }).click();
  await elsewhere.waitForURL(/httpStatus=5xx/);
  await expect(rows(elsewhere)).toHaveCount(5);
  await context.close();

  await owner.getByRole("button", { name: "Delete the view Broken shops" }).click();
  await expect(views(owner)).toHaveCount(0);
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(views(owner).getByRole("link", { name: "Broken shops" })).toBeVisible();
});
