import { afterAll, beforeAll, expect, it } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { advanceReplayJobs, readReplayJob, setReplayJob, startReplayJob } from "./replay-jobs";

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
