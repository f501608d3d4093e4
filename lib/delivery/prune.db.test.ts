import { afterAll, expect, it } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues } from "@/lib/platform/queue";
import { makeProject } from "./ledger-fixture";
import { prune, restMs } from "./prune";

afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const DAY_MS = 86_400_000;
const AGED = Date.now() - (env.RETENTION_DAYS + 2) * DAY_MS;

const aged = (n: number) =>
  `${(AGED + n)
    .toString(16)
    .padStart(12, "0")
    .replace(/^(.{8})/, "$1-")}-7000-8000-${newUuid().slice(-12)}`;

/** Made `n` milliseconds after the first, with so many deliveries of that status. */
async function oldEvent(
  projectId: string,
  n: number,
  given: { deliveries: number; status?: "succeeded" | "pending"; producerId?: string },
): Promise<string> {
  const id = aged(n);
  const createdAt = new Date(AGED + n);
  await db.event.create({
    data: {
      id,
      projectId,
      producerId: given.producerId ?? null,
      type: "a",
      timestamp: createdAt,
      payload: new Uint8Array([1]),
      contentHash: new Uint8Array(),
      fanOutId: newUuid(),
      createdAt,
    },
  });
  await db.delivery.createMany({
    data: Array.from({ length: given.deliveries }, () => ({
      id: newUuid(),
      projectId,
      eventId: id,
      endpointId: newUuid(),
      bodyId: id,
      type: "a",
      status: given.status ?? "succeeded",
    })),
  });
  return id;
}

it("rests four times as long beside a process that is busy delivering, and always longer than it works", () => {
  expect([restMs(10, 0.1), restMs(10, 0.5), restMs(10, 0.9)]).toEqual([30, 30, 120]);
});

it("takes an event with more deliveries than a batch, goes past what is open, and looks at nothing twice", async () => {
  const { projectId } = await makeProject();
  await oldEvent(projectId, 0, { deliveries: 1, producerId: "named" });
  await oldEvent(projectId, 1, { deliveries: 4_000 });
  const open = await oldEvent(projectId, 2, { deliveries: 1, status: "pending" });
  await oldEvent(projectId, 3, { deliveries: 2 });
  expect(await prune()).toBe(3);
  const left = () => db.event.findMany({ where: { projectId }, orderBy: { id: "asc" } });
  expect((await left()).map(({ producerId, payload }) => [producerId, payload !== null])).toEqual([
    ["named", false],
    [null, true],
  ]);
  expect(await db.delivery.count({ where: { projectId } })).toBe(1);
  const prunedTo = async () => (await db.project.findUniqueOrThrow({ where: { id: projectId } })).prunedTo;
  expect(await prunedTo()).toBe(open);
  expect(await prune()).toBe(0);
  await db.delivery.updateMany({ where: { eventId: open }, data: { status: "failed" } });
  expect(await prune()).toBe(1);
  expect(((await prunedTo()) ?? "") > open).toBe(true);
  expect((await left()).map(({ producerId }) => producerId)).toEqual(["named"]);
});

it("takes why endpoints got nothing with the last event that could say so, and not before", async () => {
  const { projectId } = await makeProject();
  const HOUR_MS = 3_600_000;
  const open = await oldEvent(projectId, 0, { deliveries: 1, status: "pending" });
  await oldEvent(projectId, 1, { deliveries: 1 });
  // The second was over when the third came, which may have had events until just now.
  const madeAfter = [-3 * HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS];
  await db.fanOut.createMany({
    data: madeAfter.map((ms, n) => ({
      id: aged(ms),
      projectId,
      routingVersion: n + 1,
      type: "a",
      skipped: {},
    })),
  });
  const versions = async () =>
    (await db.fanOut.findMany({ where: { projectId }, orderBy: { routingVersion: "asc" } })).map(
      ({ routingVersion }) => routingVersion,
    );
  expect(await prune()).toBe(1);
  expect(await versions()).toEqual([1, 2, 3]);
  await db.delivery.updateMany({ where: { eventId: open }, data: { status: "failed" } });
  expect(await prune()).toBe(1);
  expect(await versions()).toEqual([3]);
});

it("takes runs that were over, and leaves those that still hold something or are young", async () => {
  const { projectId } = await makeProject();
  await oldEvent(projectId, 0, { deliveries: 1 });
  const old = new Date(AGED);
  const of = (runId: string, startedAt: Date, flushedAt: Date | null) => ({
    projectId,
    runId,
    startedAt,
    flushAt: startedAt,
    flushedAt,
  });
  await db.run.createMany({
    data: [
      of("over", old, old),
      of("open", old, null),
      of("late", old, new Date()),
      of("young", new Date(), old),
    ],
  });
  expect(await prune()).toBe(1);
  const left = await db.run.findMany({ where: { projectId }, orderBy: { runId: "asc" } });
  expect(left.map(({ runId }) => runId)).toEqual(["late", "open", "young"]);
});
