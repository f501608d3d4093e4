/**
 * Reads a project's figures out of the rows that `delivery/stats.ts` counts into; what a read costs depends on its
 * range and on the number of endpoints or types it is about, never on how much was delivered.
 */
import { invalidField } from "./api-error";
import { ofEndpoint } from "./bounded-search";
import {
  type EndpointHealth,
  type EndpointsHealth,
  type EndpointsHealthQuery,
  HEALTH_HOURS,
  type Latency,
  type ProjectStats,
  type StatsPoint,
  type StatsQuery,
} from "./contract/stats";
import { STATS_RANGES } from "./contract/stats-ranges";
import { DURATION_BUCKETS, durationAt } from "./latency-histogram";
import type { ProjectRef } from "./lookups";
import { readRows } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";

/** What rows that count all endpoints have instead of one; those of all types have "". */
const ALL_ENDPOINTS = "00000000-0000-0000-0000-000000000000";
const BUSIEST = 10;

const summed = (...columns: string[]) =>
  columns.map((column) => `coalesce(sum(${column}), 0)::float8 AS ${column}`).join(", ");
const DELIVERIES = summed("deliveries_succeeded", "deliveries_failed", "deliveries_waiting");
const ATTEMPTS = summed("attempts_succeeded", "attempts_retried", "attempts_failed");
/** As text, which `countsIn` reads: the driver's own reader of arrays takes longer than Postgres takes to sum them up. */
const DURATIONS = `ARRAY[${Array.from({ length: DURATION_BUCKETS }, (_, i) => `sum(durations[${i + 1}])`).join(", ")}]::text AS durations`;
const countsIn = (array: string) => array.slice(1, -1).split(",").map(Number);

type Settled = { deliveries_succeeded: number; deliveries_failed: number; deliveries_waiting: number };
type Timed = Settled & {
  attempts_succeeded: number;
  attempts_retried: number;
  attempts_failed: number;
  durations: number[];
};
type Summed = Omit<Timed, "durations"> & { durations: string };

const NOTHING: Timed = {
  attempts_succeeded: 0,
  attempts_retried: 0,
  attempts_failed: 0,
  deliveries_succeeded: 0,
  deliveries_failed: 0,
  deliveries_waiting: 0,
  durations: [],
};

/** A project's counts over the range up to now, in bars, in total and by type. */
export async function projectStats(project: ProjectRef, { range }: StatsQuery): Promise<ProjectStats> {
  const { bars, minutes } = STATS_RANGES[range];
  const last = barOf(Date.now() / 60_000, minutes);
  const since = last - (bars - 1) * minutes;
  const [rows, types] = await Promise.all([seriesRows(project, since, minutes), typeRows(project, since)]);
  const byBar = new Map(rows.map((row) => [row.bar, row]));
  const series = Array.from({ length: bars }, (_, bar): StatsPoint => {
    const at = since + bar * minutes;
    return { at: isoOf(at), ...figures(byBar.get(at) ?? NOTHING) };
  });
  return {
    range,
    since: isoOf(since),
    until: isoOf(last + minutes),
    barMinutes: minutes,
    totals: figures(rows.reduce(plus, NOTHING)),
    series,
    types: types.map((row) => ({ type: row.type, deliveries: deliveriesOf(row) })),
  };
}

/** Bars begin at whole multiples of their width since 1970, in minutes. */
const barOf = (minute: number, width: number) => Math.floor(minute / width) * width;
const isoOf = (minute: number) => new Date(minute * 60_000).toISOString();

// Rides delivery_stats_pkey: some hundred rows, however long the range. Most rows are of one of these values, few of
// both; asked for as subqueries they are values like others to the planner, which would read the whole table for many.
const SERIES = `
SELECT bucket - bucket % $3::int AS bar, ${DELIVERIES}, ${ATTEMPTS}, ${DURATIONS} FROM delivery_stats
WHERE project_id = $1 AND endpoint_id = (SELECT '${ALL_ENDPOINTS}'::uuid) AND type = (SELECT '') AND bucket >= $2::int
GROUP BY 1`;

async function seriesRows(
  project: ProjectRef,
  since: number,
  width: number,
): Promise<(Timed & { bar: number })[]> {
  const rows = await readRows<Summed & { bar: number }>(SERIES, [project.id, since, width]);
  return rows.map((row) => ({ ...row, durations: countsIn(row.durations) }));
}

// A loose scan of delivery_stats_pkey finds the types; it then gives the rows of all of them, which are fetched in the
// order they lie in: each page is read once, and not once for each type that has a row in it.
const TYPES = `
WITH RECURSIVE types AS (
  (SELECT type FROM delivery_stats WHERE project_id = $1
    AND endpoint_id = '${ALL_ENDPOINTS}' AND type > '' ORDER BY type LIMIT 1)
  UNION ALL
  SELECT next.type FROM types CROSS JOIN LATERAL (
    SELECT type FROM delivery_stats WHERE project_id = $1
      AND endpoint_id = '${ALL_ENDPOINTS}' AND type > types.type ORDER BY type LIMIT 1) AS next
)
SELECT * FROM (
  SELECT type, ${DELIVERIES} FROM delivery_stats WHERE project_id = $1 AND endpoint_id = '${ALL_ENDPOINTS}'
    AND type = ANY (ARRAY(SELECT type FROM types)) AND bucket >= $2::int
  GROUP BY type
) AS summed
WHERE deliveries_succeeded + deliveries_failed + deliveries_waiting > 0
ORDER BY deliveries_succeeded + deliveries_failed + deliveries_waiting DESC, type LIMIT ${BUSIEST}`;

const typeRows = (project: ProjectRef, since: number) =>
  readRows<Settled & { type: string }>(TYPES, [project.id, since]);

const plus = (a: Timed, b: Timed): Timed => ({
  attempts_succeeded: a.attempts_succeeded + b.attempts_succeeded,
  attempts_retried: a.attempts_retried + b.attempts_retried,
  attempts_failed: a.attempts_failed + b.attempts_failed,
  deliveries_succeeded: a.deliveries_succeeded + b.deliveries_succeeded,
  deliveries_failed: a.deliveries_failed + b.deliveries_failed,
  deliveries_waiting: a.deliveries_waiting + b.deliveries_waiting,
  durations: b.durations.map((count, bucket) => count + (a.durations[bucket] ?? 0)),
});

const figures = (row: Timed) => ({
  deliveries: deliveriesOf(row),
  attempts: { succeeded: row.attempts_succeeded, retried: row.attempts_retried, failed: row.attempts_failed },
  successRate: rateOf(row.attempts_succeeded, row.attempts_retried + row.attempts_failed),
  latency: latencyOf(row.durations),
});

/** A worker that was killed may have counted an end without its beginning: never less than none wait. */
const deliveriesOf = (row: Settled) => ({
  succeeded: row.deliveries_succeeded,
  failed: row.deliveries_failed,
  waiting: Math.max(0, row.deliveries_waiting),
});

const rateOf = (succeeded: number, failed: number) =>
  succeeded + failed === 0 ? null : succeeded / (succeeded + failed);

function latencyOf(durations: readonly number[]): Latency {
  const p50 = durationAt(durations, 0.5);
  const p95 = durationAt(durations, 0.95);
  const p99 = durationAt(durations, 0.99);
  return p50 === null || p95 === null || p99 === null ? null : { p50, p95, p99 };
}

/** How endpoints fared in the last hours; those of other projects are left out. Throws `invalid_request`. */
export async function endpointsHealth(
  project: ProjectRef,
  { endpoint: named }: EndpointsHealthQuery,
): Promise<EndpointsHealth> {
  const wanted = named?.map((id) => {
    const uuid = uuidOf("endpoint", id);
    if (!uuid) throw invalidField("endpoint", "must be an endpoint id");
    return uuid;
  });
  const last = barOf(Date.now() / 60_000, 60);
  const since = last - (HEALTH_HOURS - 1) * 60;
  const rows = await readRows<HealthRow>(HEALTH, [project.id, since, wanted ?? null]);
  const hours = Array.from({ length: HEALTH_HOURS }, (_, hour) => isoOf(since + hour * 60));
  return { data: rows.map((row) => healthOf(row, since, hours)) };
}

/** Arrays as text, null where nothing was counted; `failed` were retried or not. */
type HealthRow = { id: string; last_delivery_at: Date | null; durations: string } & (
  | { buckets: string; succeeded: string; failed: string }
  | { buckets: null }
);

// Rides endpoints_of_project; of each, the newest delivery rides deliveries_of_endpoint and what was counted
// delivery_stats_pkey, once for hours and durations alike.
const HEALTH = `
SELECT e.id, counted.*, (SELECT d.created_at FROM deliveries d WHERE ${ofEndpoint("e.id").sql}
  ORDER BY d.endpoint_id DESC, d.id DESC LIMIT 1) AS last_delivery_at
FROM (SELECT id FROM endpoints WHERE project_id = $1 AND deleted_at IS NULL
  AND ($3::uuid[] IS NULL OR id = ANY ($3)) ORDER BY id DESC LIMIT 100) AS e
CROSS JOIN LATERAL (
  SELECT array_agg(bucket)::text AS buckets, array_agg(attempts_succeeded)::text AS succeeded,
    array_agg(attempts_retried + attempts_failed)::text AS failed, ${DURATIONS} FROM delivery_stats
  WHERE project_id = $1 AND endpoint_id = e.id AND type = (SELECT '') AND bucket >= $2::int
) AS counted
ORDER BY e.id DESC`;

function healthOf(row: HealthRow, since: number, hours: string[]): EndpointHealth {
  const succeeded = new Array<number>(HEALTH_HOURS).fill(0);
  const failed = new Array<number>(HEALTH_HOURS).fill(0);
  if (row.buckets !== null) {
    const hourly = countsIn(row.buckets).map((bucket) => Math.floor((bucket - since) / 60));
    addTo(succeeded, hourly, countsIn(row.succeeded));
    addTo(failed, hourly, countsIn(row.failed));
  }
  const [good, bad] = [total(succeeded), total(failed)];
  return {
    hours: hours.map((at, hour) => ({ at, succeeded: succeeded[hour] ?? 0, failed: failed[hour] ?? 0 })),
    attempts: good + bad,
    successRate: rateOf(good, bad),
    latency: row.buckets === null ? null : latencyOf(countsIn(row.durations)),
    endpointId: publicId("endpoint", row.id),
    lastDeliveryAt: row.last_delivery_at?.toISOString() ?? null,
  };
}

const total = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);

function addTo(sums: number[], places: number[], counts: number[]): void {
  for (const [index, place] of places.entries()) sums[place] = (sums[place] ?? 0) + (counts[index] ?? 0);
}
