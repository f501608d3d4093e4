import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeTenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

it("a test leaves nothing of ours in the catalogue, and a type that was tried stands there", async () => {
  const { key, project } = await makeTenant();
  const params = { project };
  const made = await ask("createEndpoint", key, { params, body: { url: "http://127.0.0.1:9/" } });
  const at = { params: { ...params, endpoint: made.body.id } };
  expect((await ask("testEndpoint", key, at)).status).toBe(202);
  expect((await ask("listEventTypes", key)).body.data).toEqual([]);
  expect((await ask("testEndpoint", key, { ...at, body: { type: "order.tried" } })).status).toBe(202);
  expect((await ask("listEventTypes", key)).body.data.map(({ name }) => name)).toEqual(["order.tried"]);
});
