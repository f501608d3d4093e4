import type { Page } from "@playwright/test";
import { byKeyboard } from "./by-keyboard";
import { customerOf, expect, test, type Workspace } from "./dashboard";

type Delivery = { type: string; status: string };

const matrixOn = (page: Page) => {
  const table = page.getByRole("table", { name: "Events by channel" });
  return { table, cell: (name: string) => table.getByRole("combobox", { name, exact: true }) };
};

async function addTypes({ call }: Workspace): Promise<void> {
  for (const name of ["order.paid", "order.shipped"])
    await call("POST", "/workspace/event-types", { name, category: "orders" });
}

test("an endpoint gets each type on the channel and at the moment that was chosen for it", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  await addTypes(workspace);
  const publish = (type: string, n: number, more: object) =>
    call("POST", `${base}/events`, { type, data: { n }, run: "till 4", ...more });
  // A project knows the channels of what was published in it.
  await publish("order.paid", 0, { channel: "wholesale" });

  await owner.goto(`${base}/endpoints/new`);
  await owner.getByLabel("URL").fill(receiver.url("/hook"));
  await owner.getByRole("button", { name: "By channel" }).click();
  const { table, cell } = matrixOn(owner);
  await expect(table.getByRole("columnheader", { name: "wholesale" })).toBeVisible();
  await owner.getByLabel("Another channel").fill("retail");
  await owner.getByRole("button", { name: "Add channel" }).click();
  await cell("order.paid on retail").selectOption("At once");
  await cell("order.shipped on retail").selectOption("At run end");
  // What a whole channel sends anyway is no question for one type.
  await cell("All events on wholesale").selectOption("At once");
  await expect(cell("order.paid on wholesale")).toHaveCount(0);
  await cell("All events on wholesale").selectOption("–");
  await expect(cell("order.paid on wholesale")).toBeVisible();
  await owner.getByRole("button", { name: "Add endpoint" }).click();
  await owner.getByRole("button", { name: "I have stored it" }).click();
  await owner.waitForURL(/\/endpoints\/ep_/);
  const wanted = (where: string) => owner.getByRole("list", { name: where }).getByRole("listitem");
  await expect(wanted("On channel retail, at once")).toHaveText(["order.paid"]);
  await expect(wanted("On channel retail, at the end of the run")).toHaveText(["order.shipped"]);

  await publish("order.paid", 1, { channel: "wholesale" });
  await publish("order.shipped", 2, { channel: "wholesale" });
  await publish("order.shipped", 3, { channel: "retail" });
  await publish("order.paid", 4, { channel: "retail" });
  const sent = async (count: number) =>
    (await receiver.waitFor(count, { path: "/hook" })).map(({ body }) => JSON.parse(body.toString()).data.n);
  expect(await sent(1)).toEqual([4]);
  const { data } = await call<{ data: Delivery[] }>("GET", `${base}/deliveries`);
  expect(data.map(({ type, status }) => [type, status === "held"])).toEqual([
    ["order.paid", false],
    ["order.shipped", true],
  ]);
  await publish("till.closed", 5, { channel: "retail", runEnd: true });
  expect(await sent(2)).toEqual([4, 3]);
});

test("a customer changes it in the portal, by keyboard alone and on a narrow screen", async ({
  workspace,
  browser,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}`;
  await addTypes(workspace);
  const { id } = await call<{ id: string }>("POST", `${base}/endpoints`, {
    url: receiver.url("/till"),
    subscriptions: [
      { channel: "retail" },
      { type: "order.shipped", channel: "online" },
      { type: "order.paid", category: "orders", channel: "online" },
    ],
  });
  const jane = await customerOf(workspace, browser);
  await jane.setViewportSize({ width: 360, height: 740 });
  await jane.goto(`/portal/${project}/endpoints/${id}/edit`);
  const keys = byKeyboard(jane);
  const { cell } = matrixOn(jane);

  await expect(cell("order.paid on online")).toBeHidden();
  await keys.to(cell("All events on retail"));
  await keys.press("ArrowUp");
  await keys.to(cell("order.paid on retail"));
  await keys.press("ArrowDown", "ArrowDown");
  await keys.on(
    jane.getByRole("button", { name: "Remove order.paid in orders on channel online", exact: true }),
  );
  await keys.to(jane.getByRole("combobox", { name: "Channel to choose for" }));
  await keys.press("Home");
  await keys.press("ArrowDown", "ArrowDown");
  await keys.to(cell("order.shipped on online"));
  await keys.press("ArrowUp");
  await keys.on(jane.getByRole("button", { name: "Save" }));
  await jane.waitForURL(/\/endpoints\/ep_[0-9a-z]+$/);
  expect(await call("GET", `${base}/endpoints/${id}`)).toMatchObject({
    subscriptions: [{ type: "order.paid", channel: "retail", when: "runEnd" }],
  });

  const publish = (type: string, more: object) =>
    call("POST", `${base}/events`, { type, data: {}, channel: "retail", run: "till 4", ...more });
  await publish("order.shipped", {});
  await publish("order.paid", {});
  await publish("order.closed", { runEnd: true });
  const [request] = await receiver.waitFor(1, { path: "/till" });
  expect(request?.body.toString()).toContain("order.paid");
  expect(receiver.to("/till")).toHaveLength(1);
});
