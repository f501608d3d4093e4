import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { STATS_RANGE_NAMES, STATS_RANGES, type StatsRange } from "./contract/stats-ranges";
import { DURATION_BUCKETS, durationAt, durationBucket } from "./latency-histogram";
import { closeDb, db, pool } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const ALL = "00000000-0000-0000-0000-000000000000";
let acme: Tenant;
let params: { project: string };
let projectId: string;
beforeEach(async () => {
  acme = await makeTenant();
  params = { project: acme.project };
  projectId = uuidOf("project", acme.project) ?? "";
});

const thisMinute = () => Math.floor(Date.now() / 60_000);
const durations = (...taken: number[]) => {
  const counts: number[] = Array(DURATION_BUCKETS).fill(0);
  for (const ms of taken) counts[durationBucket(ms)] = (counts[durationBucket(ms)] ?? 0) + 1;
  return counts;
};
const NONE = {
  attemptsSucceeded: 0,
  attemptsRetried: 0,
  attemptsFailed: 0,
  deliveriesSucceeded: 0,
  deliveriesFailed: 0,
  deliveriesWaiting: 0,
  durations: durations(),
};
const insert = (...rows: (Partial<typeof NONE> & { bucket: number; endpointId?: string; type?: string })[]) =>
  db.deliveryStats.createMany({
    data: rows.map((row) => ({ ...NONE, projectId, endpointId: ALL, type: "", ...row })),
  });
const read = async (range: StatsRange) =>
  (await ask("getStats", acme.key, { params, query: `?range=${range}` })).body;
const makeEndpoint = async () => {
  const made = await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
  return { id: made.body.id, uuid: uuidOf("endpoint", made.body.id) ?? "" };
};

describe("a project's figures", () => {
  it("come in bars, in total and by type", async () => {
    const now = thisMinute();
    await insert(
      { bucket: now, deliveriesSucceeded: 3, attemptsSucceeded: 3, durations: durations(10, 10, 10) },
      { bucket: now - 5, deliveriesFailed: 1, deliveriesWaiting: 2, attemptsFailed: 1, attemptsRetried: 4 },
      { bucket: now - 61, deliveriesSucceeded: 99 },
      { bucket: now, type: "order.created", deliveriesSucceeded: 1 },
      { bucket: now, type: "order.shipped", deliveriesSucceeded: 2 },
      { bucket: now - 5, type: "order.shipped", deliveriesFailed: 1, deliveriesWaiting: 2 },
      { bucket: now - 90, type: "order.lost", deliveriesSucceeded: 50 },
    );
    const stats = await read("1h");
    expect(stats).toMatchObject({ range: "1h", barMinutes: 1 });
    expect(stats.series).toHaveLength(60);
    expect(stats.totals).toEqual({
      deliveries: { succeeded: 3, failed: 1, waiting: 2 },
      attempts: { succeeded: 3, retried: 4, failed: 1 },
      successRate: 3 / 8,
      latency: { p50: expect.any(Number), p95: expect.any(Number), p99: expect.any(Number) },
    });
    const filled = stats.series.filter(({ attempts }) => attempts.succeeded + attempts.failed > 0);
    expect(filled).toMatchObject([
      {
        at: new Date((now - 5) * 60_000).toISOString(),
        deliveries: { waiting: 2 },
        successRate: 0,
        latency: null,
      },
      { at: new Date(now * 60_000).toISOString(), deliveries: { succeeded: 3 }, successRate: 1 },
    ]);
    expect(stats.types).toEqual([
      { type: "order.shipped", deliveries: { succeeded: 2, failed: 1, waiting: 2 } },
      { type: "order.created", deliveries: { succeeded: 1, failed: 0, waiting: 0 } },
    ]);
  });

  it.each(STATS_RANGE_NAMES)("of %s are whole bars that end with the one that is growing", async (range) => {
    const { bars, minutes } = STATS_RANGES[range];
    const now = thisMinute();
    const first = Math.floor(now / minutes) * minutes - (bars - 1) * minutes;
    await insert({ bucket: first, attemptsSucceeded: 1 }, { bucket: first - 1, attemptsSucceeded: 10 });
    const stats = await read(range);
    expect(stats.series).toHaveLength(bars);
    expect(Date.parse(stats.until)).toBeGreaterThan(Date.now());
    expect(Date.parse(stats.until) - Date.parse(stats.since)).toBe(bars * minutes * 60_000);
    expect(stats.series[0]).toMatchObject({ at: stats.since, attempts: { succeeded: 1 } });
    expect(stats.totals.attempts.succeeded).toBe(1);
  });

  it("are nobody else's", async () => {
    await insert({ bucket: thisMinute(), deliveriesSucceeded: 7 });
    const other = await makeTenant("Other");
    const theirs = await ask("getStats", other.key, { params: { project: other.project } });
    expect(theirs.body.totals.deliveries.succeeded).toBe(0);
    for (const route of ["getStats", "getAttention", "getEndpointsHealth"] as const)
      expect((await ask(route, other.key, { params })).status).toBe(404);
  });

  it("read a bounded part of the table by its key, however much was delivered", async () => {
    await db.$executeRaw`
      INSERT INTO delivery_stats SELECT ${projectId}::uuid, e::uuid, t, ${thisMinute()}::int - n, 1, 1, 1, 1, 1, 1,
        array_fill(1, ARRAY[${DURATION_BUCKETS}::int])
      FROM generate_series(0, 2879) n CROSS JOIN (
        SELECT ${ALL} AS e, '' AS t UNION ALL SELECT ${ALL}, 'type.' || i FROM generate_series(1, 20) i
        UNION ALL SELECT gen_random_uuid()::text, '' FROM generate_series(1, 80)) AS keys`;
    await db.$executeRaw`ANALYZE delivery_stats`;
    const asked = vi.spyOn(pool("pages"), "query");
    const stats = await read("24h");
    const statements = asked.mock.calls
      .map(([query]: unknown[]) => query as { text: string; values: unknown[] })
      .filter(({ text }) => text?.includes("delivery_stats"));
    asked.mockRestore();
    expect(stats.types).toHaveLength(10);
    expect(statements).toHaveLength(2);
    for (const { text, values } of statements) {
      const plan = await pool("pages").query(`EXPLAIN (FORMAT TEXT) ${text}`, values);
      const lines = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(lines).toContain("delivery_stats_pkey");
      expect(lines).not.toContain("Seq Scan");
    }
  }, 60_000);
});

describe("sums", () => {
  // Numbers that differ from run to run prove no more than these do.
  const drawn = (seed: number) => {
    let state = seed;
    return (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
  };
  const sumOf = (rows: Row[], name: Exclude<keyof typeof NONE, "durations">) =>
    rows.reduce((sum, row) => sum + row[name], 0);
  const latencyOf = (rows: Row[]) => {
    const counts = Array.from({ length: DURATION_BUCKETS }, (_, i) =>
      rows.reduce((sum, row) => sum + (row.durations[i] ?? 0), 0),
    );
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => durationAt(counts, share));
    return p50 === null ? null : { p50, p95, p99 };
  };
  const attemptsOf = (rows: Row[]) => ({
    succeeded: sumOf(rows, "attemptsSucceeded"),
    retried: sumOf(rows, "attemptsRetried"),
    failed: sumOf(rows, "attemptsFailed"),
  });
  const deliveriesOf = (rows: Row[]) => ({
    succeeded: sumOf(rows, "deliveriesSucceeded"),
    failed: sumOf(rows, "deliveriesFailed"),
    waiting: sumOf(rows, "deliveriesWaiting"),
  });
  type Row = typeof NONE & { bucket: number; endpointId: string; type: string };

  const seed = async (endpointIds: string[]) => {
    const draw = drawn(42);
    const row = (endpointId: string, type: string, bucket: number): Row => ({
      ...{ endpointId, type, bucket },
      attemptsSucceeded: draw(50),
      attemptsRetried: draw(9),
      attemptsFailed: draw(4),
      deliveriesSucceeded: draw(50),
      deliveriesFailed: draw(4),
      deliveriesWaiting: draw(3),
      durations: Array.from({ length: DURATION_BUCKETS }, () => draw(7)),
    });
    const types = ["", ...Array.from({ length: 14 }, (_, n) => `kind.${n}`)];
    const keys = [
      ...types.map((type) => [ALL, type] as const),
      ...endpointIds.map((id) => [id, ""] as const),
    ];
    // Minutes, hours and days back, each bucket once.
    const agos = new Set(
      Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? draw(60) : draw(n * n * 40 + 60))),
    );
    const rows = keys.flatMap(([id, type]) => [...agos].map((ago) => row(id, type, thisMinute() - ago)));
    await insert(...rows);
    return rows;
  };

  it.each(STATS_RANGE_NAMES)(
    "over %s are those of the rows, bar for bar and type for type",
    async (range) => {
      const rows = (await seed([])).filter(({ endpointId }) => endpointId === ALL);
      const stats = await read(range);
      const isIn = (from: string, minutes: number) => {
        const at = Date.parse(from) / 60_000;
        return ({ bucket }: Row) => bucket >= at && bucket < at + minutes;
      };
      const all = rows.filter(({ type }) => type === "");
      for (const { at, ...bar } of stats.series) {
        const own = all.filter(isIn(at, stats.barMinutes));
        expect(bar, at).toMatchObject({
          deliveries: deliveriesOf(own),
          attempts: attemptsOf(own),
          latency: latencyOf(own),
        });
      }
      const within = isIn(stats.since, stats.barMinutes * stats.series.length);
      expect(stats.totals.latency).toEqual(latencyOf(all.filter(within)));
      const busiest = [...new Set(rows.map(({ type }) => type))]
        .filter((type) => type !== "")
        .map((type) => ({
          type,
          deliveries: deliveriesOf(rows.filter((row) => row.type === type && within(row))),
        }))
        .sort((a, b) => sumOfCounts(b.deliveries) - sumOfCounts(a.deliveries) || (a.type < b.type ? -1 : 1));
      expect(stats.types).toEqual(busiest.slice(0, 10));
    },
  );
  const sumOfCounts = (counts: object) =>
    Object.values(counts).reduce((sum: number, count) => sum + count, 0);

  it("of endpoints are those of their rows, hour by hour", async () => {
    const made = [await makeEndpoint(), await makeEndpoint(), await makeEndpoint()];
    const rows = await seed(made.slice(1).map(({ uuid }) => uuid));
    const { data } = (await ask("getEndpointsHealth", acme.key, { params })).body;
    expect(data).toHaveLength(3);
    for (const health of data) {
      const { uuid } = made.find(({ id }) => id === health.endpointId) ?? {};
      const [first] = health.hours;
      const from = Date.parse(first?.at ?? "") / 60_000;
      const own = rows.filter(({ endpointId, bucket }) => endpointId === uuid && bucket >= from);
      expect(health.latency).toEqual(latencyOf(own));
      expect(health.attempts).toBe(sumOfCounts(attemptsOf(own)));
      expect(health.hours).toEqual(
        health.hours.map(({ at }, hour) => {
          const inHour = own.filter(({ bucket }) => Math.floor((bucket - from) / 60) === hour);
          const { succeeded, retried, failed } = attemptsOf(inHour);
          return { at, succeeded, failed: retried + failed };
        }),
      );
    }
  });
});

describe("how endpoints fare", () => {
  it("is told hour by hour, with rate, latency and the newest delivery", async () => {
    const [a, b] = [await makeEndpoint(), await makeEndpoint()];
    const hour = Math.floor(thisMinute() / 60) * 60;
    await insert(
      { bucket: hour, endpointId: a.uuid, attemptsSucceeded: 3, durations: durations(100, 100, 100) },
      { bucket: hour - 23 * 60 + 59, endpointId: a.uuid, attemptsRetried: 1, attemptsFailed: 2 },
      { bucket: hour - 23 * 60 - 1, endpointId: a.uuid, attemptsFailed: 50 },
    );
    const createdAt = new Date("2026-05-01T10:00:00Z");
    await db.delivery.create({
      data: {
        id: newUuid(),
        projectId,
        eventId: newUuid(),
        endpointId: a.uuid,
        bodyId: newUuid(),
        type: "a",
        createdAt,
      },
    });
    const { data } = (await ask("getEndpointsHealth", acme.key, { params })).body;
    expect(data.map(({ endpointId }) => endpointId)).toEqual([b.id, a.id]);
    const [silent, busy] = data;
    expect(silent).toMatchObject({ attempts: 0, successRate: null, latency: null, lastDeliveryAt: null });
    expect(busy).toMatchObject({ attempts: 6, successRate: 0.5, lastDeliveryAt: createdAt.toISOString() });
    expect(busy?.latency?.p95).toBeGreaterThan(70);
    expect(busy?.hours).toHaveLength(24);
    expect(busy?.hours.at(0)).toMatchObject({ succeeded: 0, failed: 3 });
    expect(busy?.hours.at(-1)).toEqual({
      at: new Date(hour * 60_000).toISOString(),
      succeeded: 3,
      failed: 0,
    });
  });

  it("is told of those that are named, and of none of another project", async () => {
    const [a] = [await makeEndpoint(), await makeEndpoint()];
    const elsewhere = publicId("endpoint", newUuid());
    const query = `?endpoint=${a.id}&endpoint=${elsewhere}`;
    const { data } = (await ask("getEndpointsHealth", acme.key, { params, query })).body;
    expect(data.map(({ endpointId }) => endpointId)).toEqual([a.id]);
    const wrong = await ask("getEndpointsHealth", acme.key, { params, query: "?endpoint=x" });
    expect(problemIn(wrong)).toEqual({ code: "invalid_request", field: "endpoint" });
  });
});

describe("what needs attention", () => {
  const state = (endpointId: string, data: object) =>
    db.endpointState.update({ where: { endpointId }, data });
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const pending = (endpointId: string, dueAgo: number, more: object = {}) =>
    db.delivery.create({
      data: {
        id: newUuid(),
        projectId,
        eventId: newUuid(),
        endpointId,
        bodyId: newUuid(),
        type: "a",
        nextAttemptAt: ago(dueAgo),
        ...more,
      },
    });

  it("is nothing while retries do their work", async () => {
    const [fresh, brief, late] = [await makeEndpoint(), await makeEndpoint(), await makeEndpoint()];
    await pending(fresh.uuid, 5);
    await pending(late.uuid, -3_600);
    await state(brief.uuid, { failingSince: ago(20) });
    expect((await ask("getAttention", acme.key, { params })).body).toEqual({ data: [], total: 0 });
  });

  it("is disabled, failing and late endpoints, the most urgent first", async () => {
    const [manual, rule, failing, givenUp, behind, fifo] = await Promise.all(
      Array.from({ length: 6 }, makeEndpoint),
    ).then((made) => made as [E, E, E, E, E, E]);
    type E = Awaited<ReturnType<typeof makeEndpoint>>;
    const off = (reason: string, at: Date) => ({
      status: "disabled" as const,
      disabledReason: reason,
      disabledAt: at,
    });
    await db.endpoint.update({ where: { id: manual.uuid }, data: off("manual", ago(10)) });
    await db.endpoint.update({ where: { id: rule.uuid }, data: off("gone", ago(7_200)) });
    await state(failing.uuid, { failingSince: ago(600) });
    await state(givenUp.uuid, { failingSince: ago(30), consecutiveFailures: 2 });
    await pending(failing.uuid, -60, { attemptCount: 1, lastStatusCode: 503 });
    await pending(behind.uuid, 900);
    await pending(behind.uuid, 90);
    await pending(fifo.uuid, 1_800, { orderingKey: "" });
    const deleted = await makeEndpoint();
    await db.endpoint.update({
      where: { id: deleted.uuid },
      data: { ...off("deleted", ago(1)), deletedAt: new Date() },
    });
    const { data, total } = (await ask("getAttention", acme.key, { params })).body;
    expect(total).toBe(6);
    expect(data.map(({ endpointId, kind }) => [endpointId, kind])).toEqual([
      [rule.id, "disabled"],
      [givenUp.id, "failing"],
      [failing.id, "failing"],
      [fifo.id, "backlog"],
      [behind.id, "backlog"],
      [manual.id, "disabled"],
    ]);
    expect(data[0]).toMatchObject({ reason: "gone", url: "http://127.0.0.1:9/", waiting: 0 });
    expect(data[1]).toMatchObject({ consecutiveFailures: 2 });
    expect(data[2]).toMatchObject({ waiting: 1, lastStatusCode: 503 });
    expect(data[4]?.waiting).toBe(2);
    expect(Date.now() - Date.parse(data[4]?.since ?? "")).toBeGreaterThan(899_000);
  });
});
