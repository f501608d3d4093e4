/**
 * Searches a big table in the order of ids without ever reading more than a bounded number of rows, or for longer
 * than a bounded time: each way in is a walk along one index, other conditions judge what it passes. A page may be
 * short or empty and still have a next one; what it costs does not depend on how rare the rows looked for are.
 */
import { db } from "./platform/db";
import { Prisma } from "./platform/prisma/client";

/** The most rows one request looks at, and about how long it looks for more when its page is not full. */
const MAX_SCANNED = 20_000;
const BUDGET_MS = 20;
/** So many rows are looked at also by a machine that is late: every page gets further. */
const LEAST_SCANNED = 500;

export type Table = "deliveries" | "events" | "audit_entries";

/**
 * One way to the rows. `along`: an index's columns before its `id`, each with the value wanted, and `where` the
 * predicate of an index that has one, in its own words. `among`: a condition that few rows fulfil.
 */
export type Way =
  | { along: [column: Column, value: Prisma.Sql][]; where?: Prisma.Sql }
  | { among: Prisma.Sql };

export type Column =
  | "project_id"
  | "endpoint_id"
  | "status"
  | "last_status_code"
  | "category"
  | "run_id"
  | "reason"
  | "workspace_id"
  | "action"
  | "actor_id"
  | "actor_kind";

/** Ids are uuids: behind `after` in the list's order, from `from` on, and below `below`. */
export type Bounds = { after: string | null; from?: string | undefined; below?: string | undefined };

export type Search = {
  table: Table;
  /** No row is found by two of them. */
  ways: Way[];
  bounds: Bounds;
  /** Conditions on the rows found so far. */
  filters: Prisma.Sql[];
  order: "asc" | "desc";
  limit: number;
};

/** At most `limit` ids; the list goes on behind `next`, which need not be one of them, or ends where it is null. */
export type Found = { ids: string[]; next: string | null };

const COLUMNS = {
  deliveries: Prisma.raw(
    "id, project_id, endpoint_id, event_id, status, type, category, last_status_code, reason, run_id, created_at",
  ),
  events: Prisma.raw("id, project_id, type, channel, payload, created_at"),
  audit_entries: Prisma.raw("id, workspace_id, action, actor_kind, actor_id, at AS created_at"),
};
const TABLES = {
  deliveries: Prisma.raw("deliveries"),
  events: Prisma.raw("events"),
  audit_entries: Prisma.raw("audit_entries"),
};
const LOWEST = "00000000-0000-0000-0000-000000000000";
const HIGHEST = "ffffffff-ffff-ffff-ffff-ffffffffffff";

type Row = { way: number; id: string; fits: boolean; place: number };

/** Runs a search as one statement. Values are parameters; only names out of the tables above are text. */
export async function searchIds(search: Search): Promise<Found> {
  const { ways, limit, order } = search;
  if (ways.length === 0) return { ids: [], next: null };
  const most = Math.ceil(MAX_SCANNED / ways.length);
  const rows = await db.$queryRaw<Row[]>`${Prisma.join(
    ways.map((way, n) => Prisma.sql`(${walkSql(search, way, n, most)})`),
    " UNION ALL ",
  )}`;
  const walks = ways.map((_, n) =>
    readWalk(
      rows.filter(({ way }) => way === n),
      { most, limit },
    ),
  );
  return merged(walks, { limit, order });
}

/**
 * Rows of one way in order, lazily: nothing behind the page is read. A row that does not fit is answered where the
 * walk ends before its index does: `place` says it was the last allowed, or time is up.
 */
function walkSql(search: Search, way: Way, n: number, most: number): Prisma.Sql {
  const { table, ways, bounds, filters, order, limit } = search;
  const fits = filters.length > 0 ? Prisma.join(filters, " AND ", "(", ")") : Prisma.raw("true");
  const until = Prisma.raw(`interval '${(BUDGET_MS * (n + 1)) / ways.length} milliseconds'`);
  const rows =
    "among" in way ? fewSql(table, way.among, { bounds, order }) : alongSql(table, way, { bounds, order });
  return Prisma.sql`SELECT ${n}::int AS way, id, fits, place::int FROM (
      SELECT id, coalesce(${fits}, false) AS fits, row_number() OVER () AS place FROM (${rows} LIMIT ${most}) AS seen
    ) AS judged WHERE fits OR place = ${most}
      OR (place > ${LEAST_SCANNED} AND clock_timestamp() > statement_timestamp() + ${until}) LIMIT ${limit + 1}`;
}

type Range = Pick<Search, "bounds" | "order">;

/**
 * Compared and ordered as rows, so that only this index can give the order. With an equality and `ORDER BY id`
 * Postgres would gladly walk the primary key instead, past every row of others, in the hope of meeting one soon.
 */
function alongSql(
  table: Table,
  { along, where }: Extract<Way, { along: unknown }>,
  { bounds, order }: Range,
) {
  const names = Prisma.raw([...along.map(([column]) => column), "id"].join(", "));
  const ordered = Prisma.raw(
    [...along.map(([column]) => column), "id"].map((column) => `${column} ${order}`).join(", "),
  );
  const at = (id: string) => Prisma.join([...along.map(([, value]) => value), Prisma.sql`${id}::uuid`]);
  const { low, isLowIncluded, high } = rangeOf(bounds, order);
  const above = Prisma.raw(isLowIncluded ? ">=" : ">");
  return Prisma.sql`SELECT ${COLUMNS[table]} FROM ${TABLES[table]}
    WHERE (${names}) ${above} (${at(low)}) AND (${names}) < (${at(high)})
      ${where ? Prisma.sql`AND ${where}` : Prisma.empty} ORDER BY ${ordered}`;
}

/**
 * The same for deliveries `d` of an endpoint that another table's row names: to be ordered by `d.endpoint_id, d.id`.
 * `column` is a name of ours.
 */
export const ofEndpoint = (column: string): Prisma.Sql =>
  Prisma.raw(
    `(d.endpoint_id, d.id) > (${column}, '${LOWEST}'::uuid) AND (d.endpoint_id, d.id) < (${column}, '${HIGHEST}'::uuid)`,
  );

/** `OFFSET 0` keeps the condition apart: what fulfils it is found first and then sorted. */
function fewSql(table: Table, among: Prisma.Sql, { bounds, order }: Range) {
  const { low, isLowIncluded, high } = rangeOf(bounds, order);
  return Prisma.sql`SELECT * FROM (SELECT ${COLUMNS[table]} FROM ${TABLES[table]} WHERE ${among} OFFSET 0) AS few
    WHERE id ${Prisma.raw(isLowIncluded ? ">=" : ">")} ${low}::uuid AND id < ${high}::uuid
    ORDER BY id ${Prisma.raw(order)}`;
}

function rangeOf({ after, from = LOWEST, below = HIGHEST }: Bounds, order: Search["order"]) {
  if (order === "desc")
    return { low: from, isLowIncluded: true, high: after && after < below ? after : below };
  const goesOn = after !== null && after >= from;
  return { low: goesOn ? after : from, isLowIncluded: !goesOn, high: below };
}

/** `seenTo`: up to where everything that fits is known; null when that is everything. */
type Walk = { ids: string[]; seenTo: string | null };

function readWalk(rows: Row[], { most, limit }: { most: number; limit: number }): Walk {
  const end = rows.findIndex(({ fits }) => !fits);
  const fitting = end === -1 ? rows : rows.slice(0, end);
  const ids = fitting.map(({ id }) => id);
  const last = fitting.at(-1);
  if (end !== -1) return { ids, seenTo: rows[end]?.id ?? null };
  return { ids, seenTo: last && (ids.length > limit || last.place === most) ? last.id : null };
}

function merged(walks: Walk[], { limit, order }: Pick<Search, "limit" | "order">): Found {
  const sign = order === "asc" ? 1 : -1;
  const inOrder = (a: string, b: string) => (a === b ? 0 : a < b ? -sign : sign);
  const seenTo = walks.flatMap((walk) => walk.seenTo ?? []).sort(inOrder)[0] ?? null;
  const ids = walks
    .flatMap((walk) => walk.ids)
    .filter((id) => seenTo === null || inOrder(id, seenTo) <= 0)
    .sort(inOrder);
  const page = ids.slice(0, limit);
  return { ids: page, next: ids.length > limit ? (page.at(-1) ?? null) : seenTo };
}

/** An id is made before its row is written, by a clock of its own: so much it may be older, and younger. */
const OLDER_MS = 30_000;
const YOUNGER_MS = 2_000;

type Period = { since?: string | undefined; until?: string | undefined };

/** A period by id, so that the index finds its ends. */
export const periodBounds = ({ since, until }: Period): Pick<Bounds, "from" | "below"> => ({
  from: since && firstIdOf(Date.parse(since) - OLDER_MS),
  below: until && firstIdOf(Date.parse(until) + YOUNGER_MS),
});

/** A period by `created_at` exactly, as rows that were found have it. */
export const periodFilters = ({ since, until }: Period): Prisma.Sql[] => [
  ...(since ? [Prisma.sql`created_at >= ${new Date(since)}`] : []),
  ...(until ? [Prisma.sql`created_at < ${new Date(until)}`] : []),
];

/** The smallest UUIDv7 of that millisecond (RFC 9562, section 5.7: 48 bits of Unix time lead). */
export function firstIdOf(unixMs: number): string {
  const bounded = Math.min(Math.max(unixMs, 0), 2 ** 48 - 1);
  const hex = Math.floor(bounded).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
