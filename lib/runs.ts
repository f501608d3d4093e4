/** Reads a project's process runs. Holding and flushing them is `delivery/runs.ts`. */
import type { Page, PlainPageQuery } from "./contract/page";
import type { Run } from "./contract/runs";
import { pageFrom, readCursor } from "./cursor";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";

type Row = { run_id: string; held: number; started_at: Date; flush_at: Date; flushed_at: Date | null };

/** A page of runs, by name. Rides runs_pkey and deliveries_held. */
export async function listRuns(project: ProjectRef, query: PlainPageQuery): Promise<Page<Run>> {
  const list = { noun: "runs", owner: project.id, filters: query };
  const after = readCursor(list, query.cursor);
  const rows = await db.$queryRaw<Row[]>`
    SELECT r.run_id, r.started_at, r.flush_at, r.flushed_at, (SELECT count(*)::int FROM deliveries d
        WHERE d.project_id = r.project_id AND d.run_id = r.run_id AND d.status = 'held' AND d.batch_id IS NULL) AS held
    FROM runs r WHERE r.project_id = ${project.id}::uuid AND r.run_id > ${after ?? ""}
    ORDER BY r.run_id LIMIT ${query.limit + 1}`;
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.run_id, show: shown });
}

const shown = (row: Row): Run => ({
  run: row.run_id,
  held: row.held,
  startedAt: row.started_at.toISOString(),
  flushAt: row.flush_at.toISOString(),
  endedAt: row.flushed_at?.toISOString() ?? null,
});
