import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { closeDb, db, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues, queueDepth } from "@/lib/platform/queue";
import { type ClaimRequest, claim } from "./claim";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { prune } from "./prune";
import { type AttemptResult, record } from "./record";
import { dropLostLeases, sweep, takeSweep } from "./sweep";

// Each of these was written because a protection was taken away once, and nothing noticed.

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const URL = "http://127.0.0.1:1/";
const STATE = {
  consecutiveFailures: 1,
  failingSinceMs: null,
  paceAtMs: null,
  failedProbes: 0,
  slow: false,
  careful: false,
};

async function oneClaimed() {
  const project = await makeProject();
  const { id: endpointId } = await makeEndpoint(project, { url: URL });
  await publishTo(project);
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  const request: ClaimRequest = {
    endpointId,
    workerId,
    token: newUuid(),
    take: 10,
    inHand: [],
    afterKey: null,
  };
  const claimed = await claim(request);
  const deliveryId = claimed?.deliveries[0]?.id ?? "";
  return { endpointId, workerId, request, deliveryId };
}

const failing = (deliveryId: string, delayMs: number): AttemptResult => ({
  attemptId: newUuid(),
  deliveryId,
  attemptsBefore: 0,
  status: "pending",
  delayMs,
  reason: null,
  trigger: "schedule",
  startedAtMs: 1_700_000_000_000,
  durationMs: 5,
  phases: [-1, -1, -1, 4],
  url: URL,
  requestHeaders: "[]",
  statusCode: 500,
  responseHeaders: "[]",
  responseBody: null,
  truncated: false,
  errorCode: null,
  errorMessage: null,
});

describe("a write that is repeated because its answer was lost", () => {
  it("does not put off the retry that it has already set", async () => {
    const { endpointId, request, deliveryId } = await oneClaimed();
    const writing = (delayMs: number) =>
      record({
        endpointId,
        token: request.token,
        results: [failing(deliveryId, delayMs)],
        state: STATE,
        release: false,
      });
    await writing(1_000);
    const { nextAttemptAt } = await db.delivery.findUniqueOrThrow({ where: { id: deliveryId } });
    await writing(3_600_000);
    expect(await db.delivery.findUniqueOrThrow({ where: { id: deliveryId } })).toMatchObject({
      nextAttemptAt,
      attemptCount: 1,
    });
  });
});

describe("a claim", () => {
  // Seed 202 of the nemesis: a bell and the sweep's own help for one endpoint, in the same moment of one process.
  it("asked for twice in one moment by one process is given to one of the two, each delivery once", async () => {
    const project = await makeProject();
    const { id: endpointId } = await makeEndpoint(project, { url: URL });
    for (let n = 0; n < 5; n++) await publishTo(project);
    const workerId = newUuid();
    await db.worker.create({ data: { id: workerId } });
    const request = () => ({ endpointId, workerId, token: newUuid(), take: 10, inHand: [], afterKey: null });
    const claims = await Promise.all([claim(request()), claim(request()), claim(request())]);
    const given = claims.flatMap((claimed) => claimed?.deliveries.map(({ id }) => id) ?? []);
    expect(given).toHaveLength(5);
    expect(new Set(given).size).toBe(5);
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
  });
});

describe("a group commit", () => {
  it("with an event that Postgres will not take commits all the others", async () => {
    const project = await makeProject();
    await makeEndpoint(project, { url: URL });
    await publishTo(project);
    const answers = await Promise.allSettled([
      ...Array.from({ length: 20 }, (_, n) => publishTo(project, { producerId: `good-${n}` })),
      publishTo(project, { producerId: "no text\u0000at all" }),
      ...Array.from({ length: 20 }, (_, n) => publishTo(project, { producerId: `fine-${n}` })),
    ]);
    expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(1);
    expect(answers[20]?.status).toBe("rejected");
    expect(await db.event.count({ where: { projectId: project.projectId } })).toBe(41);
    expect(await db.delivery.count({ where: { projectId: project.projectId } })).toBe(41);
  });
});

describe("the sweep", () => {
  it("rings what is due, so that a worker hears of it", async () => {
    const project = await makeProject();
    const { id: rung } = await makeEndpoint(project, { url: URL });
    await publishTo(project);
    const silent = await Promise.all([1, 2, 3].map(() => makeEndpoint(project, { url: URL })));
    await expect.poll(queueDepth).toBeGreaterThan(0);
    const before = await queueDepth();
    // As after a crash between commit and bell.
    await db.$executeRaw`
      INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status, next_attempt_at)
      SELECT gen_random_uuid(), project_id, event_id, e.id, body_id, type, 'pending', now() - interval '5 seconds'
      FROM deliveries, unnest(${silent.map(({ id }) => id)}::uuid[]) AS e(id) WHERE endpoint_id = ${rung}::uuid`;
    await sweep();
    await expect.poll(queueDepth).toBe(before + 3);
  });

  it("F42: is done by one at a time; whoever comes second finds it taken and does nothing", async () => {
    const holder = await pool("pages").connect();
    await holder.query("BEGIN");
    // The first is held up in the middle of its sweep.
    await holder.query("LOCK TABLE endpoint_states IN ACCESS EXCLUSIVE MODE");
    const first = sweep();
    await expect
      .poll(async () => (await holder.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount)
      .toBeGreaterThan(0);
    expect(await Promise.all([sweep(), sweep(), sweep()])).toEqual([null, null, null]);
    await holder.query("ROLLBACK");
    holder.release();
    expect(await first).not.toBeNull();
  });

  it("F08, F42: is another's when the one at it fell asleep in the middle, which keeps its connection", async () => {
    const asleep = await pool("pages").connect();
    const gone = new Promise((resolve) => asleep.once("error", resolve));
    expect(await takeSweep(asleep)).toBe(true);
    expect(await sweep()).toBeNull();
    await expect.poll(sweep, { timeout: 30_000, interval: 500 }).not.toBeNull();
    await gone;
    asleep.release(true);
  }, 40_000);

  it("leaves a connection as it was: Postgres ends its session after two silent minutes", async () => {
    await sweep();
    const { rows } = await pool("delivery").query("SHOW idle_session_timeout");
    expect(rows).toEqual([{ idle_session_timeout: "2min" }]);
  });

  it("gives back a lease that no drain of its own worker holds, and no other", async () => {
    const lost = await oneClaimed();
    const held = await oneClaimed();
    const another = await oneClaimed();
    await db.$executeRaw`UPDATE endpoint_states SET leased_at = now() - interval '10 seconds'`;
    await db.$executeRaw`UPDATE endpoint_states SET lease_worker = ${lost.workerId}::uuid
      WHERE endpoint_id = ${held.endpointId}::uuid`;
    await dropLostLeases(lost.workerId, [held.request.token]);
    const tokens = await db.endpointState.findMany({
      where: { endpointId: { in: [lost, held, another].map(({ endpointId }) => endpointId) } },
      select: { endpointId: true, leaseToken: true },
    });
    const tokenOf = (endpointId: string) => tokens.find((row) => row.endpointId === endpointId)?.leaseToken;
    expect(tokenOf(lost.endpointId)).toBeNull();
    expect(tokenOf(held.endpointId)).toBe(held.request.token);
    expect(tokenOf(another.endpointId)).toBe(another.request.token);
  });
});

describe("retention", () => {
  it("F39: takes what is old and settled, and nothing that is pending or held", async () => {
    const project = await makeProject();
    await makeEndpoint(project, { url: URL });
    const statuses = ["pending", "held", "succeeded", "failed", "cancelled"] as const;
    for (const status of statuses) {
      const accepted = await publishTo(project, { producerId: status });
      if (accepted.kind !== "accepted") throw new Error(accepted.kind);
      await db.delivery.updateMany({ where: { eventId: accepted.id }, data: { status } });
    }
    await db.$executeRaw`UPDATE events SET created_at = now() - make_interval(days => ${env.RETENTION_DAYS + 1}::int)
      WHERE project_id = ${project.projectId}::uuid`;
    // Ids carry their age too.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + (env.RETENTION_DAYS + 2) * 86_400_000 });
    await prune().finally(() => vi.useRealTimers());
    const left = await db.delivery.findMany({ where: { projectId: project.projectId } });
    expect(left.map(({ status }) => status).sort()).toEqual(["held", "pending"]);
    const events = await db.event.findMany({ where: { projectId: project.projectId } });
    expect(
      events
        .filter(({ payload }) => payload !== null)
        .map(({ producerId }) => producerId)
        .sort(),
    ).toEqual(["held", "pending"]);
  });
});

describe("a sweep by whoever was away itself", () => {
  it("F16: lets the others beat again before it takes anybody for dead", async () => {
    const { endpointId, workerId, request } = await oneClaimed();
    await sweep();
    const startedAt = performance.now();
    const clock = vi.spyOn(performance, "now");
    const at = (ms: number) => clock.mockReturnValue(startedAt + ms);
    await db.worker.update({ where: { id: workerId }, data: { heartbeatAt: new Date(Date.now() - 60_000) } });
    const holder = async () =>
      (await db.endpointState.findUniqueOrThrow({ where: { endpointId } })).leaseToken;
    at(60_000);
    await sweep();
    at(62_000);
    await sweep();
    expect(await holder()).toBe(request.token);
    at(66_000);
    await sweep();
    expect(await holder()).toBeNull();
    clock.mockRestore();
  });
});
