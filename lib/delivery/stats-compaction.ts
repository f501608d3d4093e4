/**
 * Keeps `delivery_stats` small: minutes become hours after two days, hours days after thirty, and what is older than
 * its workspace keeps goes. It promises that nothing is lost or counted twice, whatever is counted meanwhile: a row
 * that comes late is gathered the next time. One process in the cluster at a time.
 */
import type { ClientBase } from "pg";
import { DURATION_BUCKETS } from "@/lib/latency-histogram";
import { pool, run } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { ADDING, COUNTS } from "./stats-statement";

export const COMPACT_STATS_EVERY_MS = 300_000;
export const MINUTES_KEPT_DAYS = 2;
export const HOURS_KEPT_DAYS = 30;

const COMPACTION_LOCK = 7_267_003;
const ROWS_AT_ONCE = 5_000;
const MAX_ROUNDS = 200;
const HOUR = 60;
const DAY = 1_440;

const columns = Object.values(COUNTS);
const durations = Array.from({ length: DURATION_BUCKETS }, (_, i) => `sum(durations[${i + 1}])::int`);

/**
 * Gathers rows into buckets of `width` minutes, the oldest first, whole buckets only. The delete is over before the
 * first insert: its rows are grouped in between. `fine` names the partial index it starts from; then it rides the
 * primary key.
 */
const gather = (name: string, width: number, fine: string) => ({
  name,
  text: `
WITH buckets AS (
  SELECT DISTINCT project_id, endpoint_id, type, bucket - bucket % ${width} AS start FROM (
    SELECT project_id, endpoint_id, type, bucket FROM delivery_stats
    WHERE ${fine} AND bucket < $1 ORDER BY bucket LIMIT ${ROWS_AT_ONCE}) AS oldest
), gone AS (
  DELETE FROM delivery_stats s USING buckets b
  WHERE s.project_id = b.project_id AND s.endpoint_id = b.endpoint_id AND s.type = b.type
    AND s.bucket >= b.start AND s.bucket < b.start + ${width}
  RETURNING b.start, s.*
), gathered AS (
  INSERT INTO delivery_stats AS s (project_id, endpoint_id, type, bucket, ${columns.join(", ")}, durations)
  SELECT project_id, endpoint_id, type, start, ${columns.map((column) => `sum(${column})::int`).join(", ")},
    ARRAY[${durations.join(", ")}]
  FROM gone GROUP BY project_id, endpoint_id, type, start
  ${ADDING}
)
SELECT count(*)::int AS count FROM gone`,
});

// Rides delivery_stats_minutes and delivery_stats_hours.
const INTO_HOURS = gather("gather-stats-hours", HOUR, "bucket % 60 <> 0");
const INTO_DAYS = gather("gather-stats-days", DAY, "bucket % 60 = 0 AND bucket % 1440 <> 0");

// A scan of the table, which compaction keeps small.
const PRUNE = {
  name: "prune-stats",
  text: `
DELETE FROM delivery_stats s USING projects p JOIN workspaces w ON w.id = p.workspace_id
WHERE p.id = s.project_id AND s.bucket < extract(epoch FROM now()) / 60 - ${DAY} * coalesce(w.retention_days, $1)`,
};

/** Answers how many rows were gathered into others; 0 when another process is at it. */
export async function compactStats(): Promise<number> {
  const client = await pool("delivery").connect();
  try {
    const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
      COMPACTION_LOCK,
    ]);
    if (!rows[0]?.got) return 0;
    try {
      const minute = Math.floor(Date.now() / 60_000);
      const hours = await gatherAll(client, INTO_HOURS, startOf(minute - MINUTES_KEPT_DAYS * DAY, HOUR));
      const days = await gatherAll(client, INTO_DAYS, startOf(minute - HOURS_KEPT_DAYS * DAY, DAY));
      await run(client, PRUNE, [env.RETENTION_DAYS]);
      return hours + days;
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [COMPACTION_LOCK]);
    }
  } finally {
    client.release();
  }
}

const startOf = (minute: number, width: number) => minute - (minute % width);

type Statement = ReturnType<typeof gather>;

/** Everything before the Unix minute `before`, a bounded number of rows at a time. */
async function gatherAll(client: ClientBase, statement: Statement, before: number): Promise<number> {
  let total = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [row] = await run<{ count: number }>(client, statement, [before]);
    if (!row?.count) break;
    total += row.count;
  }
  return total;
}
