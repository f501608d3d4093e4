/**
 * Finds in Postgres what the doorbell should have rung and did not: due deliveries without an owner, and
 * leases of workers that died. It promises that whatever happens to the queue, everything due is on its way
 * within seconds. One sweeper in the cluster at a time; a second finds the lock taken and does nothing.
 */
import type pg from "pg";
import { onClient, pool, run } from "@/lib/platform/db";
import { counters } from "@/lib/platform/metrics";
import { type Lane, wake } from "@/lib/platform/queue";
import { BEAT_EVERY_MS, SILENT_AFTER_MS } from "./heartbeat";
import { flushDueRuns, settleBatches } from "./runs";

export const SWEEP_EVERY_MS = 2_000;
/** Deliveries due for less than this are probably being rung right now. */
const GRACE_MS = 1_000;
/** Rung by this sweep and the ones before and still due: the queue is away, or nobody listens to it. */
const UNHEARD_AFTER_S = 6;
const MAX_UNHEARD = 500;
const POISON_AFTER = 3;
const ENDPOINTS_AT_ONCE = 5_000;
/** Together with a sweep's interval less than the 10 s in which a lost queue must be made good. */
const RING_AGAIN_MS = 7_000;
const SWEEP_LOCK = 7_267_001;

// A loose scan: one index probe per endpoint, however many deliveries wait there. Rides deliveries_due and
// deliveries_due_by_key.
const DUE = {
  name: "sweep-due",
  text: `
WITH RECURSIVE parallel AS (
  (SELECT endpoint_id, next_attempt_at FROM deliveries WHERE status = 'pending' AND ordering_key IS NULL
    AND endpoint_id > $1::uuid ORDER BY endpoint_id, next_attempt_at, id LIMIT 1)
  UNION ALL
  SELECT n.endpoint_id, n.next_attempt_at FROM parallel p CROSS JOIN LATERAL (
    SELECT endpoint_id, next_attempt_at FROM deliveries WHERE status = 'pending' AND ordering_key IS NULL
      AND endpoint_id > p.endpoint_id ORDER BY endpoint_id, next_attempt_at, id LIMIT 1) n
), ordered AS (
  (SELECT endpoint_id, next_attempt_at FROM deliveries WHERE status = 'pending' AND ordering_key IS NOT NULL
    AND endpoint_id > $1::uuid ORDER BY endpoint_id, ordering_key, id LIMIT 1)
  UNION ALL
  SELECT n.endpoint_id, n.next_attempt_at FROM ordered o CROSS JOIN LATERAL (
    SELECT endpoint_id, next_attempt_at FROM deliveries WHERE status = 'pending' AND ordering_key IS NOT NULL
      AND endpoint_id > o.endpoint_id ORDER BY endpoint_id, ordering_key, id LIMIT 1) n
), found AS (
  SELECT endpoint_id, next_attempt_at, true AS unkeyed FROM (SELECT * FROM parallel LIMIT ${ENDPOINTS_AT_ONCE}) p
  UNION ALL SELECT endpoint_id, next_attempt_at, false FROM (SELECT * FROM ordered LIMIT ${ENDPOINTS_AT_ONCE}) o
)
SELECT f.endpoint_id, s.slow, s.lease_token IS NOT NULL AS owned,
  bool_or(f.next_attempt_at <= now() - ${GRACE_MS} * interval '1 millisecond' OR (NOT f.unkeyed AND EXISTS (
    SELECT FROM deliveries d WHERE d.endpoint_id = f.endpoint_id AND d.status = 'pending' AND d.ordering_key IS NOT NULL
      AND d.next_attempt_at <= now() - ${GRACE_MS} * interval '1 millisecond'))) AS due,
  extract(epoch FROM now() - greatest(min(f.next_attempt_at), s.pace_at))::float8 AS overdue_seconds
FROM found f JOIN endpoint_states s USING (endpoint_id)
GROUP BY f.endpoint_id, s.slow, s.lease_token, s.pace_at ORDER BY f.endpoint_id`,
};

const DEAD = {
  name: "sweep-dead",
  text: `DELETE FROM workers WHERE heartbeat_at < now() - $1 * interval '1 millisecond' RETURNING id`,
};

// A lease is void when its worker is gone. What it had in hand and had not recorded counts a crash; at the third
// the delivery is poison. What was cancelled meanwhile stays so, but may have arrived, and shows it. A scan of
// endpoint_states, but only when a worker died (or now and then, to be sure).
const VOID = {
  name: "sweep-void",
  text: `
WITH void AS (
  UPDATE endpoint_states s SET lease_token = NULL, lease_worker = NULL, leased_deliveries = '{}', careful = true
  FROM (SELECT endpoint_id, leased_deliveries, leased_at FROM endpoint_states s
    WHERE lease_token IS NOT NULL AND NOT EXISTS (SELECT FROM workers w WHERE w.id = s.lease_worker)
    ORDER BY endpoint_id FOR UPDATE) was
  WHERE s.endpoint_id = was.endpoint_id
  RETURNING s.endpoint_id, s.slow, was.leased_deliveries, was.leased_at
), suspect AS (
  SELECT d.id, d.attempt_count, d.crash_count, v.leased_at FROM void v CROSS JOIN LATERAL unnest(v.leased_deliveries) AS u(id)
  -- One probe each: joined as a whole, the table would be read from end to end.
  CROSS JOIN LATERAL (SELECT d.id, d.attempt_count, d.crash_count FROM deliveries d WHERE d.id = u.id
    AND d.endpoint_id = v.endpoint_id AND (d.status = 'pending' AND d.next_attempt_at <= v.leased_at
      OR d.status = 'cancelled' AND d.settled_at >= v.leased_at) LIMIT 1) d
), counted AS (
  UPDATE deliveries d SET crash_count = d.crash_count + 1,
    status = CASE WHEN d.crash_count + 1 >= ${POISON_AFTER} THEN 'failed'::delivery_status ELSE d.status END,
    reason = CASE WHEN d.crash_count + 1 >= ${POISON_AFTER} THEN 'poison' ELSE 'interrupted' END,
    next_attempt_at = CASE WHEN d.crash_count + 1 >= ${POISON_AFTER} THEN NULL ELSE d.next_attempt_at END,
    settled_at = CASE WHEN d.crash_count + 1 >= ${POISON_AFTER} THEN now() END
  FROM suspect s WHERE d.id = s.id AND d.status = 'pending'
), shown AS (
  INSERT INTO attempts (id, delivery_id, number, trigger, started_at, duration_ms, phases, url, request_headers,
    error_code, error_message)
  SELECT gen_random_uuid(), s.id, s.attempt_count + s.crash_count + 1, 'schedule', s.leased_at, 0, '{-1,-1,-1,-1}', '', '[]',
    'interrupted', 'Our delivery process stopped while it had this delivery in hand; it may or may not have arrived.'
  FROM suspect s ON CONFLICT (delivery_id, number) DO NOTHING
)
SELECT endpoint_id, slow FROM void`,
};

type DueRow = { endpoint_id: string; slow: boolean; owned: boolean; due: boolean; overdue_seconds: number };
type VoidRow = { endpoint_id: string; slow: boolean };

/** An endpoint that has been due for so long that its bell must be broken: drain it without one. */
export type Unheard = { endpointId: string; lane: Lane };

/** What one sweep did; `null` when another process holds the sweep. */
export type Swept = { rung: number; voided: number; unheard: Unheard[] };

/** When this process last reached Postgres to sweep, and from when on it may say who is dead; monotonic. */
let reachedAt = Number.POSITIVE_INFINITY;
let judgesFrom = Number.NEGATIVE_INFINITY;

/**
 * While Postgres was away nobody could beat, and everybody looks dead when it is back: whoever was away itself
 * gives the others the time for two beats. Their results are kept meanwhile, and under their leases still written.
 */
function mayJudge(): boolean {
  const now = performance.now();
  if (now - reachedAt > 3 * SWEEP_EVERY_MS) judgesFrom = now + 2.5 * BEAT_EVERY_MS;
  reachedAt = now;
  return now >= judgesFrom;
}

let sweeps = 0;
let after = "00000000-0000-0000-0000-000000000000";
const FIRST = after;

export const sweep = (): Promise<Swept | null> =>
  onClient("delivery", async (client) => {
    const isSweeper = await takeSweep(client);
    const judges = mayJudge();
    if (!isSweeper) return null;
    try {
      const dead = judges ? await run(client, DEAD, [SILENT_AFTER_MS]) : [];
      const voided = dead.length > 0 || sweeps++ % 15 === 0 ? await run<VoidRow>(client, VOID, []) : [];
      await ringAll(voided);
      const due = await ringDue(await run<DueRow>(client, DUE, [after]));
      await flushDueRuns();
      await settleBatches();
      return { rung: due.length, voided: voided.length, unheard: unheardOf(due) };
    } finally {
      await run(client, GIVE_BACK, [SWEEP_LOCK]);
    }
  });

// Materialized: taken twice it would have to be given back twice.
const TAKE = {
  name: "sweep-take",
  text: `WITH taken AS MATERIALIZED (SELECT pg_try_advisory_lock($1) AS got)
SELECT got, CASE WHEN got THEN set_config('idle_session_timeout', $2, false) END FROM taken`,
};
const GIVE_BACK = {
  name: "sweep-give-back",
  // As the connection was opened (lib/platform/db.ts).
  text: "SELECT pg_advisory_unlock($1), set_config('idle_session_timeout', NULL, false)",
};
/** A process that falls asleep in the middle of its sweep keeps its connection: this is how long it keeps the sweep. */
const ASLEEP_AFTER_MS = 10_000;

/** Makes the connection the sweeper's, until it is given back or asks nothing for ten seconds. False when another's is. */
export async function takeSweep(client: pg.ClientBase): Promise<boolean> {
  const [row] = await run<{ got: boolean }>(client, TAKE, [SWEEP_LOCK, String(ASLEEP_AFTER_MS)]);
  return row?.got ?? false;
}

async function ringDue(rows: DueRow[]): Promise<DueRow[]> {
  const last = rows.at(-1);
  after = rows.length >= ENDPOINTS_AT_ONCE && last ? last.endpoint_id : FIRST;
  counters.oldestDueSeconds.set(Math.max(0, ...rows.map((row) => row.overdue_seconds)));
  // What a throttle holds back is not late before its pace lets it go.
  const due = rows.filter((row) => row.due && !row.owned && row.overdue_seconds > 0);
  const unrung = notJustRung(due);
  await ringAll(unrung);
  counters.swept.inc(unrung.length);
  return due;
}

/** What earlier sweeps rang, on the monotonic clock, the longest ago first. */
const rungAt = new Map<string, number>();

/** In a backlog an endpoint is due for longer than a sweep takes: its bell waits its turn, and a second is no faster. */
function notJustRung(due: DueRow[]): DueRow[] {
  const now = performance.now();
  for (const [endpointId, at] of rungAt) {
    if (now - at < RING_AGAIN_MS) break;
    rungAt.delete(endpointId);
  }
  const unrung = due.filter((row) => !rungAt.has(row.endpoint_id));
  for (const row of unrung) rungAt.set(row.endpoint_id, now);
  return unrung;
}

function unheardOf(due: DueRow[]): Unheard[] {
  return due
    .filter((row) => row.overdue_seconds > UNHEARD_AFTER_S)
    .slice(0, MAX_UNHEARD)
    .map((row) => ({ endpointId: row.endpoint_id, lane: row.slow ? "slow" : "fast" }));
}

async function ringAll(rows: { endpoint_id: string; slow: boolean }[]): Promise<void> {
  const ids = (slow: boolean) => rows.filter((row) => row.slow === slow).map((row) => row.endpoint_id);
  await Promise.all([wake(ids(false), "fast"), wake(ids(true), "slow")]);
}

/** Leases of this worker that no drain of it holds any more (a write whose answer was lost): gives them back. */
export async function dropLostLeases(workerId: string, heldTokens: string[]): Promise<void> {
  await pool("delivery").query(
    `UPDATE endpoint_states SET lease_token = NULL, lease_worker = NULL, leased_deliveries = '{}'
     WHERE lease_worker = $1 AND lease_token <> ALL ($2::uuid[]) AND leased_at < now() - interval '5 seconds'`,
    [workerId, heldTokens],
  );
}
