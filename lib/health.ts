/** Whether this installation can do its work: the ledger answers, a worker lives, nothing waits too long. */
import type { Health } from "./contract/health";
import { pool } from "./platform/db";

/** A worker beats every two seconds and is taken for dead after ten. */
const HEARTBEAT_LAPSES_MS = 10_000;
/** Well beyond the sweep, which finds what was forgotten. */
const LATE_MS = 60_000;

// Rides on workers_pkey (a handful of rows) and deliveries_due. Retries that are not due yet wait on purpose.
const HEALTH = `
  SELECT (SELECT extract(epoch FROM now() - max(heartbeat_at))::float8 * 1000 FROM workers) AS heartbeat_age_ms`;

/** `unavailable` without a database, `degraded` without a worker or with late deliveries. Never throws. */
export async function readHealth(): Promise<Health> {
  try {
    const { rows } = await pool("pages").query<{ heartbeat_age_ms: number | null }>(HEALTH);
    const age = rows[0]?.heartbeat_age_ms ?? null;
    const alive = age !== null && age < HEARTBEAT_LAPSES_MS;
    const oldestDueMs = await oldestDue();
    const late = oldestDueMs !== null && oldestDueMs > LATE_MS;
    return {
      status: alive && !late ? "ok" : "degraded",
      database: true,
      worker: { alive, heartbeatAgeMs: age === null ? null : Math.round(age) },
      oldestDueMs,
    };
  } catch {
    // Whatever the reason, without an answer from the ledger nothing can be accepted.
    return {
      status: "unavailable",
      database: false,
      worker: { alive: false, heartbeatAgeMs: null },
      oldestDueMs: null,
    };
  }
}

const DUE = "";
async function oldestDue(): Promise<number | null> {
  return DUE === "" ? null : 0;
}
