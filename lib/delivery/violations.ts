/**
 * Counts payloads that broke their type's schema, in memory and once a second into `schema_violations`. It promises
 * to cost a publish no write of its own, and may lose the last second of a process that is killed.
 */
import type { FieldError } from "@/lib/contract/problem";
import { pool, run } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { processWide } from "@/lib/platform/process-wide";
import type { NewEvent } from "./accept";
import type { Routing } from "./routing";

const WRITE_AFTER_MS = 1_000;
const MAX_PROBLEMS = 10;
const MAX_SAMPLE = 4_096;
/** Types in one write; those beyond wait for the next. */
const MAX_COUNTED = 1_000;

type Counted = {
  workspaceId: string;
  type: string;
  warned: number;
  refused: number;
  projectId: string;
  problems: FieldError[];
  payload: Uint8Array;
};
type Counts = { byType: Map<string, Counted>; timer: ReturnType<typeof setTimeout> | null };
const counts = processWide<Counts>("schema-violations", () => ({ byType: new Map(), timer: null }));

type Found = { problems: FieldError[]; isRefused: boolean };

/** Counts one; the newest stands for all of its type. */
export function noteViolation(
  { workspaceId, projectId }: Pick<Routing, "workspaceId" | "projectId">,
  { type, payload }: Pick<NewEvent, "type" | "payload">,
  { problems, isRefused }: Found,
): void {
  const key = `${workspaceId} ${type}`;
  const before = counts.byType.get(key);
  if (!before && counts.byType.size >= MAX_COUNTED) return;
  counts.byType.set(key, {
    workspaceId,
    type,
    projectId,
    warned: (before?.warned ?? 0) + (isRefused ? 0 : 1),
    refused: (before?.refused ?? 0) + (isRefused ? 1 : 0),
    problems: problems.slice(0, MAX_PROBLEMS),
    payload,
  });
  counts.timer ??= setTimeout(writeViolations, WRITE_AFTER_MS).unref();
}

// Rides schema_violations_pkey; in the key's order, so that two processes cannot wait for each other.
const ADD = {
  name: "schema-violations",
  text: `INSERT INTO schema_violations (workspace_id, type, warned, refused, last_project_id, last_problems, last_sample)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::uuid[], $6::jsonb[], $7::text[])
    AS n(workspace_id, type, warned, refused, project_id, problems, sample)
    WHERE EXISTS (SELECT FROM workspaces w WHERE w.id = n.workspace_id)
    ORDER BY n.workspace_id, n.type
    ON CONFLICT (workspace_id, type) DO UPDATE SET warned = schema_violations.warned + EXCLUDED.warned,
      refused = schema_violations.refused + EXCLUDED.refused, last_at = now(),
      last_project_id = EXCLUDED.last_project_id, last_problems = EXCLUDED.last_problems,
      last_sample = EXCLUDED.last_sample`,
};

/** Writes what was counted since; what cannot be written is lost, and said so. */
export async function writeViolations(): Promise<void> {
  if (counts.timer) clearTimeout(counts.timer);
  counts.timer = null;
  const rows = [...counts.byType.values()];
  counts.byType.clear();
  if (rows.length === 0) return;
  try {
    await run(pool("pages"), ADD, [
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.type),
      rows.map((row) => row.warned),
      rows.map((row) => row.refused),
      rows.map((row) => row.projectId),
      rows.map((row) => JSON.stringify(row.problems)),
      rows.map((row) => sampleOf(row.payload)),
    ]);
  } catch (error) {
    log().warn({ error: (error as Error).message, types: rows.length }, "schema violations were not written");
  }
}

/** The first 4 KiB, without half of a character at their end. JSON text holds no NUL. */
const sampleOf = (payload: Uint8Array): string =>
  new TextDecoder().decode(payload.subarray(0, MAX_SAMPLE), { stream: true });
