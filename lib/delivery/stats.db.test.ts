import { afterAll, beforeEach, expect, it } from "vitest";
import { DURATION_BUCKETS, durationBucket } from "@/lib/latency-histogram";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { makeProject } from "./ledger-fixture";
import { countAttempt, flushStats } from "./stats";
import { compactStats } from "./stats-compaction";

afterAll(closeDb);

const ALL = "00000000-0000-0000-0000-000000000000";
const DAY = 1_440;
const now = Math.floor(Date.now() / 60_000);
const endpointId = newUuid();
let projectId: string;
beforeEach(async () => {
  ({ projectId } = await makeProject());
});

/** A delivery made in that Unix minute. */
const delivery = (minute: number, attemptCount = 0, type = "order.created") => {
  const hex = (minute * 60_000 + 7).toString(16).padStart(12, "0");
  return { id: `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`, type, attemptCount };
};
type Kind = "succeeded" | "retry" | "failed";
const count = (made: ReturnType<typeof delivery>, kind: Kind, minute = now, durationMs = 40) =>
  countAttempt(
    { projectId, endpointId },
    made,
    { decision: { kind }, result: { durationMs } },
    minute * 60_000 + 59_999,
  );
const rows = (where: object) =>
  db.deliveryStats.findMany({ where: { projectId, ...where }, orderBy: { bucket: "asc" } });
const total = { endpointId: ALL, type: "" };

it("counts attempts when they end and deliveries when they were made: once each for endpoint, type and project", async () => {
  count(delivery(now), "succeeded");
  count(delivery(now - 3), "succeeded");
  count(delivery(now, 0, "order.shipped"), "failed", now, 900);
  await flushStats();
  expect(await rows(total)).toMatchObject([
    { bucket: now - 3, deliveriesSucceeded: 1, attemptsSucceeded: 0 },
    { bucket: now, deliveriesSucceeded: 1, deliveriesFailed: 1, attemptsSucceeded: 2, attemptsFailed: 1 },
  ]);
  expect(await rows({ endpointId: ALL, type: "order.shipped" })).toMatchObject([
    { bucket: now, deliveriesFailed: 1, deliveriesSucceeded: 0, attemptsFailed: 1, attemptsSucceeded: 0 },
  ]);
  expect(await db.deliveryStats.count({ where: { projectId, endpointId: ALL } })).toBe(2 + 2 + 1);
  const [, row] = await rows(total);
  expect(row?.durations).toHaveLength(DURATION_BUCKETS);
  expect(row?.durations[durationBucket(40)]).toBe(2);
  expect(row?.durations[durationBucket(900)]).toBe(1);
});

it("counts an endpoint by the hour", async () => {
  const hour = now - (now % 60);
  for (const minute of [hour - 61, hour - 60, hour - 1, hour])
    count(delivery(minute - 60), "failed", minute, minute === hour - 1 ? 900 : 40);
  await flushStats();
  const found = await rows({ endpointId, type: "" });
  expect(found).toMatchObject([
    { bucket: hour - 180, attemptsFailed: 0, deliveriesFailed: 1 },
    { bucket: hour - 120, attemptsFailed: 1, deliveriesFailed: 2 },
    { bucket: hour - 60, attemptsFailed: 2, deliveriesFailed: 1 },
    { bucket: hour, attemptsFailed: 1, deliveriesFailed: 0 },
  ]);
  expect(found[2]?.durations[durationBucket(900)]).toBe(1);
});

it("has a delivery wait from its first failed attempt until it is settled", async () => {
  const made = now - 10;
  count(delivery(made), "retry", now - 9);
  count(delivery(made, 1), "retry", now - 8);
  await flushStats();
  expect(await rows({ ...total, bucket: made })).toMatchObject([{ deliveriesWaiting: 1 }]);
  count(delivery(made, 2), "succeeded");
  await flushStats();
  expect(await rows({ ...total, bucket: made })).toMatchObject([
    { deliveriesWaiting: 0, deliveriesSucceeded: 1 },
  ]);
  expect(await rows({ ...total, bucket: now })).toMatchObject([
    { attemptsSucceeded: 1, deliveriesSucceeded: 0 },
  ]);
});

it("adds to what is there, and keeps for the next time what could not be written", async () => {
  count(delivery(now), "succeeded");
  await flushStats();
  count(delivery(now), "succeeded");
  await db.$executeRaw`ALTER TABLE delivery_stats RENAME TO away`;
  await expect(flushStats()).rejects.toThrow();
  await db.$executeRaw`ALTER TABLE away RENAME TO delivery_stats`;
  count(delivery(now), "succeeded");
  await flushStats();
  await flushStats();
  expect(await rows(total)).toMatchObject([{ attemptsSucceeded: 3 }]);
});

it("writes the rows of so many endpoints at a time, of projects all, and the rest the next time", async () => {
  const endpoints = [newUuid(), newUuid(), newUuid()];
  for (const each of endpoints)
    countAttempt(
      { projectId, endpointId: each },
      delivery(now),
      { decision: { kind: "succeeded" }, result: { durationMs: 40 } },
      now * 60_000,
    );
  const written = async () => (await rows({ endpointId: { in: endpoints } })).map((row) => row.endpointId);
  await flushStats(2);
  expect((await written()).sort()).toEqual(endpoints.slice(0, 2).sort());
  expect(await rows(total)).toMatchObject([{ attemptsSucceeded: 3 }]);
  await flushStats(2);
  expect((await written()).sort()).toEqual([...endpoints].sort());
  expect(await rows(total)).toMatchObject([{ attemptsSucceeded: 3 }]);
});

it("gathers rows into buckets as coarse as the charts that still show them, losing nothing", async () => {
  const threeDays = now - (now % DAY) - 3 * DAY;
  const fortyDays = now - (now % DAY) - 40 * DAY;
  for (const start of [threeDays, fortyDays])
    for (const minute of [0, 1, 59, 60, 119, 600]) {
      count(delivery(start + minute), "succeeded", start + minute, 10);
      count(delivery(start + minute), "failed", start + minute, 2_000);
    }
  count(delivery(now - 60), "succeeded", now - 60);
  await flushStats();
  expect(await compactStats()).toBeGreaterThan(0);
  expect((await rows(total)).map(({ bucket }) => bucket)).toEqual([
    fortyDays,
    threeDays,
    threeDays + 540,
    now - 60,
  ]);
  const of = (start: number) => rows({ ...total, bucket: { gte: start, lt: start + DAY } });
  const [day] = await of(fortyDays);
  expect(day).toMatchObject({
    attemptsSucceeded: 6,
    attemptsFailed: 6,
    deliveriesSucceeded: 6,
    deliveriesFailed: 6,
  });
  expect(day?.durations[durationBucket(10)]).toBe(6);
  expect(day?.durations[durationBucket(2_000)]).toBe(6);
  expect((await of(threeDays)).map((row) => row.attemptsSucceeded)).toEqual([5, 1]);
  expect(await compactStats()).toBe(0);

  // A retry that settles what was made long ago comes late; it is gathered the next time.
  count(delivery(fortyDays + 61, 3), "succeeded");
  await flushStats();
  await compactStats();
  expect(await of(fortyDays)).toMatchObject([{ deliveriesSucceeded: 7, deliveriesWaiting: -1 }]);
});

it("deletes what is older than the workspace keeps, and nothing of its neighbours", async () => {
  const other = await makeProject();
  await db.workspace.updateMany({
    where: { projects: { some: { id: projectId } } },
    data: { retentionDays: 5 },
  });
  for (const of of [projectId, other.projectId])
    for (const ago of [4, 6])
      countAttempt(
        { projectId: of, endpointId: of },
        delivery(now - ago * DAY),
        { decision: { kind: "succeeded" }, result: { durationMs: 1 } },
        (now - ago * DAY) * 60_000,
      );
  await flushStats();
  await compactStats();
  expect(await rows(total)).toHaveLength(1);
  expect(await db.deliveryStats.count({ where: { projectId: other.projectId, ...total } })).toBe(2);
});
