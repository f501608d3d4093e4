/**
 * Chooses the way to a project's deliveries for a set of filters: the index that knows the rarest of them. It promises
 * that no filter makes a list slow: what no index knows judges a bounded walk (`bounded-search.ts`).
 */
import { type Found, periodBounds, periodFilters, searchIds, type Way } from "./bounded-search";
import type { DeliveriesQuery } from "./contract/deliveries";
import { hasTypeBeginning } from "./event-types";
import { db } from "./platform/db";
import { uuidOf } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";

/** All uuids; `workspaceId` is the project's, and so is the endpoint. What names the endpoint in `query` is not read again. */
type Within = { projectId: string; workspaceId: string; endpointId: string | undefined };
type Status = NonNullable<DeliveriesQuery["status"]>[number];

// Word for word as in the migrations: the predicate of an index is how Postgres knows that it may use it.
export const SETTLED_OTHERWISE = Prisma.raw("status IN ('failed', 'cancelled', 'held')");
const ANSWERED_OTHERWISE = Prisma.raw("last_status_code NOT BETWEEN 200 AND 299");
const REPLAYED = Prisma.raw("category = 'replay'");
const OF_RUN = Prisma.raw("run_id IS NOT NULL");
const WITH_REASON = Prisma.raw("reason IS NOT NULL");

/** The newest deliveries of the project, or of one endpoint of it, that fit all filters; behind `after`, a delivery. */
export async function findDeliveries(
  within: Within,
  query: DeliveriesQuery,
  after: string | null,
): Promise<Found> {
  const words = query.q && !isId(query.q) ? await wordsOf(within, query.q) : null;
  return searchIds({
    table: "deliveries",
    ways: await waysFor(within, query, words),
    bounds: { after, ...periodBounds(query) },
    filters: [
      Prisma.sql`project_id = ${within.projectId}::uuid`,
      ...filtersOf(within, query),
      ...(words ? [words.filter] : []),
    ],
    order: "desc",
    limit: query.limit,
  });
}

/** Every condition, also those that the way fulfils: it may be the other one. */
function filtersOf({ endpointId }: Within, query: DeliveriesQuery): Prisma.Sql[] {
  const { status, type, category, channel, httpStatus, run, q } = query;
  const event = query.event && uuidOf("event", query.event);
  return [
    ...periodFilters(query),
    ...(endpointId ? [Prisma.sql`endpoint_id = ${endpointId}::uuid`] : []),
    ...(event ? [Prisma.sql`event_id = ${event}::uuid`] : []),
    ...(status ? [Prisma.raw(`status IN (${status.map((each) => `'${each}'`).join(", ")})`)] : []),
    ...(type ? [Prisma.sql`type = ${type}`] : []),
    ...(category ? [Prisma.sql`category = ${category}`] : []),
    ...(httpStatus
      ? [Prisma.sql`last_status_code BETWEEN ${codesOf(httpStatus)[0]} AND ${codesOf(httpStatus)[1]}`]
      : []),
    ...(run ? [Prisma.sql`run_id = ${run}`] : []),
    ...(q ? idFilter(q) : []),
    ...(channel ? [Prisma.sql`(SELECT e.channel FROM events e WHERE e.id = event_id) = ${channel}`] : []),
  ];
}

/** `404`, or all that `4xx` means. */
function codesOf(httpStatus: string): [from: number, to: number] {
  if (!httpStatus.endsWith("xx")) return [Number(httpStatus), Number(httpStatus)];
  return [Number(httpStatus[0]) * 100, Number(httpStatus[0]) * 100 + 99];
}

const isId = (q: string) => (["delivery", "event", "endpoint"] as const).some((noun) => uuidOf(noun, q));

/** An id stands for itself. */
function idFilter(q: string): Prisma.Sql[] {
  const delivery = uuidOf("delivery", q);
  const event = uuidOf("event", q);
  if (delivery) return [Prisma.sql`id = ${delivery}::uuid`];
  return event ? [Prisma.sql`event_id = ${event}::uuid`] : [];
}

/** What the rows are found by; of what no index knows, the newest of the endpoint or the project. */
async function waysFor(within: Within, query: DeliveriesQuery, words: Words | null): Promise<Way[]> {
  const { run, category, httpStatus, status, q } = query;
  const event = uuidOf("event", query.event ?? q ?? "");
  const delivery = q && uuidOf("delivery", q);
  if (delivery) return [{ among: Prisma.sql`id = ${delivery}::uuid` }];
  if (event) return [{ among: Prisma.sql`event_id = ${event}::uuid` }];
  const project = ofProject(within);
  if (run) return [{ along: [...project, ["run_id", Prisma.sql`${run}`]], where: OF_RUN }];
  if (httpStatus && !httpStatus.startsWith("2")) return codeWays(owner(within), codesOf(httpStatus));
  if (category === "replay")
    return [{ along: [...project, ["category", Prisma.sql`'replay'`]], where: REPLAYED }];
  const byStatus = status ? await statusWays(within, status) : null;
  if (byStatus) return byStatus;
  return words?.ways ?? [{ along: owner(within) }];
}

type Along = Extract<Way, { along: unknown }>["along"];

const ofProject = ({ projectId }: Within): Along => [["project_id", Prisma.sql`${projectId}::uuid`]];
const owner = (within: Within): Along =>
  within.endpointId ? [["endpoint_id", Prisma.sql`${within.endpointId}::uuid`]] : ofProject(within);

// Rides deliveries_of_project_by_code or deliveries_of_endpoint_by_code, one probe for each code there is.
async function codeWays(along: Along, [from, to]: [number, number]): Promise<Way[]> {
  const codes = from === to ? [from] : await distinctCodes(along, from, to);
  return codes.map((code) => ({
    along: [...along, ["last_status_code", Prisma.sql`${code}::smallint`]],
    where: ANSWERED_OTHERWISE,
  }));
}

async function distinctCodes([own]: Along, from: number, to: number): Promise<number[]> {
  if (!own) return [];
  const [column, value] = own;
  const next = (after: Prisma.Sql) => Prisma.sql`SELECT last_status_code AS code FROM deliveries
    WHERE ${Prisma.raw(column)} = ${value} AND ${ANSWERED_OTHERWISE} AND last_status_code > ${after}
      AND last_status_code <= ${to}::smallint ORDER BY ${Prisma.raw(column)}, last_status_code LIMIT 1`;
  const rows = await db.$queryRaw<{ code: number }[]>`
    WITH RECURSIVE codes AS (
      (${next(Prisma.sql`${from - 1}::smallint`)})
      UNION ALL SELECT next.code FROM codes CROSS JOIN LATERAL (${next(Prisma.sql`codes.code`)}) AS next
    ) SELECT code FROM codes`;
  return rows.map(({ code }) => code);
}

/**
 * Statuses that deliveries do not end with as a rule: each has its place in deliveries_of_project_by_status and
 * deliveries_of_endpoint_by_status, but for what is pending. Null where one is among them that most rows have.
 */
async function statusWays(within: Within, statuses: Status[]): Promise<Way[] | null> {
  const wanted = new Set(statuses);
  if (wanted.has("succeeded")) return null;
  const pending = wanted.delete("pending") ? await pendingWay(within) : [];
  if (!pending) return null;
  const settled = [...wanted].map(
    (status): Way => ({
      along: [...owner(within), ["status", Prisma.raw(`'${status}'::delivery_status`)]],
      where: SETTLED_OTHERWISE,
    }),
  );
  return [...pending, ...settled];
}

/** More than these are no longer looked up one by one; then the newest rows hold enough of them. */
const FEW = 1_000;
const MAX_ENDPOINTS = 2_000;

// Rides endpoints_of_project; what waits rides deliveries_due and deliveries_due_by_key, one probe each.
async function pendingWay({ projectId, endpointId }: Within): Promise<Way[] | null> {
  const [row] = await db.$queryRaw<{ endpoints: number; ids: string[] }[]>`
    WITH own AS (
      SELECT id FROM endpoints WHERE project_id = ${projectId}::uuid
        ${endpointId ? Prisma.sql`AND id = ${endpointId}::uuid` : Prisma.empty} LIMIT ${MAX_ENDPOINTS}
    )
    SELECT (SELECT count(*)::int FROM own) AS endpoints, ARRAY(
      SELECT d.id FROM own CROSS JOIN LATERAL (
        (SELECT id FROM deliveries d WHERE d.endpoint_id = own.id AND d.status = 'pending'
          AND d.ordering_key IS NULL ORDER BY d.next_attempt_at LIMIT ${FEW + 1})
        UNION ALL
        (SELECT id FROM deliveries d WHERE d.endpoint_id = own.id AND d.status = 'pending'
          AND d.ordering_key IS NOT NULL ORDER BY d.ordering_key LIMIT ${FEW + 1})) AS d
      LIMIT ${FEW + 1}) AS ids`;
  const { endpoints, ids } = row ?? { endpoints: 0, ids: [] };
  if (ids.length > FEW || endpoints === MAX_ENDPOINTS) return null;
  return ids.length === 0 ? [] : [{ among: Prisma.sql`id = ANY (${ids}::uuid[])` }];
}

/** `ways`: the only rows that fit, where an index knows them. */
type Words = { filter: Prisma.Sql; ways: Way[] | null };

/** Words that are no id: the beginning of an event type, or part of why it failed, or else of what was published. */
async function wordsOf(within: Within, q: string): Promise<Words> {
  const reasons = (await reasonsOf(within)).filter((reason) =>
    reason.toLowerCase().includes(q.toLowerCase()),
  );
  const isType = await hasTypeBeginning(within.workspaceId, q);
  if (!isType && reasons.length === 0)
    return {
      filter: Prisma.sql`position(convert_to(${q}, 'UTF8') IN (SELECT e.payload FROM events e WHERE e.id = event_id)) > 0`,
      ways: null,
    };
  return {
    filter: Prisma.sql`(starts_with(lower(type), lower(${q})) OR strpos(lower(reason), lower(${q})) > 0)`,
    ways: isType ? null : reasons.map((reason) => wayOfReason(within, reason)),
  };
}

const wayOfReason = (within: Within, reason: string): Way => ({
  along: [...ofProject(within), ["reason", Prisma.sql`${reason}`]],
  where: WITH_REASON,
});

/** Why deliveries failed are a few words of ours: one probe of deliveries_of_project_by_reason for each. */
async function reasonsOf({ projectId }: Within): Promise<string[]> {
  const next = (
    after: Prisma.Sql,
  ) => Prisma.sql`SELECT reason FROM deliveries WHERE project_id = ${projectId}::uuid
    AND ${WITH_REASON} AND reason > ${after} ORDER BY project_id, reason LIMIT 1`;
  const rows = await db.$queryRaw<{ reason: string }[]>`
    WITH RECURSIVE reasons AS (
      (${next(Prisma.sql`''`)})
      UNION ALL SELECT next.reason FROM reasons CROSS JOIN LATERAL (${next(Prisma.sql`reasons.reason`)}) AS next
    ) SELECT reason FROM reasons`;
  return rows.map(({ reason }) => reason);
}
