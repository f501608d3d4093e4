import { afterAll, beforeAll, expect, it } from "vitest";
import type { JobFilter } from "@/lib/contract/replays";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { advanceReplayJobs, readReplayJob, setReplayJob, startReplayJob } from "./replay-jobs";
import { countSelection, takePortion } from "./replay-selection";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

async function withFailures(count: number) {
  const project = await makeProject();
  const endpoint = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  for (let n = 0; n < count; n++) await publishTo(project);
  await db.delivery.updateMany({ where: { projectId: project.projectId }, data: { status: "failed" } });
  const filter = { endpointId: endpoint.id, only: "failed" as const, since: "2020-01-01T00:00:00Z" };
  return { projectId: project.projectId, endpointId: endpoint.id, filter, perSecond: 2 };
}

/** So many more events like the project's first, with a delivery to the endpoint each. */
async function copyEvents(
  projectId: string,
  endpointId: string,
  count: number,
  status: "failed" | "succeeded",
) {
  await db.$executeRaw`WITH ev AS (
      INSERT INTO events (id, project_id, type, "timestamp", payload, content_hash, fan_out_id)
      SELECT uuidv7(), project_id, type, "timestamp", payload, content_hash, fan_out_id
      FROM (SELECT * FROM events WHERE project_id = ${projectId}::uuid ORDER BY id LIMIT 1) e
      CROSS JOIN generate_series(1, ${count}) RETURNING id)
    INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status)
    SELECT uuidv7(), ${projectId}::uuid, ev.id, ${endpointId}::uuid,
      (SELECT b.id FROM bodies b JOIN events e ON e.id = b.event_id WHERE e.project_id = ${projectId}::uuid LIMIT 1),
      'order.created', ${status}::delivery_status FROM ev`;
}

it("makes as many as it may in a second, by portions", async () => {
  const { projectId, endpointId, filter } = await withFailures(1);
  await copyEvents(projectId, endpointId, 449, "failed");
  const { id, total } = await startReplayJob({ projectId, endpointId, filter, perSecond: 1_000 });
  expect(total).toBe(450);
  await advanceReplayJobs();
  expect(await readReplayJob(projectId, id)).toMatchObject({ done: 450, status: "done" });
  const of = await db.delivery.findMany({
    where: { projectId, replayOf: { not: null } },
    select: { replayOf: true },
  });
  expect(new Set(of.map(({ replayOf }) => replayOf)).size).toBe(450);
});

it("goes past what is not missing as fast as it can, and at its pace to what is", async () => {
  const project = await makeProject();
  const { id: endpointId } = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  const { projectId } = project;
  await publishTo(project);
  await copyEvents(projectId, endpointId, 2_100, "succeeded");
  await db.$executeRaw`DELETE FROM deliveries WHERE id IN (
    SELECT id FROM deliveries WHERE project_id = ${projectId}::uuid ORDER BY event_id DESC LIMIT 2)`;
  const filter = { endpointId, only: "missing" as const, since: "2020-01-01T00:00:00Z" };
  const { id, total } = await startReplayJob({ projectId, endpointId, filter, perSecond: 1 });
  expect(total).toBe(2);
  const turns = [];
  for (let n = 0; n < 3; n++) {
    await advanceReplayJobs();
    const { done, status } = await readReplayJob(projectId, id);
    turns.push([done, status]);
  }
  expect(turns[0]).toEqual([1, "running"]);
  expect(turns.at(-1)).toEqual([2, "done"]);
});

it("counts and takes the same, whatever the filter, as a plain look at every row would", async () => {
  const { projectId, endpointId } = await withFailures(3);
  const project = { projectId } as Awaited<ReturnType<typeof makeProject>>;
  const other = await makeEndpoint({ ...project, dialect: "standard" }, { url: "http://127.0.0.1:1/" });
  await publishTo(project, { type: "order.paid" });
  await copyEvents(projectId, other.id, 20, "succeeded");
  await db.$executeRaw`UPDATE deliveries SET status = 'cancelled' WHERE project_id = ${projectId}::uuid
    AND type = 'order.paid' AND endpoint_id = ${endpointId}::uuid`;
  const rows = await db.delivery.findMany({ where: { projectId }, orderBy: { id: "asc" } });
  const middle = rows[10] as (typeof rows)[number];
  const filters: JobFilter[] = [
    {},
    { status: ["failed"] },
    { status: ["failed", "cancelled"], endpointId },
    { status: ["succeeded"], endpointId: other.id },
    { status: ["succeeded", "cancelled"], type: "order.paid" },
    { since: middle.createdAt.toISOString() },
    { until: middle.createdAt.toISOString(), status: ["failed", "cancelled", "succeeded"] },
    { deliveryIds: [middle.id, (rows[0] as typeof middle).id] },
    { only: "failed", endpointId },
  ];
  for (const filter of filters) {
    const wanted = rows.filter(
      (row) =>
        (filter.deliveryIds?.includes(row.id) ?? true) &&
        (
          filter.status ?? (filter.only ? ["failed", "cancelled"] : ["failed", "cancelled", "succeeded"])
        ).includes(row.status as "failed") &&
        (filter.endpointId ?? row.endpointId) === row.endpointId &&
        (filter.type ?? row.type) === row.type &&
        row.createdAt >= new Date(filter.since ?? 0) &&
        row.createdAt < new Date(filter.until ?? "9999-01-01"),
    );
    expect(await countSelection({ projectId, filter }), JSON.stringify(filter)).toBe(wanted.length);
    const portion = await db.$transaction((tx) =>
      takePortion(tx, { projectId, filter }, { after: null, limit: 100 }),
    );
    const where = { projectId, category: "replay" };
    const made = await db.delivery.findMany({ where, orderBy: { replayOf: "asc" } });
    await db.delivery.deleteMany({ where });
    expect(portion.isLast, JSON.stringify(filter)).toBe(true);
    expect(
      made.map(({ replayOf }) => replayOf),
      JSON.stringify(filter),
    ).toEqual(wanted.map((row) => row.id));
  }
});

it("started twice is one job: the second start is refused until the first is over", async () => {
  const start = await withFailures(3);
  const started = await Promise.allSettled([startReplayJob(start), startReplayJob(start)]);
  expect(started.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const [job] = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  await setReplayJob(db, { projectId: start.projectId, jobId: job?.id ?? "" }, "cancelled");
  expect(await startReplayJob(start)).toMatchObject({ status: "running" });
});

it("goes at its pace, pauses, and sends nothing twice when it is done again", async () => {
  const start = await withFailures(3);
  const { id, total } = await startReplayJob(start);
  expect(total).toBe(3);
  await advanceReplayJobs();
  expect(await readReplayJob(start.projectId, id)).toMatchObject({ done: 2, status: "running" });
  await setReplayJob(db, { projectId: start.projectId, jobId: id }, "paused");
  await advanceReplayJobs();
  expect(await readReplayJob(start.projectId, id)).toMatchObject({ done: 2, status: "paused" });
  await setReplayJob(db, { projectId: start.projectId, jobId: id }, "running");
  await advanceReplayJobs();
  expect(await readReplayJob(start.projectId, id)).toMatchObject({ done: 3, status: "done" });
  expect(await startReplayJob(start)).toMatchObject({ total: 0 });
});
