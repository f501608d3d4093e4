/**
 * Retention: deletes what is older than its workspace keeps, in small batches, and never what is unsettled.
 * An event that a producer named keeps its row without the payload, because its id deduplicates for ever.
 */
import { pool, run } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

const BATCH = 2_000;
const MAX_BATCHES = 50;
const PLAY_KEPT_MS = 7 * 86_400_000;
const PRUNE_LOCK = 7_267_002;

// Ids are UUIDv7, so age is a range of the primary key: rides events_pkey, deliveries_of_event,
// attempts_pkey, bodies_of_event. An event goes when all of its deliveries are settled.
const PRUNE = {
  name: "prune",
  text: `
WITH old AS (
  SELECT e.id, e.producer_id FROM events e JOIN projects p ON p.id = e.project_id
  JOIN workspaces w ON w.id = p.workspace_id
  WHERE e.id > $1::uuid AND e.id < $2::uuid AND e.payload IS NOT NULL
    AND e.created_at < now() - make_interval(days => coalesce(w.retention_days, $3))
    AND NOT EXISTS (SELECT FROM deliveries d WHERE d.event_id = e.id AND d.status IN ('pending', 'held'))
  ORDER BY e.id LIMIT $4 FOR UPDATE OF e SKIP LOCKED
), gone AS (
  DELETE FROM deliveries d USING old WHERE d.event_id = old.id RETURNING d.id
), attempts_gone AS (
  DELETE FROM attempts a USING gone WHERE a.delivery_id = gone.id
), bodies_gone AS (
  DELETE FROM bodies b USING old WHERE b.event_id = old.id
), kept AS (
  UPDATE events e SET payload = NULL FROM old WHERE e.id = old.id AND old.producer_id IS NOT NULL
), events_gone AS (
  DELETE FROM events e USING old WHERE e.id = old.id AND old.producer_id IS NULL
)
SELECT max(id::text) AS last, count(*)::int AS count FROM old`,
};

// A violation's sample is a payload, and no payload outlives its time.
const PRUNE_VIOLATIONS = `DELETE FROM schema_violations v USING workspaces w WHERE w.id = v.workspace_id
  AND v.last_at < now() - make_interval(days => coalesce(w.retention_days, $1))`;

/** Deletes up to 100,000 events that are past their time, and all that hangs on them; answers how many. */
export async function prune(): Promise<number> {
  const client = await pool("delivery").connect();
  try {
    const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
      PRUNE_LOCK,
    ]);
    if (!rows[0]?.got) return 0;
    try {
      return await pruneBatches(client);
    } finally {
      await client.query("DELETE FROM idempotent_answers WHERE created_at < now() - interval '1 day'");
      await client.query("DELETE FROM sign_in_failures WHERE at < now() - interval '1 day'");
      await client.query("DELETE FROM play_requests WHERE id < $1", [uuidAt(Date.now() - PLAY_KEPT_MS)]);
      await client.query(PRUNE_VIOLATIONS, [env.RETENTION_DAYS]);
      await client.query("SELECT pg_advisory_unlock($1)", [PRUNE_LOCK]);
    }
  } finally {
    client.release();
  }
}

async function pruneBatches(client: Parameters<typeof run>[0]): Promise<number> {
  let after = uuidAt(0);
  let total = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const shortestDays = Math.min(1, env.RETENTION_DAYS);
    const before = uuidAt(Date.now() - shortestDays * 86_400_000);
    const [row] = await run<{ last: string | null; count: number }>(client, PRUNE, [
      after,
      before,
      env.RETENTION_DAYS,
      BATCH,
    ]);
    total += row?.count ?? 0;
    if (!row?.last || row.count < BATCH) break;
    after = row.last;
  }
  return total;
}

/** The smallest UUIDv7 of an instant. */
function uuidAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
