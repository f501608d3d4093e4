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
import { db } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";

/** What rows that count all endpoints have instead of one; those of all types have "". */
const ALL_ENDPOINTS = "00000000-0000-0000-0000-000000000000";
const BUSIEST = 10;

const summed = (...columns: string[]) =>
  Prisma.raw(columns.map((column) => `coalesce(sum(${column}), 0)::float8 AS ${column}`).join(", "));
const DELIVERIES = summed("deliveries_succeeded", "deliveries_failed", "deliveries_waiting");
const ATTEMPTS = summed("attempts_succeeded", "attempts_retried", "attempts_failed");
const DURATIONS = Prisma.raw(
  `ARRAY[${Array.from({ length: DURATION_BUCKETS }, (_, i) => `sum(durations[${i + 1}])::float8`).join(", ")}] AS durations`,
);

type Settled = { deliveries_succeeded: number; deliveries_failed: number; deliveries_waiting: number };
type Timed = Settled & {
  attempts_succeeded: number;
  attempts_retried: number;
  attempts_failed: number;
  durations: number[];
};

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
const seriesRows = (project: ProjectRef, since: number, width: number) =>
  db.$queryRaw<(Timed & { bar: number })[]>`
    SELECT bucket - bucket % ${width}::int AS bar, ${DELIVERIES}, ${ATTEMPTS}, ${DURATIONS} FROM delivery_stats
    WHERE project_id = ${project.id}::uuid AND endpoint_id = (SELECT ${ALL_ENDPOINTS}::uuid) AND type = (SELECT '')
      AND bucket >= ${since}::int
    GROUP BY 1`;

// A loose scan of delivery_stats_pkey: one probe per type, then that type's rows of the range.
const typeRows = (project: ProjectRef, since: number) =>
  db.$queryRaw<(Settled & { type: string })[]>`
    WITH RECURSIVE types AS (
      (SELECT type FROM delivery_stats WHERE project_id = ${project.id}::uuid
        AND endpoint_id = ${ALL_ENDPOINTS}::uuid AND type > '' ORDER BY type LIMIT 1)
      UNION ALL
      SELECT next.type FROM types CROSS JOIN LATERAL (
        SELECT type FROM delivery_stats WHERE project_id = ${project.id}::uuid
          AND endpoint_id = ${ALL_ENDPOINTS}::uuid AND type > types.type ORDER BY type LIMIT 1) AS next
    )
    SELECT types.type, summed.* FROM types CROSS JOIN LATERAL (
      SELECT ${DELIVERIES} FROM delivery_stats s WHERE s.project_id = ${project.id}::uuid
        AND s.endpoint_id = (SELECT ${ALL_ENDPOINTS}::uuid) AND s.type = types.type AND s.bucket >= ${since}::int
    ) AS summed
    WHERE deliveries_succeeded + deliveries_failed + deliveries_waiting > 0
    ORDER BY deliveries_succeeded + deliveries_failed + deliveries_waiting DESC, types.type LIMIT ${BUSIEST}`;

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
  // Rides endpoints_of_project; each newest delivery rides deliveries_of_endpoint.
  const endpoints = await db.$queryRaw<{ id: string; last_delivery_at: Date | null }[]>`
    SELECT e.id, (SELECT d.created_at FROM deliveries d WHERE ${ofEndpoint("e.id")}
      ORDER BY d.endpoint_id DESC, d.id DESC LIMIT 1) AS last_delivery_at
    FROM endpoints e WHERE e.project_id = ${project.id}::uuid AND e.deleted_at IS NULL
      ${wanted ? Prisma.sql`AND e.id = ANY (${wanted}::uuid[])` : Prisma.empty}
    ORDER BY e.id DESC LIMIT 100`;
  const ids = endpoints.map(({ id }) => id);
  const [hours, totals] = await Promise.all([hourRows(project, ids, since), totalRows(project, ids, since)]);
  const hoursOf = new Map<string, HourRow[]>();
  for (const row of hours) hoursOf.set(row.endpoint_id, [...(hoursOf.get(row.endpoint_id) ?? []), row]);
  const totalOf = new Map(totals.map((row) => [row.endpoint_id, row]));
  return {
    data: endpoints.map(({ id, last_delivery_at }) => ({
      ...healthOf(hoursOf.get(id) ?? [], totalOf.get(id) ?? NOTHING, since),
      endpointId: publicId("endpoint", id),
      lastDeliveryAt: last_delivery_at?.toISOString() ?? null,
    })),
  };
}

type Counted = Pick<Timed, "attempts_succeeded" | "attempts_retried" | "attempts_failed">;
type HourRow = Counted & { endpoint_id: string; hour: number };

// Both ride delivery_stats_pkey, one range per endpoint. Durations are summed up once and not for each hour.
const hourRows = (project: ProjectRef, endpoints: string[], since: number) =>
  db.$queryRaw<HourRow[]>`
    SELECT endpoint_id, bucket - bucket % 60 AS hour, ${ATTEMPTS} FROM delivery_stats
    WHERE ${ofEndpoints(project, endpoints, since)} GROUP BY 1, 2`;
const totalRows = (project: ProjectRef, endpoints: string[], since: number) =>
  db.$queryRaw<(Timed & { endpoint_id: string })[]>`
    SELECT endpoint_id, ${DELIVERIES}, ${ATTEMPTS}, ${DURATIONS} FROM delivery_stats
    WHERE ${ofEndpoints(project, endpoints, since)} GROUP BY 1`;

const ofEndpoints = (project: ProjectRef, endpoints: string[], since: number) =>
  Prisma.sql`project_id = ${project.id}::uuid AND endpoint_id = ANY (${endpoints}::uuid[]) AND type = (SELECT '')
    AND bucket >= ${since}::int`;

function healthOf(
  rows: HourRow[],
  all: Timed,
  since: number,
): Omit<EndpointHealth, "endpointId" | "lastDeliveryAt"> {
  const byHour = new Map(rows.map((row) => [row.hour, row]));
  const total = figures(all);
  const { succeeded, retried, failed } = total.attempts;
  return {
    hours: Array.from({ length: HEALTH_HOURS }, (_, hour) => {
      const row = byHour.get(since + hour * 60) ?? NOTHING;
      return {
        at: isoOf(since + hour * 60),
        succeeded: row.attempts_succeeded,
        failed: row.attempts_retried + row.attempts_failed,
      };
    }),
    attempts: succeeded + retried + failed,
    successRate: total.successRate,
    latency: total.latency,
  };
}
