import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import type { Problem } from "@/lib/contract/problem";
import { closeDb } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { writeViolations } from "./violations";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const SCHEMA = { type: "object", required: ["id"], properties: { items: { items: { type: "string" } } } };
const GOOD = { type: "order.created", data: { id: 1 } };
const BAD = { type: "order.created", data: { items: ["a", 2] } };

let acme: Tenant;
let params: { project: string };
beforeEach(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  await ask("createEventType", acme.key, { body: { name: "order.created", schema: SCHEMA } });
});

const check = (schemaCheck: string) => ask("updateWorkspace", acme.key, { body: { schemaCheck } });
const publish = (body: unknown) => ask("publishEvents", acme.key, { params, body });
const statusOf = async (body: unknown) => (await publish(body)).status;
const errorsOf = async (body: unknown) =>
  (JSON.parse((await publish(body)).text) as Problem).errors?.map(
    ({ field, message }) => `${field} ${message}`,
  );
async function violations() {
  await writeViolations();
  return (await ask("getEventTypeViolations", acme.key, { params: { name: "order.created" } })).body.data;
}

it("off looks at nothing", async () => {
  expect(await statusOf(BAD)).toBe(202);
  expect(await violations()).toBeNull();
});

it("warn takes it, counts it and keeps the last one", async () => {
  await check("warn");
  expect(await statusOf(GOOD)).toBe(202);
  expect(await violations()).toBeNull();
  expect(await statusOf([BAD, GOOD, BAD])).toBe(202);
  expect(await violations()).toMatchObject({
    warned: 2,
    refused: 0,
    lastProjectId: acme.project,
    lastProblems: [
      { field: "data.id", message: "is required" },
      { field: "data.items[1]", message: "must be string, not number" },
    ],
    lastSample: '{"items":["a",2]}',
  });
  expect(await statusOf(BAD)).toBe(202);
  expect(await violations()).toMatchObject({ warned: 3 });
});

it("block refuses it and names the fields; nothing is written", async () => {
  await check("block");
  const refused = await publish(BAD);
  expect([refused.status, problemIn(refused)]).toEqual([422, { code: "schema_violation", field: "data.id" }]);
  expect(await errorsOf([GOOD, BAD])).toEqual([
    "[1].data.id is required",
    "[1].data.items[1] must be string, not number",
  ]);
  expect((await ask("listEvents", acme.key, { params })).body.data).toEqual([]);
  expect(await statusOf(GOOD)).toBe(202);
  expect(await statusOf({ type: "other.type", data: 1 })).toBe(202);
  expect(await violations()).toMatchObject({ warned: 0, refused: 2 });
});

it("goes by the schema and the setting of this moment", async () => {
  await check("block");
  expect(await statusOf(BAD)).toBe(422);
  const name = { name: "order.created" };
  await ask("updateEventType", acme.key, { params: name, body: { schema: { type: "object" } } });
  expect(await statusOf(BAD)).toBe(202);
  await ask("updateEventType", acme.key, { params: name, body: { schema: SCHEMA } });
  expect(await statusOf(BAD)).toBe(422);
  await check("off");
  expect(await statusOf(BAD)).toBe(202);
});

it("lets through what the schema cannot decide, and says so", async () => {
  const schema = { properties: { a: { pattern: "^(a+)+$" } } };
  await ask("updateEventType", acme.key, { params: { name: "order.created" }, body: { schema } });
  await check("block");
  expect(await statusOf({ type: "order.created", data: { a: `${"a".repeat(60)}!` } })).toBe(202);
  const problems = (await violations())?.lastProblems;
  expect(problems).toEqual([{ field: "data", message: expect.stringContaining("could not be checked") }]);
});

it("test sends go out whatever the example looks like", async () => {
  await check("block");
  const made = await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
  const at = { ...params, endpoint: made.body.id };
  expect((await ask("testEndpoint", acme.key, { params: at, body: { type: "order.created" } })).status).toBe(
    202,
  );
});

it("are counted in the catalogue and can be forgotten, by whoever may write it", async () => {
  await check("warn");
  await publish(BAD);
  await writeViolations();
  const listed = (await ask("listEventTypes", acme.key)).body.data;
  expect(listed.map(({ name, violations: count }) => [name, count])).toEqual([["order.created", 1]]);
  const at = { params: { name: "order.created" } };
  const viewer = await makeMember(acme.workspaceId, "viewer");
  expect((await ask("clearEventTypeViolations", viewer, at)).status).toBe(403);
  const stranger = await makeTenant("Other");
  expect((await ask("clearEventTypeViolations", stranger.key, at)).status).toBe(404);
  expect((await ask("clearEventTypeViolations", acme.key, at)).status).toBe(204);
  expect(await violations()).toBeNull();
});

it("a schema that cannot be used is refused when it is written", async () => {
  const body = { schema: { $ref: "#/$defs/none" } };
  const answer = await ask("updateEventType", acme.key, { params: { name: "order.created" }, body });
  expect([answer.status, problemIn(answer).field]).toEqual([422, "schema"]);
});
