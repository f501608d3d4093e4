/**
 * Keeps `delivery_stats` as coarse as the charts that still show it, and so small that they read few rows: see `LEVELS`;
 * what is older than its workspace keeps goes. It promises that nothing is lost or counted twice, whatever is counted
 * meanwhile: a row that comes late is gathered the next time. One process in the cluster at a time.
 */
import type { ClientBase } from "pg";
import { DURATION_BUCKETS } from "@/lib/latency-histogram";
import { onClient, run } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { ADDING, COUNTS } from "./stats-statement";

export const COMPACT_STATS_EVERY_MS = 300_000;
const COMPACTION_LOCK = 7_267_003;
const ROWS_AT_ONCE = 5_000;
const MAX_ROUNDS = 200;
const DAY = 1_440;

const columns = Object.values(COUNTS);
const durations = Array.from({ length: DURATION_BUCKETS }, (_, i) => `sum(durations[${i + 1}])::int`);

/**
 * Gathers rows into buckets of `width` minutes, the oldest first, whole buckets only. The delete is over before the
 * first insert: its rows are grouped in between. Starts from the width's own partial index; then it rides the primary key.
 */
const gather = (width: number) => ({
  name: `gather-stats-${width}`,
  width,
  text: `
WITH buckets AS (
  SELECT DISTINCT project_id, endpoint_id, type, bucket - bucket % ${width} AS start FROM (
    SELECT project_id, endpoint_id, type, bucket FROM delivery_stats
    WHERE bucket % ${width} <> 0 AND bucket < $1 ORDER BY bucket LIMIT ${ROWS_AT_ONCE}) AS oldest
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

/**
 * What is older than `olderThan` minutes is gathered: the width of the bars of the longest chart that shows nothing older
 * (`lib/contract/stats-ranges.ts`). Each rides the index delivery_stats_below_<width>.
 */
const LEVELS = [
  { olderThan: 61, statement: gather(30) },
  { olderThan: 2 * DAY, statement: gather(180) },
  { olderThan: 8 * DAY, statement: gather(720) },
  { olderThan: 31 * DAY, statement: gather(DAY) },
] as const;

// A scan of the table, which compaction keeps small.
const PRUNE = {
  name: "prune-stats",
  text: `
DELETE FROM delivery_stats s USING projects p JOIN workspaces w ON w.id = p.workspace_id
WHERE p.id = s.project_id AND s.bucket < extract(epoch FROM now()) / 60 - ${DAY} * coalesce(w.retention_days, $1)`,
};

/** Answers how many rows were gathered into others; 0 when another process is at it. */
export const compactStats = (): Promise<number> =>
  onClient("delivery", async (client) => {
    const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
      COMPACTION_LOCK,
    ]);
    if (!rows[0]?.got) return 0;
    try {
      const minute = Math.floor(Date.now() / 60_000);
      let gathered = 0;
      for (const { olderThan, statement } of LEVELS)
        gathered += await gatherAll(client, statement, minute - olderThan);
      await run(client, PRUNE, [env.RETENTION_DAYS]);
      return gathered;
    } finally {
      await client.query("SELECT pg_advisory_unlock($1)", [COMPACTION_LOCK]);
    }
  });

type Statement = ReturnType<typeof gather>;

/** Every bucket that ended before the Unix minute `at`, a bounded number of rows at a time. */
async function gatherAll(client: ClientBase, statement: Statement, at: number): Promise<number> {
  const before = at - (at % statement.width);
  let total = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const [row] = await run<{ count: number }>(client, statement, [before]);
    if (!row?.count) break;
    total += row.count;
  }
  return total;
}
