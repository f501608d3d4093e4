import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import type { Prisma } from "./platform/prisma/client";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
let projectId: string;
let endpointId: string;
let params: { project: string };
beforeEach(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  projectId = uuidOf("project", acme.project) ?? "";
  const made = await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
  endpointId = uuidOf("endpoint", made.body.id) ?? "";
});

type Some = Partial<Prisma.DeliveryCreateManyInput>;
async function insert(...rows: Some[]): Promise<string[]> {
  const data = rows.map((row) => ({
    id: newUuid(),
    projectId,
    eventId: newUuid(),
    endpointId,
    bodyId: newUuid(),
    type: "order.created",
    status: "succeeded" as const,
    ...row,
  }));
  await db.delivery.createMany({ data });
  return data.map(({ id }) => publicId("delivery", id));
}
describe("replay jobs", () => {
  it("count, start, pause, resume and cancel, and stand in the audit log", async () => {
    await insert({ status: "failed" }, { status: "failed" }, {});
    const filter = { status: ["failed"], endpointId: publicId("endpoint", endpointId) };
    const counted = await ask("createReplays", acme.key, { params, body: { filter, dryRun: true } });
    expect([counted.status, counted.body]).toEqual([202, { total: 2 }]);
    expect(await db.replayJob.count({ where: { projectId } })).toBe(0);
    const started = await ask("createReplays", acme.key, { params, body: { filter, perSecond: 5 } });
    if (!("id" in started.body)) throw new Error(started.text);
    const job = started.body.id;
    expect(started.body).toMatchObject({
      status: "running",
      total: 2,
      done: 0,
      perSecond: 5,
      finishedAt: null,
    });
    const set = (status: string) =>
      ask("updateReplays", acme.key, { params: { ...params, job }, body: { status } });
    expect((await set("paused")).body.status).toBe("paused");
    expect((await set("running")).body.status).toBe("running");
    expect((await set("cancelled")).body.status).toBe("cancelled");
    expect((await set("running")).body.status).toBe("cancelled");
    expect((await set("done")).status).toBe(422);
    expect((await ask("listReplays", acme.key, { params })).body.data.map(({ id }) => id)).toEqual([job]);
    const other = await makeTenant("Other");
    const foreign = { params: { project: other.project, job } };
    expect((await ask("getReplays", other.key, foreign)).status).toBe(404);
    const log = await db.auditEntry.findMany({
      where: { projectId, action: { startsWith: "replay." } },
      orderBy: { id: "asc" },
    });
    expect(log.map(({ action }) => action)).toEqual([
      "replay.start",
      "replay.pause",
      "replay.resume",
      "replay.cancel",
    ]);
  });

  it("recover counts what an endpoint missed", async () => {
    await insert({ status: "failed" });
    const endpoint = publicId("endpoint", endpointId);
    const since = new Date(Date.now() - 60_000).toISOString();
    const answer = await ask("recoverEndpoint", acme.key, {
      params: { ...params, endpoint },
      body: { since, dryRun: true },
    });
    expect(answer.body).toEqual({ total: 1 });
    expect(
      (await ask("recoverEndpoint", acme.key, { params: { ...params, endpoint }, body: {} })).status,
    ).toBe(422);
    await ask("disableEndpoint", acme.key, { params: { ...params, endpoint } });
    expect(
      (await ask("recoverEndpoint", acme.key, { params: { ...params, endpoint }, body: { since } })).status,
    ).toBe(409);
  });
});
