/**
 * Retention: deletes what is older than its workspace keeps, in small batches with rests between them, and never what
 * is unsettled. An event that a producer named keeps its row without the payload, because its id deduplicates for ever.
 */
import { performance } from "node:perf_hooks";
import type { ClientBase } from "pg";
import { onClient, run } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

/** A batch takes events up to so many, and until they have about so many deliveries: some go to thousands of endpoints. */
const BATCH_EVENTS = 1_000;
const BATCH_DELIVERIES = 3_000;
/** After a batch it rests for so many times as long as that took: deleting must not be felt by what is delivered. */
const RESTS = { busy: 12, idle: 3 };
const BUSY_FROM = 0.5;
/** A turn ends after about so long, so that whoever ends the process does not wait for more. */
const TURN_MS = 5_000;
const PLAY_KEPT_MS = 7 * 86_400_000;
const PRUNE_LOCK = 7_267_002;

// Ids are UUIDv7, so age is a range of a project's events. `pruned_to` says from where something may be left: rows kept
// for their producers' ids are not looked at again. Rides projects_pkey and events_of_project, one probe each.
const FIND_PROJECTS = {
  name: "prune-projects",
  text: `
SELECT p.id, p.pruned_to, w.days FROM projects p
JOIN (SELECT id, coalesce(retention_days, $1::int) AS days FROM workspaces) AS w ON w.id = p.workspace_id
CROSS JOIN LATERAL (SELECT FROM events e WHERE (e.project_id, e.id) >= (p.id, coalesce(p.pruned_to, $3::uuid))
  AND (e.project_id, e.id) < (p.id, (lpad(to_hex(greatest($2::bigint - 86400000 * w.days::bigint, 0)), 12, '0')
    || repeat('0', 20))::uuid) ORDER BY e.project_id, e.id LIMIT 1) AS aged`,
};

// Rides events_of_project, deliveries_of_event, attempts_pkey, bodies_of_event. An event goes when all of its
// deliveries are settled.
const PRUNE = {
  name: "prune",
  text: `
WITH aged AS (
  SELECT e.id, d.deliveries, d.is_open FROM (
    SELECT e.id FROM events e
    WHERE (e.project_id, e.id) >= ($1::uuid, $2::uuid) AND (e.project_id, e.id) < ($1::uuid, $3::uuid)
      AND e.payload IS NOT NULL AND e.created_at < now() - make_interval(days => $4)
    ORDER BY e.project_id, e.id LIMIT $5) AS e
  CROSS JOIN LATERAL (SELECT count(*) AS deliveries, coalesce(bool_or(status IN ('pending', 'held')), false) AS is_open
    FROM deliveries WHERE event_id = e.id) AS d
), portion AS (
  SELECT id, is_open FROM (SELECT id, is_open, sum(deliveries) OVER (ORDER BY id) - deliveries AS before FROM aged) AS a
  WHERE before < $6
), old AS (
  SELECT id, producer_id FROM events WHERE id IN (SELECT id FROM portion WHERE NOT is_open) FOR UPDATE SKIP LOCKED
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
SELECT (SELECT max(id::text) FROM portion) AS last, (SELECT count(*)::int FROM old) AS count`,
};

// The first event that is left with its payload, or else the end of what is past its time. Rides events_of_project.
const NOTE_PRUNED = {
  name: "prune-note",
  text: `
UPDATE projects SET pruned_to = coalesce((SELECT e.id FROM events e
  WHERE (e.project_id, e.id) >= ($1::uuid, $2::uuid) AND (e.project_id, e.id) < ($1::uuid, $3::uuid)
    AND e.payload IS NOT NULL ORDER BY e.project_id, e.id LIMIT 1), $3::uuid) WHERE id = $1::uuid
RETURNING pruned_to`,
};

// Why endpoints did not get an event, once no event is left that could say so: accept takes none under a routing
// version that is over, and one is over when a later one has a fan-out. Both ride fan_outs_by_kind.
const VERSION_AT = {
  name: "prune-version",
  text: `SELECT routing_version AS version FROM fan_outs WHERE project_id = $1 AND id < $2
    ORDER BY project_id DESC, routing_version DESC LIMIT 1`,
};
const PRUNE_FAN_OUTS = {
  name: "prune-fan-outs",
  text: `DELETE FROM fan_outs WHERE id IN (SELECT id FROM fan_outs
    WHERE project_id = $1 AND routing_version < $2 ORDER BY routing_version LIMIT $3)`,
};
// Runs that were over before then, and hold nothing. Rides runs_of_project.
const PRUNE_RUNS = {
  name: "prune-runs",
  text: `DELETE FROM runs WHERE (project_id, run_id) IN (SELECT project_id, run_id FROM runs
    WHERE project_id = $1 AND started_at < to_timestamp($2::float8 / 1000) AND flushed_at < to_timestamp($2::float8 / 1000)
    ORDER BY project_id, started_at LIMIT $3)`,
};
const ROWS_AT_ONCE = 1_000;
/** Clocks of processes differ by less. */
const CLOCKS_MS = 3_600_000;

// A violation's sample is a payload, and no payload outlives its time.
const PRUNE_VIOLATIONS = `DELETE FROM schema_violations v USING workspaces w WHERE w.id = v.workspace_id
  AND v.last_at < now() - make_interval(days => coalesce(w.retention_days, $1))`;

type Aged = { id: string; pruned_to: string | null; days: number };

/**
 * Deletes events that are past their time, and all that hangs on them, for a few seconds; answers how many, and 0 when
 * nothing is left or another process is at it. Uses the pool of pages: in a worker it has little to do, and what is
 * delivered needs the other.
 */
export const prune = (): Promise<number> =>
  onClient("pages", async (client) => {
    const { rows } = await client.query<{ got: boolean }>("SELECT pg_try_advisory_lock($1) AS got", [
      PRUNE_LOCK,
    ]);
    if (!rows[0]?.got) return 0;
    try {
      return await pruneEvents(client);
    } finally {
      await pruneSmallTables(client);
      await client.query("SELECT pg_advisory_unlock($1)", [PRUNE_LOCK]);
    }
  });

async function pruneSmallTables(client: ClientBase): Promise<void> {
  await client.query("DELETE FROM idempotent_answers WHERE created_at < now() - interval '1 day'");
  await client.query("DELETE FROM sign_in_failures WHERE at < now() - interval '1 day'");
  await client.query("DELETE FROM play_requests WHERE id < $1", [uuidAt(Date.now() - PLAY_KEPT_MS)]);
  await client.query(PRUNE_VIOLATIONS, [env.RETENTION_DAYS]);
}

async function pruneEvents(client: ClientBase): Promise<number> {
  const endsAt = performance.now() + TURN_MS;
  const nowMs = Date.now();
  const projects = await run<Aged>(client, FIND_PROJECTS, [env.RETENTION_DAYS, nowMs, uuidAt(0)]);
  let total = 0;
  for (const project of projects) {
    if (performance.now() > endsAt) break;
    total += await pruneProject(client, project, { nowMs, endsAt });
  }
  return total;
}

let measured = performance.eventLoopUtilization();

/** How much of the time since the last batch this process, which delivers as well, was at work; 0 to 1. */
function utilization(): number {
  const before = measured;
  measured = performance.eventLoopUtilization();
  return performance.eventLoopUtilization(measured, before).utilization;
}

/** Milliseconds to rest after a batch that took so many, in a process that was at work for that share of the time. */
export const restMs = (tookMs: number, atWork: number) =>
  tookMs * (atWork > BUSY_FROM ? RESTS.busy : RESTS.idle);

async function pruneProject(
  client: ClientBase,
  { id, pruned_to, days }: Aged,
  { nowMs, endsAt }: { nowMs: number; endsAt: number },
): Promise<number> {
  const from = pruned_to ?? uuidAt(0);
  const before = uuidAt(nowMs - days * 86_400_000);
  let after = from;
  let total = 0;
  do {
    const startedAt = performance.now();
    const [row] = await run<{ last: string | null; count: number }>(client, PRUNE, [
      id,
      after,
      before,
      days,
      BATCH_EVENTS,
      BATCH_DELIVERIES,
    ]);
    if (!row?.last) break;
    total += row.count;
    after = next(row.last);
    await sleep(restMs(performance.now() - startedAt, utilization()));
  } while (performance.now() < endsAt);
  if (total === 0) return 0;
  const [noted] = await run<{ pruned_to: string }>(client, NOTE_PRUNED, [id, from, before]);
  if (noted) await pruneNames(client, { id, to: noted.pruned_to, endsAt });
  return total;
}

type Names = { id: string; to: string; endsAt: number };

/** What only old events, now gone, have referred to. */
async function pruneNames(client: ClientBase, { id, to, endsAt }: Names): Promise<void> {
  const beforeMs = Math.max(0, msOf(to) - CLOCKS_MS);
  const [current] = await run<{ version: number }>(client, VERSION_AT, [id, uuidAt(beforeMs)]);
  if (current) await pruneRows(client, { ...PRUNE_FAN_OUTS, values: [id, current.version] }, endsAt);
  await pruneRows(client, { ...PRUNE_RUNS, values: [id, beforeMs] }, endsAt);
}

type Pruning = { name: string; text: string; values: unknown[] };

/** By a thousand, with rests, until none is left or the turn is over. */
async function pruneRows(client: ClientBase, statement: Pruning, endsAt: number): Promise<void> {
  for (let gone = ROWS_AT_ONCE; gone === ROWS_AT_ONCE && performance.now() < endsAt; ) {
    const startedAt = performance.now();
    const values = [...statement.values, ROWS_AT_ONCE];
    gone = (await client.query({ ...statement, values })).rowCount ?? 0;
    await sleep(restMs(performance.now() - startedAt, utilization()));
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The uuid that comes after that one. */
function next(uuid: string): string {
  const hex = (BigInt(`0x${uuid.replaceAll("-", "")}`) + 1n).toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const msOf = (uuid: string) => Number.parseInt(uuid.replace("-", "").slice(0, 12), 16);

/** Before every UUIDv7 of that millisecond. */
function uuidAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
