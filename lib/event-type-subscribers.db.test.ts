import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";

afterAll(closeDb);

let acme: Tenant;
let other: Tenant;
beforeAll(async () => {
  acme = await makeTenant("Acme");
  other = await makeTenant("Other");
  for (const { key } of [acme, other])
    await ask("createEventType", key, { body: { name: "order.item.lost", category: "orders" } });
});

const endpoint = async (description: string, subscriptions: unknown[], tenant = acme) =>
  (
    await ask("createEndpoint", tenant.key, {
      params: { project: tenant.project },
      body: { url: "http://127.0.0.1:9/", description, subscriptions },
    })
  ).body;

it("lists whom an event of the type would reach, and nobody of another workspace", async () => {
  await endpoint("by name", ["order.item.lost"]);
  await endpoint("by pattern", ["order.*"]);
  await endpoint("by longer pattern", ["order.item.*"]);
  await endpoint("everything", ["*"]);
  await endpoint("by category", [{ category: "orders" }]);
  await endpoint("other type", ["order.item", "order.item.lost.again", "order.item.lost.*"]);
  await endpoint("other category", [{ category: "parcels" }, { type: "order.*", category: "parcels" }]);
  const disabled = await endpoint("disabled", ["*"]);
  const params = { project: acme.project, endpoint: disabled.id };
  await ask("disableEndpoint", acme.key, { params });
  await endpoint("foreign", ["*"], other);
  const { body } = await ask("listEventTypeSubscribers", acme.key, { params: { name: "order.item.lost" } });
  expect(body.data.map(({ description }) => description)).toEqual([
    "by name",
    "by pattern",
    "by longer pattern",
    "everything",
    "by category",
  ]);
  expect(body.more).toBe(false);
});

it("knows only types of the catalogue", async () => {
  expect((await ask("listEventTypeSubscribers", acme.key, { params: { name: "no.such" } })).status).toBe(404);
});
