/** Looking after endpoints and deliveries by keyboard alone, until the receiver has what was wanted. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import { status } from "@/e2e/receiver";
import { byKeyboard } from "./by-keyboard";
import { expect, test } from "./dashboard";

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true });

test("an endpoint from its URL to its end", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  for (const name of ["order.created", "order.shipped"])
    await call("POST", "/workspace/event-types", { name, category: "orders" });
  await call("PATCH", base, { retry: { waitsMs: [] } });
  const keys = byKeyboard(owner);
  const menu = button(owner, "More actions");
  const openMenu = async () => {
    await keys.on(menu);
    await expect(owner.getByRole("menuitem").first()).toBeFocused();
  };
  const secretShown = async () => (await owner.getByRole("status", { name: "Secret" }).textContent()) ?? "";

  await owner.goto(`${base}/endpoints`);
  await keys.on(owner.getByRole("link", { name: "Add endpoint" }).first());
  await keys.to(owner.getByRole("textbox", { name: "URL" }));
  await keys.type(receiver.url("/hook"));
  await keys.on(owner.getByRole("checkbox", { name: "Orders" }), "Space");
  await keys.on(owner.getByRole("checkbox", { name: /order\.created/ }), "Space");
  await expect(button(owner, "1 of 2 types of Orders")).toBeVisible();
  await keys.on(button(owner, "Add endpoint"));
  await expect(owner.getByRole("region", { name: /shown this once/ })).toBeFocused();
  const first = await secretShown();
  await keys.on(button(owner, "I have stored it"));

  await keys.on(button(owner, "Send test event"));
  const [tested] = await receiver.waitFor(1, { path: "/hook" });
  new Webhook(first).verify(tested?.body ?? "", tested?.headers ?? {});
  await call("POST", `${base}/events`, { type: "order.created", data: {} });
  await call("POST", `${base}/events`, { type: "order.shipped", data: {} });
  expect((await receiver.waitFor(2, { path: "/hook" }))[1]?.body.toString()).toContain("order.shipped");

  // Every question gives the focus back to the button that asked it.
  await openMenu();
  await keys.press("ArrowDown", "Enter");
  await keys.press("Escape");
  await expect(menu).toBeFocused();
  await openMenu();
  await keys.press("ArrowDown", "Enter");
  await keys.on(button(owner, "Rotate secret"));
  await expect(owner.getByRole("region", { name: /shown this once/ })).toBeFocused();
  const second = await secretShown();
  await keys.on(button(owner, "I have stored it"));
  await expect(menu).toBeFocused();
  await keys.on(button(owner, "Send test event"));
  const signed = (await receiver.waitFor(3, { path: "/hook" }))[2];
  new Webhook(second).verify(signed?.body ?? "", signed?.headers ?? {});

  await keys.on(button(owner, "Disable"));
  await keys.on(
    owner.getByRole("region", { name: "Disable this endpoint?" }).getByRole("button", { name: "Disable" }),
  );
  await expect(owner.getByText("Endpoint disabled.")).toBeVisible();
  await call("POST", `${base}/events`, { type: "order.shipped", data: { missed: true } });
  await keys.on(button(owner, "Enable"));
  await openMenu();
  await keys.press("Enter");
  const recover = owner.getByRole("region", { name: "Recover" });
  await expect(recover).toBeFocused();
  await keys.on(recover.getByRole("checkbox", { name: /What was never sent to it.*1 delivery/ }), "Space");
  await keys.on(recover.getByRole("button", { name: "Send again" }));
  expect((await receiver.waitFor(4, { path: "/hook" }))[3]?.body.toString()).toContain('"missed":true');
  await keys.on(recover.getByRole("button", { name: "Close" }));
  await expect(menu).toBeFocused();

  await openMenu();
  await keys.press("End", "Enter");
  await keys.on(button(owner, "Delete endpoint"));
  await owner.waitForURL(/\/endpoints$/);
  expect(await call("GET", `${base}/endpoints`)).toMatchObject({ data: [] });
});

test("deliveries from a filter to their arrival", async ({ owner, workspace, receiver, context }) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  receiver.answerAt("/shop", status(500));
  await call("PATCH", base, { retry: { waitsMs: [] } });
  await call("POST", `${base}/endpoints`, { url: receiver.url("/shop"), description: "The shop" });
  for (const n of [1, 2, 3]) await call("POST", `${base}/events`, { type: `order.no${n}`, data: { n } });
  await receiver.waitFor(3, { path: "/shop" });
  receiver.answerAt("/shop", status(200));
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const keys = byKeyboard(owner);
  const rows = owner
    .getByRole("table", { name: "Deliveries" })
    .getByRole("row")
    .filter({ hasText: "order." });

  await owner.goto(`${base}/deliveries`);
  await expect(rows.filter({ hasText: "Failed" })).toHaveCount(3);
  await keys.on(
    owner.getByRole("group", { name: "Status" }).getByRole("button", { name: "Failed" }),
    "Space",
  );
  await expect(owner).toHaveURL(/status=failed/);
  await keys.on(button(owner, "Save view"));
  await expect(owner.getByLabel("Name of the view")).toBeFocused();
  await keys.type("To do");
  await keys.press("Enter");
  await expect(owner.getByRole("link", { name: "To do" })).toHaveAttribute("aria-current", "page");
  await owner.goto(`${base}/deliveries`);
  await keys.on(owner.getByRole("link", { name: "To do" }));
  await expect(owner).toHaveURL(/status=failed/);

  // Keys count from when the page has come alive; up from nowhere is the first row, however often.
  await expect(async () => {
    await keys.press("k");
    await expect(rows.first().getByRole("link")).toBeFocused({ timeout: 200 });
  }).toPass();
  await keys.press("x", "j", "x");
  await keys.on(
    owner
      .getByRole("region", { name: "Selected deliveries" })
      .getByRole("button", { name: "Replay", exact: true }),
  );
  const panel = owner.getByRole("region", { name: "Replay deliveries" });
  await expect(panel).toBeFocused();
  await keys.on(panel.getByRole("button", { name: "Replay 2" }));
  await expect(panel).toContainText("2 of 2 on their way: done");
  const replayed = (await receiver.waitFor(5, { path: "/shop" })).slice(3);
  expect(replayed.map(({ body }) => /order\.no\d/.exec(body.toString())?.[0]).sort()).toEqual([
    "order.no2",
    "order.no3",
  ]);
  await keys.on(panel.getByRole("button", { name: "Close" }));
  await expect(owner.getByRole("main")).toBeFocused();

  // From what is in its payload to the delivery.
  await keys.press("/");
  await keys.type('"n":1');
  await expect(rows).toHaveCount(1);
  await keys.press("ArrowDown");
  await expect(rows.getByRole("link")).toBeFocused();
  await keys.press("Enter");
  await owner.waitForURL(/\/deliveries\/dlv_/);
  await keys.on(button(owner, "Copy as curl"));
  await expect.poll(() => owner.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl /);
  const curl = await owner.evaluate(() => navigator.clipboard.readText());
  await promisify(execFile)("sh", ["-c", curl]);
  const [byHand] = (await receiver.waitFor(6, { path: "/shop" })).slice(5);
  expect(byHand?.body.toString()).toContain("order.no1");
  await keys.on(button(owner, "Replay"));
  const [again] = (await receiver.waitFor(7, { path: "/shop" })).slice(6);
  expect(again?.body.equals(byHand?.body ?? Buffer.alloc(0))).toBe(true);
  const original = owner.url();
  await expect(button(owner, "Watch it")).toBeVisible();
  await keys.press("n");
  await expect(button(owner, "Watch it")).toBeFocused();
  await keys.press("Enter");
  await owner.waitForURL((url) => /\/deliveries\/dlv_/.test(url.href) && url.href !== original);
  await expect(owner.getByText("The server answered 200")).toBeVisible();
});
