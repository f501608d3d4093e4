/** Reads a project's process runs. Holding and flushing them is `delivery/runs.ts`. */
import { notFound } from "./api-error";
import type { Page } from "./contract/page";
import type { Run, RunsQuery } from "./contract/runs";
import { pageFrom, readCursor } from "./cursor";
import type { ProjectRef } from "./lookups";
import { db, type Tx } from "./platform/db";
import { Prisma } from "./platform/prisma/client";

type Row = {
  run_id: string;
  held: number;
  endpoints: number;
  started_at: Date;
  flush_at: Date;
  flushed_at: Date | null;
};

/** A page of runs, the latest first. Rides runs_of_project, those that are open runs_open; counts ride deliveries_held. */
export async function listRuns(project: ProjectRef, query: RunsQuery): Promise<Page<Run>> {
  const list = { noun: "runs", owner: project.id, filters: query };
  const [startedAt, runId] = positionOf(readCursor(list, query.cursor));
  const after = startedAt
    ? Prisma.sql`AND (r.started_at, r.run_id) < (${startedAt}::timestamptz, ${runId})`
    : Prisma.empty;
  const rows = await rowsWhere(
    Prisma.sql`r.project_id = ${project.id}::uuid ${STATES[query.state ?? "any"]} ${after}`,
    query.limit + 1,
  );
  return pageFrom(rows, { limit: query.limit, list, keyOf: keyOf, show: shown });
}

/** One run by its name. Throws `not_found`. Rides runs_pkey. */
export async function getRun(project: ProjectRef, runId: string): Promise<Run> {
  const [row] = await rowsWhere(Prisma.sql`r.project_id = ${project.id}::uuid AND r.run_id = ${runId}`, 1);
  if (!row) throw notFound();
  return shown(row);
}

const STATES = {
  any: Prisma.empty,
  open: Prisma.sql`AND r.flushed_at IS NULL`,
  ended: Prisma.sql`AND r.flushed_at IS NOT NULL`,
};

const rowsWhere = (condition: Prisma.Sql, limit: number) =>
  db.$queryRaw<Row[]>`
    SELECT r.run_id, r.started_at, r.flush_at, r.flushed_at, holding.held, holding.endpoints
    FROM (SELECT * FROM runs r WHERE ${condition} ORDER BY r.started_at DESC, r.run_id DESC LIMIT ${limit}) AS r
    CROSS JOIN LATERAL (SELECT count(*)::int AS held, count(DISTINCT d.endpoint_id)::int AS endpoints
      FROM deliveries d WHERE d.project_id = r.project_id AND d.run_id = r.run_id
        AND d.status = 'held' AND d.batch_id IS NULL) AS holding
    ORDER BY r.started_at DESC, r.run_id DESC`;

/** A run's name may hold anything, so the time comes first. */
const keyOf = (row: Row) => `${row.started_at.toISOString()} ${row.run_id}`;

function positionOf(key: string | null): [startedAt: string, runId: string] | [null, null] {
  if (key === null) return [null, null];
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
}

const shown = (row: Row): Run => ({
  run: row.run_id,
  held: row.held,
  endpoints: row.endpoints,
  startedAt: row.started_at.toISOString(),
  flushAt: row.flush_at.toISOString(),
  endedAt: row.flushed_at?.toISOString() ?? null,
});

/** Which of these projects have ever had a run. Rides runs_pkey, one probe each. */
export async function projectsWithRuns(projectIds: string[], tx: Tx = db): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM unnest(${projectIds}::uuid[]) AS p (id)
    CROSS JOIN LATERAL (SELECT FROM runs r WHERE r.project_id = p.id ORDER BY r.run_id LIMIT 1) AS one`;
  return new Set(rows.map(({ id }) => id));
}

type OfRun = { runId: string | null; eventId: string; createdAt: Date };

/**
 * Whether a delivery that was to wait for the end of its run came after that end, or after the run had been sent
 * because its time was up: it was sent at once. The delivery itself says so only until it is tried. Rides runs_pkey.
 */
export async function cameAfterItsRun(
  { id: projectId }: ProjectRef,
  { runId, eventId, createdAt }: OfRun,
): Promise<boolean> {
  if (runId === null) return false;
  const run = await db.run.findUnique({
    where: { projectId_runId: { projectId, runId } },
    select: { endEventId: true, flushedAt: true },
  });
  if (!run) return false;
  return run.endEventId ? eventId > run.endEventId : run.flushedAt !== null && createdAt >= run.flushedAt;
}
