/**
 * Bulk replays and recoveries as paced jobs: counted first, then done a second's worth at a time by whichever
 * worker comes by, with progress, pause and cancel. A crash in the middle repeats nothing: a portion and the
 * place it reached are one transaction.
 */
import { ApiError, notFound } from "@/lib/api-error";
import type { JobFilter } from "@/lib/contract/replays";
import { db, type Tx } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { wake } from "@/lib/platform/queue";
import { noteChange } from "./live";
import { countSelection, takePortion } from "./replay-selection";

export type ReplayJobState = "running" | "paused" | "cancelled" | "done";
/** Ids are uuids. */
export type ReplayJobView = {
  id: string;
  projectId: string;
  endpointId: string | null;
  status: ReplayJobState;
  perSecond: number;
  total: number;
  done: number;
  createdAt: Date;
  finishedAt: Date | null;
};
type Start = { projectId: string; endpointId: string | null; filter: JobFilter; perSecond: number };

/** How many new deliveries the filter would make now. */
export const previewReplay = (projectId: string, filter: JobFilter): Promise<number> =>
  countSelection({ projectId, filter });

/**
 * Counts and starts a job, noting it in the same transaction; its first deliveries leave within about a second. Throws `conflict` while another of the
 * same filter is under way: pressing the button twice must not send everything twice.
 */
export async function startReplayJob(
  { projectId, endpointId, filter, perSecond }: Start,
  note: (tx: Tx, job: ReplayJobView) => Promise<void> = async () => undefined,
): Promise<ReplayJobView> {
  // Fixed at the start, so that what fails while the job runs is not taken up by it.
  const bounded = { ...filter, until: filter.until ?? new Date().toISOString() };
  const total = await countSelection({ projectId, filter: bounded });
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM projects WHERE id = ${projectId}::uuid FOR UPDATE`;
    const [same] = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM replay_jobs WHERE project_id = ${projectId}::uuid AND status IN ('running', 'paused')
        AND filter - 'until' = ${JSON.stringify(filter)}::jsonb - 'until'`;
    if (same)
      throw new ApiError("conflict", "The same replay is under way already; cancel it to start it again.");
    const data = { id: newUuid(), projectId, endpointId, filter: bounded, perSecond, total };
    const job = view(await tx.replayJob.create({ data }));
    await note(tx, job);
    return job;
  });
}

/** The job, `not_found` when the project has none of that id. */
export async function readReplayJob(projectId: string, jobId: string, tx: Tx = db): Promise<ReplayJobView> {
  const row = await tx.replayJob.findFirst({ where: { id: jobId, projectId } });
  if (!row) throw notFound();
  return view(row);
}

/** Pauses, resumes or cancels; a finished job stays as it is. Answers whether that changed anything. */
export async function setReplayJob(
  tx: Tx,
  { projectId, jobId }: { projectId: string; jobId: string },
  status: "running" | "paused" | "cancelled",
): Promise<boolean> {
  const open = (["running", "paused"] as const).filter((other) => other !== status);
  const { count } = await tx.replayJob.updateMany({
    where: { id: jobId, projectId, status: { in: open } },
    data: { status, ...(status === "cancelled" ? { finishedAt: new Date() } : {}) },
  });
  return count > 0;
}

const view = ({ status, ...row }: Omit<ReplayJobView, "status"> & { status: string }): ReplayJobView => ({
  id: row.id,
  projectId: row.projectId,
  endpointId: row.endpointId,
  status: status as ReplayJobState,
  perSecond: row.perSecond,
  total: row.total,
  done: row.done,
  createdAt: row.createdAt,
  finishedAt: row.finishedAt,
});

type Due = { id: string; project_id: string; filter: JobFilter; per_second: number; cursor: string | null };

/** One second's worth of every running job; called about once a second. Answers how many deliveries it made. */
export async function advanceReplayJobs(): Promise<number> {
  const running = await db.replayJob.findMany({
    where: { status: "running" },
    select: { id: true },
    take: 100,
  });
  let made = 0;
  for (const { id } of running) made += await advance(id);
  return made;
}

/** A transaction makes so many at the most, so that what is in memory for it stays small. */
const PORTION = 200;
/** Of a second, which other jobs share. */
const TURN_MS = 500;

async function advance(id: string): Promise<number> {
  const endsAt = performance.now() + TURN_MS;
  for (let made = 0; ; ) {
    const portion = await takeNext(id, made);
    made += portion?.made ?? 0;
    if (!portion || portion.isLast || made >= portion.perSecond || performance.now() > endsAt) return made;
  }
}

async function takeNext(id: string, madeBefore: number) {
  const portion = await db.$transaction(async (tx) => {
    const [job] = await tx.$queryRaw<Due[]>`
      SELECT id, project_id, filter, per_second, cursor FROM replay_jobs
      WHERE id = ${id}::uuid AND status = 'running' FOR UPDATE SKIP LOCKED`;
    if (!job) return null;
    const bounds = { after: job.cursor, limit: Math.min(PORTION, job.per_second - madeBefore) };
    const taken = await takePortion(tx, { projectId: job.project_id, filter: job.filter }, bounds);
    await tx.replayJob.update({
      where: { id },
      data: {
        done: { increment: taken.made },
        ...(taken.last ? { cursor: taken.last } : {}),
        ...(taken.isLast ? { status: "done", finishedAt: new Date() } : {}),
      },
    });
    return { ...taken, projectId: job.project_id, perSecond: job.per_second };
  });
  if (!portion) return null;
  noteChange(portion.projectId, { endpoint: portion.endpoints[0] ?? id });
  await wake(portion.endpoints);
  return portion;
}
