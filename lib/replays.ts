/** Replays as the API speaks of them: public ids and answers here, the work itself in `lib/delivery`. */
import { ApiError, invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Delivery } from "./contract/deliveries";
import type { Page, PlainPageQuery } from "./contract/page";
import type { CreateReplaysBody, JobFilter, RecoverBody, ReplayFilter, ReplayJob } from "./contract/replays";
import { pageFrom, readCursor } from "./cursor";
import { getDelivery } from "./deliveries";
import { replay } from "./delivery/replay";
import {
  previewReplay,
  type ReplayJobState,
  type ReplayJobView,
  readReplayJob,
  setReplayJob,
  startReplayJob,
} from "./delivery/replay-jobs";
import { sendAnyway } from "./delivery/send-anyway";
import type { DeliveryRef, EndpointRef, ProjectRef } from "./lookups";
import { db, type Tx } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";
import type { Principal } from "./principal";

const shownJob = (job: ReplayJobView): ReplayJob => ({
  id: publicId("replayJob", job.id),
  projectId: publicId("project", job.projectId),
  endpointId: job.endpointId && publicId("endpoint", job.endpointId),
  status: job.status,
  perSecond: job.perSecond,
  total: job.total,
  done: job.done,
  createdAt: job.createdAt.toISOString(),
  finishedAt: job.finishedAt?.toISOString() ?? null,
});

/** Sends a delivery's bytes again, as a new delivery, which is the answer. Throws what `replay` throws. */
export async function replayDelivery(
  by: Principal,
  project: ProjectRef,
  delivery: DeliveryRef,
): Promise<Delivery> {
  const id = await replay(project.id, delivery.id, (tx, made) =>
    audit(tx, by, {
      action: "delivery.replay",
      targetId: publicId("delivery", delivery.id),
      workspaceId: project.workspaceId,
      projectId: project.id,
      detail: { replay: publicId("delivery", made) },
    }),
  );
  return getDelivery(project, id);
}

/**
 * Gives an endpoint an event that it did not get; the new delivery is the answer. Throws `not_found`, `conflict`
 * when the endpoint is disabled or has had it, and `gone`.
 */
export async function sendEventTo(
  by: Principal,
  project: ProjectRef,
  publicEventId: string,
  publicEndpointId: string,
): Promise<Delivery> {
  const eventId = uuidOf("event", publicEventId);
  const endpointId = uuidOf("endpoint", publicEndpointId);
  if (!eventId || !endpointId) throw notFound();
  const id = await sendAnyway({ projectId: project.id, eventId, endpointId }, (tx, deliveryId) =>
    audit(tx, by, {
      action: "event.send",
      targetId: publicEventId,
      workspaceId: project.workspaceId,
      projectId: project.id,
      detail: { endpoint: publicEndpointId, delivery: publicId("delivery", deliveryId) },
    }),
  );
  return getDelivery(project, id);
}

/** Ids of the filter as uuids; foreign ones are no special case, their project has no such delivery. */
function jobFilterOf({ endpointId, deliveryIds, ...rest }: ReplayFilter): JobFilter {
  return {
    ...rest,
    ...(endpointId ? { endpointId: known("filter.endpointId", uuidOf("endpoint", endpointId)) } : {}),
    ...(deliveryIds
      ? { deliveryIds: deliveryIds.map((id) => known("filter.deliveryIds", uuidOf("delivery", id))) }
      : {}),
  };
}

function known(field: string, id: string | null): string {
  if (!id) throw invalidField(field, "is not a valid id");
  return id;
}

type Wanted = { endpointId: string | null; filter: JobFilter; perSecond: number; dryRun: boolean };

/** Starts a job that replays what the filter finds, or only counts it. */
export async function replayMany(
  by: Principal,
  project: ProjectRef,
  { filter, perSecond, dryRun }: CreateReplaysBody,
): Promise<ReplayJob | { total: number }> {
  const jobFilter = jobFilterOf(filter);
  return start(by, project, {
    endpointId: jobFilter.endpointId ?? null,
    filter: jobFilter,
    perSecond,
    dryRun,
  });
}

/** Starts a job that sends an endpoint what it missed, or only counts it. Throws `conflict` while it is disabled. */
export async function recoverEndpoint(
  by: Principal,
  project: ProjectRef,
  endpoint: EndpointRef,
  { perSecond, dryRun, ...wanted }: RecoverBody,
): Promise<ReplayJob | { total: number }> {
  if (endpoint.status === "disabled" && !dryRun)
    throw new ApiError("conflict", "The endpoint is disabled; enable it to recover.");
  const filter: JobFilter = { ...wanted, endpointId: endpoint.id };
  return start(by, project, { endpointId: endpoint.id, filter, perSecond, dryRun });
}

async function start(
  by: Principal,
  project: ProjectRef,
  wanted: Wanted,
): Promise<ReplayJob | { total: number }> {
  const { endpointId, filter, perSecond, dryRun } = wanted;
  if (dryRun) return { total: await previewReplay(project.id, filter) };
  const job = await startReplayJob({ projectId: project.id, endpointId, filter, perSecond }, (tx, started) =>
    note(tx, by, project, { action: "replay.start", job: started }),
  );
  return shownJob(job);
}

type Note = { action: string; job: ReplayJobView };

async function note(tx: Tx, by: Principal, project: ProjectRef, { action, job }: Note): Promise<void> {
  await audit(tx, by, {
    action,
    targetId: publicId("replayJob", job.id),
    workspaceId: project.workspaceId,
    projectId: project.id,
    detail: { total: job.total, perSecond: job.perSecond },
  });
}

/** A project's jobs, newest first. Rides on `replay_jobs_of_project`. */
export async function listReplayJobs(project: ProjectRef, query: PlainPageQuery): Promise<Page<ReplayJob>> {
  const list = { noun: "replays", owner: project.id, filters: {} };
  const after = readCursor(list, query.cursor);
  const rows = await db.replayJob.findMany({
    where: { projectId: project.id, ...(after ? { id: { lt: after } } : {}) },
    orderBy: { id: "desc" },
    take: query.limit + 1,
  });
  const show = (row: (typeof rows)[number]) => shownJob({ ...row, status: row.status as ReplayJobState });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show });
}

/** One job. Throws `not_found`. */
export async function getReplayJob(project: ProjectRef, publicJobId: string): Promise<ReplayJob> {
  return shownJob(await readReplayJob(project.id, jobId(publicJobId)));
}

function jobId(text: string): string {
  const id = uuidOf("replayJob", text);
  if (!id) throw notFound();
  return id;
}

/** Pauses, resumes or cancels a job; a finished one stays as it is. Throws `not_found`. */
export async function updateReplayJob(
  by: Principal,
  project: ProjectRef,
  publicJobId: string,
  status: "running" | "paused" | "cancelled",
): Promise<ReplayJob> {
  const id = jobId(publicJobId);
  return db.$transaction(async (tx) => {
    const changed = await setReplayJob(tx, { projectId: project.id, jobId: id }, status);
    const job = await readReplayJob(project.id, id, tx);
    if (changed) await note(tx, by, project, { action: `replay.${ACTIONS[status]}`, job });
    return shownJob(job);
  });
}

const ACTIONS = { running: "resume", paused: "pause", cancelled: "cancel" } as const;
