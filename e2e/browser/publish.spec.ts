import { expect, test } from "./dashboard";

const SCHEMA = {
  type: "object",
  required: ["sku"],
  properties: { sku: { type: "string" }, count: { type: "integer" } },
};

test("an event is published by hand from its type's example, and seen to arrive", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const example = '{"sku": "A-1", "count": 12345678901234567890}';
  await call("POST", "/workspace/event-types", {
    name: "stock.low",
    schema: SCHEMA,
    example,
    description: "Few left",
  });
  await call("POST", `/projects/${project}/endpoints`, {
    url: receiver.url("/in"),
    description: "The warehouse",
  });

  await owner.goto(`/projects/${project}/events`);
  await owner.getByRole("link", { name: "Publish event" }).click();
  await owner.waitForURL(/\/events\/publish$/);
  const type = owner.getByRole("combobox", { name: "Event type" });
  await type.fill("stock");
  await expect(owner.locator("datalist option")).toHaveAttribute("value", "stock.low");
  await type.fill("stock.low");
  await expect(owner.getByText("Goes to 1 endpoint")).toBeVisible();
  await expect(owner.getByRole("link", { name: "The warehouse" })).toBeVisible();
  const payload = owner.getByLabel("Payload");
  await expect(payload).toHaveValue(/"sku": "A-1"/);
  await payload.fill('{"count": 1.5}');
  await expect(owner.getByText("data.sku is required")).toBeVisible();
  await expect(owner.getByText("data.count must be integer, not number")).toBeVisible();
  await payload.fill('{"sku": "B-2", "count": 12345678901234567890}');
  await expect(owner.getByText("data.sku is required")).toHaveCount(0);
  await owner.getByRole("button", { name: "Publish event" }).click();

  await owner.waitForURL(/\/events\/evt_/);
  const row = owner
    .getByRole("table", { name: "Deliveries" })
    .getByRole("row")
    .filter({ hasText: "The warehouse" });
  await expect(row).toContainText("Succeeded");
  const [request] = await receiver.waitFor(1, { path: "/in" });
  expect(request?.body.toString()).toContain('"data":{"sku": "B-2", "count": 12345678901234567890}');

  await owner.goto("/audit-log");
  await expect(owner.getByText("published event").first()).toBeVisible();

  // And found again by what was in it.
  await owner.goto(`/projects/${project}/events`);
  const search = owner.getByRole("searchbox", { name: "Search id, type or payload" });
  await search.fill("B-3");
  await expect(owner.getByText("No event matches")).toBeVisible();
  await search.fill("B-2");
  await owner.getByRole("link", { name: "stock.low" }).click();
  await owner.waitForURL(/\/events\/evt_/);
});

test("what does not fit is counted, or refused with its field, as the workspace wants", async ({
  owner,
  workspace,
}) => {
  const { call, project } = workspace;
  await call("POST", "/workspace/event-types", { name: "stock.low", schema: SCHEMA });
  await owner.goto("/settings");
  const section = owner.getByRole("group", { name: "Events", exact: true });
  await section.getByLabel(/^Warn/).check();
  await section.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Saved.")).toBeVisible();
  await call("POST", `/projects/${project}/events`, { type: "stock.low", data: { count: 7 } });
  await expect(async () => {
    await owner.goto("/event-types");
    await expect(owner.getByText("payloads did not fit its schema")).toBeAttached({ timeout: 500 });
  }).toPass();
  await owner.getByRole("link", { name: "stock.low" }).click();
  await expect(owner.getByText("1 event accepted all the same")).toBeVisible();
  await expect(owner.getByText("data.sku is required")).toBeVisible();
  await expect(owner.getByText('{"count":7}')).toBeVisible();

  await owner.goto("/settings");
  await section.getByLabel(/^Block/).check();
  await section.getByRole("button", { name: "Save" }).click();
  await expect(owner.getByText("Saved.")).toBeVisible();
  const refused = call("POST", `/projects/${project}/events`, { type: "stock.low", data: { count: 7 } });
  await expect(refused).rejects.toThrow(/422.*data\.sku/);
  await owner.goto(`/projects/${project}/events/publish?type=stock.low`);
  await expect(owner.getByText("this workspace refuses such events")).toBeVisible();
  await expect(owner.getByRole("button", { name: "Publish event" })).toBeDisabled();
  await owner.getByLabel("Payload").fill('{"sku": "C"}');
  await owner.getByRole("button", { name: "Publish event" }).click();
  await owner.waitForURL(/\/events\/evt_/);
  await expect(owner.getByText("It went to nobody")).toBeVisible();
});

test("many that did not get an event do not stand between it and its payload", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const wish = (n: number) => ({ url: receiver.url(`/${n}`), subscriptions: ["user.*"] });
  for (let n = 1; n <= 8; n++) await call("POST", `/projects/${project}/endpoints`, wish(n));
  const disabled = await call<{ id: string }>("POST", `/projects/${project}/endpoints`, {
    url: receiver.url("/out-of-order"),
    subscriptions: ["order.*"],
  });
  await call("POST", `/projects/${project}/endpoints/${disabled.id}/disable`, {});
  const event = await call<{ id: string }>("POST", `/projects/${project}/events`, {
    type: "order.created",
    data: { n: 1 },
  });
  await owner.goto(`/projects/${project}/events/${event.id}`);
  const rows = owner.getByRole("region", { name: "Did not get it" }).getByRole("listitem");
  await expect(rows).toHaveCount(5);
  await expect(rows.first()).toContainText("/out-of-order");
  await owner.getByText("4 more").click();
  await expect(rows).toHaveCount(9);
});

test("an endpoint that did not get an event is sent it anyway", async ({ owner, workspace, receiver }) => {
  const { call, project } = workspace;
  const wish = { url: receiver.url("/shy"), description: "The shy one", subscriptions: ["user.*"] };
  await call("POST", `/projects/${project}/endpoints`, wish);
  const event = await call<{ id: string }>("POST", `/projects/${project}/events`, {
    type: "order.created",
    data: { n: 1 },
  });
  await owner.goto(`/projects/${project}/events/${event.id}`);
  await expect(owner.getByText("It is not subscribed to events of this kind.")).toBeVisible();
  await owner.getByRole("button", { name: "Send it anyway to The shy one" }).click();
  const row = owner
    .getByRole("table", { name: "Deliveries" })
    .getByRole("row")
    .filter({ hasText: "The shy one" });
  await expect(row).toContainText("Succeeded");
  await expect(owner.getByRole("heading", { name: "Did not get it" })).toHaveCount(0);
  const [request] = await receiver.waitFor(1, { path: "/shy" });
  expect(request?.headers["webhook-id"]).toBe(event.id);
});

test("an endpoint that was disabled by mistake is enabled again from the toast", async ({
  owner,
  workspace,
  receiver,
}) => {
  const { call, project } = workspace;
  const base = `/projects/${project}/endpoints`;
  const endpoint = await call<{ id: string }>("POST", base, { url: receiver.url("/on") });
  await owner.goto(`${base}/${endpoint.id}`);
  await owner.getByRole("button", { name: "Disable" }).click();
  await owner
    .getByRole("region", { name: "Disable this endpoint?" })
    .getByRole("button", { name: "Disable" })
    .click();
  await owner.getByRole("button", { name: "Undo" }).click();
  await expect(owner.getByText("Endpoint enabled again.")).toBeVisible();
  await call("POST", `/projects/${project}/events`, { type: "order.created", data: {} });
  await receiver.waitFor(1, { path: "/on" });
});
