import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "@/lib/platform/db";

let tenant: Tenant;
beforeAll(async () => {
  tenant = await makeTenant("Importer", "spectra");
});
afterAll(closeDb);

const importing = (body: unknown) => ask("importEventTypes", tenant.key, { body });
const routingVersion = async () =>
  (await db.project.findFirstOrThrow({ where: { workspaceId: tenant.workspaceId } })).routingVersion;

test("registers the 18 types with category, words, example and schema, and routes by them at once", async () => {
  const before = await routingVersion();
  const answer = await importing({ catalogue: "spectra" });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    catalogue: "spectra",
    added: 18,
    updated: 0,
    unchanged: 0,
    kept: [],
    refused: [],
  });
  const shipped = await ask("getEventType", tenant.key, { params: { name: "order.shipped" } });
  expect(shipped.body).toMatchObject({
    category: "order",
    description: "Order marked shipped.",
    registered: true,
    archivedAt: null,
  });
  expect(JSON.parse(shipped.body.example ?? "")).toMatchObject({ shipping_carrier: "UPS" });
  expect(await routingVersion()).toBe(before + 1);
});

test("changes nothing the second time", async () => {
  const before = await routingVersion();
  const { body } = await importing({ catalogue: "spectra" });
  expect(body).toEqual({ catalogue: "spectra", added: 0, updated: 0, unchanged: 18, kept: [], refused: [] });
  expect(await routingVersion()).toBe(before);
});

test("leaves alone what somebody wrote or archived, and says so; overwrite replaces it", async () => {
  const change = (name: string, body: object) =>
    ask("updateEventType", tenant.key, { params: { name }, body });
  await change("order.shipped", { description: "Ours" });
  await change("repair.created", { archived: true });
  await change("order.created", { example: null });
  const { body } = await importing({ catalogue: "spectra" });
  expect(body).toMatchObject({
    added: 0,
    updated: 1,
    unchanged: 15,
    kept: ["order.shipped", "repair.created"],
  });
  const read = async (name: string) => (await ask("getEventType", tenant.key, { params: { name } })).body;
  expect((await read("order.shipped")).description).toBe("Ours");
  expect((await read("repair.created")).archivedAt).not.toBeNull();
  const replaced = await importing({ catalogue: "spectra", overwrite: true });
  expect(replaced.body).toMatchObject({ updated: 2, unchanged: 16, kept: [] });
  expect((await read("order.shipped")).description).toBe("Order marked shipped.");
  expect((await read("repair.created")).archivedAt).toBeNull();
});

test("registers a type that so far only an event had brought", async () => {
  await db.eventType.create({
    data: { id: crypto.randomUUID(), workspaceId: tenant.workspaceId, name: "messages", registered: false },
  });
  expect((await importing({ catalogue: "spectrum" })).body).toMatchObject({ added: 1, updated: 0 });
});

test("of two imports at once one adds and the other finds everything there", async () => {
  const both = await Promise.all([importing({ catalogue: "spektr" }), importing({ catalogue: "spektr" })]);
  expect(both.map(({ body }) => body.added).sort()).toEqual([0, 8]);
});

test("knows no other catalogue, and lets nobody import who may not change the workspace", async () => {
  for (const catalogue of ["standard", "constructor"])
    expect(problemIn(await importing({ catalogue }))).toMatchObject({ field: "catalogue" });
  const { cookie } = await makeMember(tenant.workspaceId, "member");
  const refused = await ask("importEventTypes", { cookie }, { body: { catalogue: "spectra" } });
  expect(refused.status).toBe(403);
});

test("takes the webhooks of an OpenAPI document in the same way", async () => {
  const openapi = {
    openapi: "3.1.0",
    webhooks: {
      "parcel.lost": { post: { summary: "Lost", tags: ["parcel"] } },
      "no such name": { post: {} },
    },
  };
  const first = await importing({ openapi });
  expect(first.body).toEqual({
    catalogue: "openapi",
    added: 1,
    updated: 0,
    unchanged: 0,
    kept: [],
    refused: ["no such name"],
  });
  const read = await ask("getEventType", tenant.key, { params: { name: "parcel.lost" } });
  expect(read.body).toMatchObject({
    category: "parcel",
    description: "Lost",
    schema: null,
    registered: true,
  });
  expect((await importing({ openapi })).body).toMatchObject({ added: 0, unchanged: 1 });
  expect((await importing({ openapi, catalogue: "spectra" })).status).toBe(422);
  expect((await importing({})).status).toBe(422);
});
