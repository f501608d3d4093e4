import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";

let acme: Tenant;
let params: { project: string };
beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant();
  params = { project: acme.project };
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const endpoint = async (subscriptions: string[], dialect?: string) =>
  (
    await ask("createEndpoint", acme.key, {
      params,
      body: { url: "http://127.0.0.1:9/", subscriptions, ...(dialect ? { dialect } : {}) },
    })
  ).body.id;
const send = (event: string, endpointId: string, as: { key: string } | { cookie: string } = acme.key) =>
  ask("sendAnyway", as, { params: { ...params, event }, body: { endpointId } });

async function published() {
  const raw = '{"type":"order.created","data":{"n": 1.0}}';
  const answer = await ask("publishEvents", acme.key, { params, raw });
  if (!("id" in answer.body)) throw new Error(answer.text);
  return answer.body.id;
}
const contentOf = async (delivery: string) => {
  const row = await db.delivery.findUniqueOrThrow({ where: { id: uuidOf("delivery", delivery) ?? "" } });
  const body = await db.body.findUniqueOrThrow({ where: { id: row.bodyId } });
  return Buffer.from(body.content).toString();
};

it("gives it the same bytes, or its own dialect's, once, and says so in the event and the log", async () => {
  await endpoint(["order.*"]);
  const [same, other] = [await endpoint(["user.*"]), await endpoint(["user.*"], "splexa")];
  const id = await published();
  const at = { params: { ...params, event: id } };
  const before = (await ask("getEvent", acme.key, at)).body;
  expect(before.skipped.map(({ endpointId }) => endpointId).sort()).toEqual([same, other].sort());

  const sent = await send(id, same);
  expect([sent.status, sent.body.status, sent.body.type]).toEqual([202, "pending", "order.created"]);
  expect(await contentOf(sent.body.id)).toBe(await contentOf(before.deliveries[0]?.id ?? ""));
  const inOther = await send(id, other);
  expect(await contentOf(inOther.body.id)).toContain('"event":"order.created"');
  expect(await contentOf(inOther.body.id)).toContain("1.0");

  const after = (await ask("getEvent", acme.key, at)).body;
  expect([after.skipped, after.deliveries.length]).toEqual([[], 3]);
  expect(problemIn(await send(id, same)).code).toBe("conflict");
  const owner = await makeMember(acme.workspaceId, "owner");
  const log = await ask("listAuditLog", owner, { query: "?action=event.send" });
  expect(log.body.data.map(({ detail }) => detail.endpoint)).toEqual([other, same]);
});

it("refuses what is disabled, foreign, gone, and who may not", async () => {
  const quiet = await endpoint(["user.*"]);
  const id = await published();
  await ask("disableEndpoint", acme.key, { params: { ...params, endpoint: quiet } });
  expect(problemIn(await send(id, quiet)).code).toBe("conflict");
  await ask("enableEndpoint", acme.key, { params: { ...params, endpoint: quiet } });
  const stranger = await makeTenant("Other");
  const theirs = { params: { project: stranger.project }, body: { url: "http://127.0.0.1:9/" } };
  const foreign = (await ask("createEndpoint", stranger.key, theirs)).body.id;
  expect((await send(id, foreign)).status).toBe(404);
  expect((await send(id, quiet, stranger.key)).status).toBe(404);
  const viewer = await makeMember(acme.workspaceId, "viewer");
  expect((await send(id, quiet, viewer)).status).toBe(403);
  await db.event.update({ where: { id: uuidOf("event", id) ?? "" }, data: { payload: null } });
  expect((await send(id, quiet)).status).toBe(410);
});
