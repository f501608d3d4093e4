import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";
import { closeQueues, prepareQueues } from "./platform/queue";

let acme: Tenant;
let params: { project: string };
beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant();
  params = { project: acme.project };
  await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const raw = '{"type":"order.created","data":{"n": 1.0}}';

it("a member's event is like any other, and has their name on it", async () => {
  const member = await makeMember(acme.workspaceId, "member");
  const answer = await ask("publishEvents", member, { params, raw });
  if (!("id" in answer.body)) throw new Error(answer.text);
  const { id, deliveries } = answer.body;
  expect([answer.status, deliveries.length]).toEqual([202, 1]);
  const event = await ask("getEvent", member, { params: { ...params, event: id } });
  expect(event.body.payload).toBe('{"n": 1.0}');

  const owner = await makeMember(acme.workspaceId, "owner");
  const log = await ask("listAuditLog", owner, { query: "?action=event.publish" });
  expect(log.body.data).toMatchObject([
    {
      action: "event.publish",
      actor: { kind: "user", name: "member" },
      targetId: id,
      detail: { events: 1, deliveries: 1 },
    },
  ]);
});

it("a viewer's is refused, and an API key's makes no entry", async () => {
  const viewer = await makeMember(acme.workspaceId, "viewer");
  expect((await ask("publishEvents", viewer, { params, raw })).status).toBe(403);
  const payload = { params: { ...params, event: "order.created" }, raw: "{}" };
  expect((await ask("publishPayload", viewer, payload)).status).toBe(403);
  expect((await ask("publishPayload", acme.key, payload)).status).toBe(202);
  const owner = await makeMember(acme.workspaceId, "owner");
  expect((await ask("listAuditLog", owner, { query: "?action=event.publish" })).body.data).toHaveLength(1);
});
