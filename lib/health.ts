/** Whether this installation can do its work: the ledger answers, a worker lives, and how long what is due waits. */
import type { Health } from "./contract/health";
import { pool } from "./platform/db";
import { log } from "./platform/log";

/** A worker beats every two seconds and is taken for dead after ten. */
const HEARTBEAT_LAPSES_MS = 10_000;
/** Endpoints whose oldest delivery is looked at; one index probe each. */
const MAX_ENDPOINTS = 1_000;

// Rides on deliveries_due: a loose scan, the head of one endpoint after the other. Retries that are not due
// wait on purpose, and so does what a throttle holds back; only what is due counts.
const HEALTH = `
WITH RECURSIVE heads AS (
  (SELECT endpoint_id, next_attempt_at, 1 AS n FROM deliveries WHERE status = 'pending' AND ordering_key IS NULL
    ORDER BY endpoint_id, next_attempt_at, id LIMIT 1)
  UNION ALL
  SELECT d.endpoint_id, d.next_attempt_at, h.n + 1 FROM heads h CROSS JOIN LATERAL (
    SELECT endpoint_id, next_attempt_at FROM deliveries WHERE status = 'pending' AND ordering_key IS NULL
      AND endpoint_id > h.endpoint_id ORDER BY endpoint_id, next_attempt_at, id LIMIT 1) d
  WHERE h.n < ${MAX_ENDPOINTS}
)
SELECT (SELECT max(age) FROM (
    SELECT extract(epoch FROM now() - max(w.heartbeat_at))::float8 * 1000 AS age
    FROM unnest(ARRAY['fast', 'slow']) AS l (lane) LEFT JOIN workers w ON l.lane = ANY (w.lanes) GROUP BY l.lane
  ) AS of_lanes HAVING count(age) = 2) AS heartbeat_age_ms,
  (SELECT min(network_away_since) FROM workers) AS network_away_since,
  (SELECT extract(epoch FROM now() - min(greatest(h.next_attempt_at, s.pace_at)))::float8 * 1000
    FROM heads h LEFT JOIN endpoint_states s USING (endpoint_id)
    WHERE greatest(h.next_attempt_at, s.pace_at) <= now()) AS oldest_due_ms`;

type Row = { heartbeat_age_ms: number | null; network_away_since: Date | null; oldest_due_ms: number | null };

/** `unavailable` without a database, `degraded` without a worker: events are accepted and wait. Never throws. */
export async function readHealth(): Promise<Health> {
  try {
    const { rows } = await pool("pages").query<Row>(HEALTH);
    const [row] = rows;
    const age = row?.heartbeat_age_ms ?? null;
    const alive = age !== null && age < HEARTBEAT_LAPSES_MS;
    return {
      status: alive && !row?.network_away_since ? "ok" : "degraded",
      database: true,
      worker: { alive, heartbeatAgeMs: age === null ? null : Math.round(age) },
      networkAwaySince: row?.network_away_since?.toISOString() ?? null,
      oldestDueMs: row?.oldest_due_ms === null || !row ? null : Math.round(row.oldest_due_ms),
    };
  } catch (error) {
    log().debug({ error: String(error) }, "health check without a database");
    return {
      status: "unavailable",
      database: false,
      worker: { alive: false, heartbeatAgeMs: null },
      networkAwaySince: null,
      oldestDueMs: null,
    };
  }
}
