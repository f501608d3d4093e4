import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDb, db, pool } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type ClaimRequest, claim } from "./claim";
import { cancelAll } from "./disable";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { type AttemptResult, type EndpointResults, record } from "./record";
import { sweep } from "./sweep";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const URL = "http://127.0.0.1:1/";
const STATE = {
  consecutiveFailures: 0,
  failingSinceMs: null,
  paceAtMs: null,
  failedProbes: 0,
  slow: false,
  careful: false,
};

async function withDeliveries(count: number) {
  const project = await makeProject();
  const endpoint = await makeEndpoint(project, { url: URL });
  for (let n = 0; n < count; n++) await publishTo(project, { payload: `${n}` });
  return { project, endpointId: endpoint.id };
}

async function worker(): Promise<string> {
  const id = newUuid();
  await db.worker.create({ data: { id } });
  return id;
}

const asking = (endpointId: string, workerId: string, take = 100): ClaimRequest => ({
  endpointId,
  workerId,
  token: newUuid(),
  take,
  inHand: [],
  afterKey: null,
});

const succeeded = (deliveryId: string): AttemptResult => ({
  attemptId: newUuid(),
  deliveryId,
  attemptsBefore: 0,
  status: "succeeded",
  delayMs: null,
  reason: null,
  trigger: "schedule",
  startedAtMs: 1_700_000_000_000,
  durationMs: 5,
  phases: [-1, -1, -1, 4],
  url: URL,
  requestHeaders: "[]",
  statusCode: 200,
  responseHeaders: "[]",
  responseBody: null,
  truncated: false,
  errorCode: null,
  errorMessage: null,
});

const writing = (
  endpointId: string,
  token: string,
  results: AttemptResult[],
  release = true,
): EndpointResults => ({
  endpointId,
  token,
  results,
  state: STATE,
  release,
});

/** Asked on another connection: within a transaction Postgres shows the same activity for as long as it lasts. */
async function isWaitedFor(pid: number): Promise<boolean> {
  const { rows } = await pool("pages").query(
    "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND $1 = ANY (pg_blocking_pids(pid))",
    [pid],
  );
  return rows.length > 0;
}

describe("the lease", () => {
  it("has one holder: a second drainer finds the endpoint taken", async () => {
    const { endpointId } = await withDeliveries(3);
    const workerId = await worker();
    const first = await claim(asking(endpointId, workerId));
    expect(first?.deliveries).toHaveLength(3);
    expect(await claim(asking(endpointId, workerId))).toBeNull();
  });

  it("is not taken where nothing is due", async () => {
    const { endpointId } = await withDeliveries(0);
    expect(await claim(asking(endpointId, await worker()))).toBeNull();
    expect(await db.endpointState.findUniqueOrThrow({ where: { endpointId } })).toMatchObject({
      leaseToken: null,
    });
  });

  it("gives nothing twice that is still in hand", async () => {
    const { endpointId } = await withDeliveries(5);
    const request = asking(endpointId, await worker(), 2);
    const first = await claim(request);
    const inHand = first?.deliveries.map((delivery) => delivery.id) ?? [];
    const second = await claim({ ...request, inHand });
    expect(second?.deliveries).toHaveLength(2);
    expect(second?.deliveries.some((delivery) => inHand.includes(delivery.id))).toBe(false);
  });

  it("gives nothing to a claim that was overtaken: what it had read is another's finished work", async () => {
    const { endpointId } = await withDeliveries(1);
    const request = asking(endpointId, await worker());
    const other = await pool("pages").connect();
    try {
      await other.query("BEGIN");
      // Holds the claim up between reading what is due and taking the lease.
      await other.query("SELECT FROM endpoint_states WHERE endpoint_id = $1 FOR UPDATE", [endpointId]);
      const { rows } = await other.query("SELECT pg_backend_pid() AS pid");
      const overtaken = claim(request);
      await expect.poll(() => isWaitedFor(rows[0].pid), { timeout: 10_000 }).toBe(true);
      // Meanwhile another has claimed, sent, recorded and given the lease back.
      await other.query("UPDATE endpoint_states SET leased_at = now() WHERE endpoint_id = $1", [endpointId]);
      await other.query("UPDATE deliveries SET status = 'succeeded' WHERE endpoint_id = $1", [endpointId]);
      await other.query("COMMIT");
      expect(await overtaken).toBeNull();
    } finally {
      other.release();
    }
  });

  it("fences a late worker: after its lease is void it writes nothing, and the newer result stands", async () => {
    const { endpointId } = await withDeliveries(1);
    const late = asking(endpointId, await worker());
    const [delivery] = (await claim(late))?.deliveries ?? [];
    if (!delivery) throw new Error("nothing claimed");
    await pool("pages").query("UPDATE endpoint_states SET lease_token = NULL WHERE endpoint_id = $1", [
      endpointId,
    ]);
    const next = asking(endpointId, await worker());
    expect((await claim(next))?.deliveries).toHaveLength(1);
    expect(await record(writing(endpointId, next.token, [succeeded(delivery.id)]))).toMatchObject({
      owned: true,
    });
    const failed = { ...succeeded(delivery.id), status: "failed" as const, statusCode: 500 };
    expect(await record(writing(endpointId, late.token, [failed]))).toMatchObject({ owned: false });
    expect(await db.delivery.findUniqueOrThrow({ where: { id: delivery.id } })).toMatchObject({
      status: "succeeded",
      lastStatusCode: 200,
      attemptCount: 1,
    });
    expect(await db.attempt.count({ where: { deliveryId: delivery.id } })).toBe(1);
  });

  it("records a result once, however often its write is repeated", async () => {
    const { endpointId } = await withDeliveries(1);
    const request = asking(endpointId, await worker());
    const [delivery] = (await claim(request))?.deliveries ?? [];
    if (!delivery) throw new Error("nothing claimed");
    for (let n = 0; n < 3; n++)
      await record(writing(endpointId, request.token, [succeeded(delivery.id)], n === 2));
    expect(await db.attempt.count({ where: { deliveryId: delivery.id } })).toBe(1);
    expect(await db.delivery.findUniqueOrThrow({ where: { id: delivery.id } })).toMatchObject({
      attemptCount: 1,
    });
  });

  it("keeps a delivery cancelled that was cancelled in flight and would have been retried", async () => {
    const { endpointId } = await withDeliveries(2);
    const request = asking(endpointId, await worker());
    const [retried, arrived] = (await claim(request))?.deliveries ?? [];
    if (!retried || !arrived) throw new Error("nothing claimed");
    await db.delivery.updateMany({
      where: { endpointId },
      data: { status: "cancelled", reason: "disabled" },
    });
    const again = { ...succeeded(retried.id), status: "pending" as const, delayMs: 1_000, statusCode: 500 };
    await record(writing(endpointId, request.token, [again, succeeded(arrived.id)]));
    expect(await db.delivery.findUniqueOrThrow({ where: { id: retried.id } })).toMatchObject({
      status: "cancelled",
      reason: "disabled",
      nextAttemptAt: null,
    });
    expect(await db.delivery.findUniqueOrThrow({ where: { id: arrived.id } })).toMatchObject({
      status: "succeeded",
    });
  });
});

describe("a worker that dies", () => {
  const die = (id: string) =>
    db.worker.update({ where: { id }, data: { heartbeatAt: new Date(Date.now() - 60_000) } });

  it("shows what it had in hand as interrupted also where that was cancelled meanwhile: it may have arrived", async () => {
    const { endpointId } = await withDeliveries(2);
    const workerId = await worker();
    await claim(asking(endpointId, workerId));
    await cancelAll(endpointId);
    await die(workerId);
    await sweep();
    const rows = await db.delivery.findMany({ where: { endpointId } });
    expect(rows).toMatchObject(rows.map(() => ({ status: "cancelled", crashCount: 0, attemptCount: 0 })));
    const attempts = await db.attempt.findMany({ where: { deliveryId: { in: rows.map(({ id }) => id) } } });
    expect(attempts).toHaveLength(2);
    expect(attempts).toMatchObject(rows.map(() => ({ number: 1, errorCode: "interrupted" })));
  });

  it("loses its leases; what it had in hand shows as interrupted, uses up no attempt and goes one at a time", async () => {
    const { endpointId } = await withDeliveries(3);
    const workerId = await worker();
    const claimed = await claim(asking(endpointId, workerId));
    await die(workerId);
    expect(await sweep()).toMatchObject({ voided: 1 });
    const rows = await db.delivery.findMany({ where: { endpointId } });
    expect(rows).toMatchObject(rows.map(() => ({ status: "pending", attemptCount: 0, crashCount: 1 })));
    const attempts = await db.attempt.findMany({ where: { deliveryId: { in: rows.map((row) => row.id) } } });
    expect(attempts).toMatchObject(rows.map(() => ({ number: 1, errorCode: "interrupted" })));
    const careful = await claim(asking(endpointId, await worker()));
    expect(careful).toMatchObject({ careful: true });
    expect(careful?.deliveries.map(({ id }) => id)).toEqual([claimed?.deliveries[0]?.id]);
  });

  it("three times over one delivery makes that one poison and lets its neighbours go", async () => {
    const { endpointId } = await withDeliveries(2);
    for (let crash = 1; crash <= 3; crash++) {
      const workerId = await worker();
      expect((await claim(asking(endpointId, workerId)))?.deliveries.length).toBe(crash === 1 ? 2 : 1);
      await die(workerId);
      await sweep();
    }
    const [poison, neighbour] = await db.delivery.findMany({ where: { endpointId }, orderBy: { id: "asc" } });
    expect(poison).toMatchObject({ status: "failed", reason: "poison", crashCount: 3 });
    expect(neighbour).toMatchObject({ status: "pending", crashCount: 1 });
  });
});
