/**
 * Searches a big table newest first without ever reading more than a bounded number of rows: an index gives
 * the rows in order, other conditions filter what it gives. A page may be short or empty and still have a
 * next one; what it costs does not depend on how rare the rows looked for are.
 */
import { db } from "./platform/db";
import { Prisma } from "./platform/prisma/client";

/** The most rows one request looks at when something has to be filtered. */
const MAX_SCANNED = 20_000;

export type Search = {
  table: "deliveries" | "events";
  /** Each branch is conditions that an index on (…, id) answers in order; their rows are merged. */
  branches: Prisma.Sql[][];
  /** Conditions on the rows found so far. */
  filters: Prisma.Sql[];
  order: "asc" | "desc";
  limit: number;
};

/** `ids` are one more than `limit` when there are more; `scannedTo` is set when the search stopped early. */
export type Found = { ids: string[]; scannedTo: string | null };

const COLUMNS = {
  deliveries: Prisma.raw(
    "id, status, type, category, last_status_code, reason, endpoint_id, run_id, created_at",
  ),
  events: Prisma.raw("id, type, channel, created_at"),
};
const TABLES = { deliveries: Prisma.raw("deliveries"), events: Prisma.raw("events") };
const ORDERS = { asc: Prisma.raw("ORDER BY id ASC"), desc: Prisma.raw("ORDER BY id DESC") };
const BACKWARDS = { asc: ORDERS.desc, desc: ORDERS.asc };

/** Runs a search as one statement. Values are parameters; only names out of the tables above are text. */
export async function searchIds({ table, branches, filters, order, limit }: Search): Promise<Found> {
  const scanned = filters.length > 0 ? MAX_SCANNED : limit + 1;
  const each = branches.map(
    (conditions) =>
      Prisma.sql`(SELECT ${COLUMNS[table]} FROM ${TABLES[table]} WHERE ${Prisma.join(conditions, " AND ")}
        ${ORDERS[order]} LIMIT ${scanned})`,
  );
  const wanted = filters.length > 0 ? Prisma.sql`WHERE ${Prisma.join(filters, " AND ")}` : Prisma.empty;
  const [row] = await db.$queryRaw<{ ids: string[]; scanned: number; last: string | null }[]>`
    WITH seen AS MATERIALIZED (
      SELECT * FROM (${Prisma.join(each, " UNION ALL ")}) AS merged ${ORDERS[order]} LIMIT ${scanned}
    )
    SELECT ARRAY(SELECT id FROM seen ${wanted} ${ORDERS[order]} LIMIT ${limit + 1}) AS ids,
      (SELECT count(*)::int FROM seen) AS scanned,
      (SELECT id FROM seen ${BACKWARDS[order]} LIMIT 1) AS last`;
  const ids = row?.ids ?? [];
  const stopped = filters.length > 0 && row?.scanned === MAX_SCANNED && ids.length <= limit;
  return { ids, scannedTo: stopped ? row.last : null };
}

/** Clocks of processes and of Postgres may differ by this much; ids bear the one, `created_at` the other. */
const SKEW_MS = 60_000;

/** Conditions for a period, by `created_at` exactly, and by id so that the index finds its ends. */
export function periodConditions({
  since,
  until,
}: {
  since?: string | undefined;
  until?: string | undefined;
}): Prisma.Sql[] {
  return [
    ...(since
      ? [
          Prisma.sql`id >= ${firstIdOf(Date.parse(since) - SKEW_MS)}::uuid`,
          Prisma.sql`created_at >= ${new Date(since)}`,
        ]
      : []),
    ...(until
      ? [
          Prisma.sql`id < ${firstIdOf(Date.parse(until) + SKEW_MS)}::uuid`,
          Prisma.sql`created_at < ${new Date(until)}`,
        ]
      : []),
  ];
}

/** The smallest UUIDv7 of that millisecond (RFC 9562, section 5.7: 48 bits of Unix time lead). */
export function firstIdOf(unixMs: number): string {
  const bounded = Math.min(Math.max(unixMs, 0), 2 ** 48 - 1);
  const hex = Math.floor(bounded).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
