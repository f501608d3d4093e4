/** Reads events: lists, the feed that producers and receivers pull from, one with what became of it. */
import { notFound } from "./api-error";
import { periodBounds, periodFilters, searchIds, type Way } from "./bounded-search";
import type { DeliveryStatus } from "./contract/deliveries";
import type { Event, EventDetail, EventsQuery } from "./contract/events";
import type { Page } from "./contract/page";
import { makeCursor, readCursor } from "./cursor";
import { shownDelivery } from "./deliveries";
import { endpointNames } from "./endpoint-names";
import { advance, packPosition, unpackPosition } from "./event-feed";
import { hasTypeBeginning } from "./event-types";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";
import { Prisma } from "./platform/prisma/client";

/** A page holds at most so many bytes of payload, and always one event. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** A project's events: newest first, or as a feed. Throws `invalid_cursor`. */
export async function listEvents(project: ProjectRef, query: EventsQuery): Promise<Page<Event>> {
  const list = { noun: "events", owner: project.id, filters: query };
  const cursor = readCursor(list, query.cursor);
  return query.order === "asc"
    ? readFeed(project, query, cursor, list)
    : readNewest(project, query, cursor, list);
}

type List = Parameters<typeof makeCursor>[0];

async function readNewest(project: ProjectRef, query: EventsQuery, after: string | null, list: List) {
  const { ways, filters } = await searchFor(project, query);
  const found = await searchIds({
    table: "events",
    ways,
    bounds: { after, ...periodBounds(query) },
    filters,
    order: "desc",
    limit: query.limit,
  });
  const rows = await readEvents(project, found.ids);
  const last = rows.length === found.ids.length ? found.next : rows.at(-1)?.id;
  return { data: await withCounts(rows), nextCursor: last ? makeCursor(list, last) : null };
}

/** What every order of the list is searched by. */
async function searchFor(
  project: ProjectRef,
  query: EventsQuery,
): Promise<{ ways: Way[]; filters: Prisma.Sql[] }> {
  const only = query.q ? await namedEvent(project, query.q) : null;
  return {
    ways: only ? [{ among: Prisma.sql`id = ${only}::uuid` }] : [ofProject(project)],
    filters: [...filtersOf(project, query), ...(only ? [] : await textFilter(project, query))],
  };
}

/** Rides on events_of_project. */
const ofProject = ({ id }: ProjectRef): Way => ({ along: [["project_id", Prisma.sql`${id}::uuid`]] });

/** Words that no type of the catalogue begins with are looked for in what was published, byte for byte. */
async function textFilter({ workspaceId }: ProjectRef, { q }: EventsQuery): Promise<Prisma.Sql[]> {
  if (!q) return [];
  if (await hasTypeBeginning(workspaceId, q)) return [Prisma.sql`starts_with(lower(type), lower(${q}))`];
  return [Prisma.sql`position(convert_to(${q}, 'UTF8') IN payload) > 0`];
}

/** The next events behind the reader's position; the cursor is never null, there may be more any moment. */
async function readFeed(project: ProjectRef, query: EventsQuery, cursor: string | null, list: List) {
  const from = unpackPosition(cursor);
  const nowMs = Date.now();
  const { ways, filters } = await searchFor(project, query);
  const found = await searchIds({
    table: "events",
    ways,
    bounds: { after: from.after, ...periodBounds(query) },
    filters: [...filters, ...(from.young.length > 0 ? [Prisma.sql`id <> ALL (${from.young}::uuid[])`] : [])],
    order: "asc",
    limit: query.limit,
  });
  const rows = await readEvents(project, found.ids);
  const { ids, position } = advance(
    from,
    rows.map((row) => row.id),
    // Of a page that would be too large, what was left out is yet to be read.
    { seenTo: rows.length === found.ids.length ? found.next : (rows.at(-1)?.id ?? null), nowMs },
  );
  const shown = rows.filter((row) => ids.includes(row.id));
  return { data: await withCounts(shown), nextCursor: makeCursor(list, packPosition(position)) };
}

/** The one event that `q` names by its id or its producer's; rides on `events_by_producer_id`. */
async function namedEvent({ id: projectId }: ProjectRef, q: string): Promise<string | null> {
  const id = uuidOf("event", q);
  if (id) return id;
  return (
    (await db.event.findFirst({ where: { projectId, producerId: q }, select: { id: true } }))?.id ?? null
  );
}

function filtersOf({ id }: ProjectRef, { type, channel, ...period }: EventsQuery): Prisma.Sql[] {
  return [
    Prisma.sql`project_id = ${id}::uuid`,
    ...periodFilters(period),
    ...(type ? [Prisma.sql`type = ${type}`] : []),
    ...(channel ? [Prisma.sql`channel = ${channel}`] : []),
  ];
}

type Row = Prisma.EventGetPayload<Record<string, never>>;

/** The rows in the order of their ids, as many as fit into a page. */
async function readEvents({ id: projectId }: ProjectRef, ids: string[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  const sizes = await db.$queryRaw<{ id: string; bytes: number }[]>`
    SELECT id, coalesce(octet_length(payload), 0) AS bytes FROM events
    WHERE project_id = ${projectId}::uuid AND id = ANY (${ids}::uuid[])`;
  const bytesOf = new Map(sizes.map(({ id, bytes }) => [id, bytes]));
  let total = 0;
  const fitting = ids.filter((id, index) => {
    total += bytesOf.get(id) ?? 0;
    return index === 0 || total <= MAX_PAGE_BYTES;
  });
  const rows = await db.event.findMany({ where: { projectId, id: { in: fitting } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return fitting.flatMap((id) => byId.get(id) ?? []);
}

type Counts = Partial<Record<DeliveryStatus, number>>;

async function withCounts(rows: Row[]): Promise<Event[]> {
  if (rows.length === 0) return [];
  // Rides on deliveries_of_event.
  const counted = await db.delivery.groupBy({
    by: ["eventId", "status"],
    where: { projectId: rows[0]?.projectId ?? "", eventId: { in: rows.map((row) => row.id) } },
    _count: true,
  });
  const counts = new Map<string, Counts>();
  for (const { eventId, status, _count } of counted)
    counts.set(eventId, { ...counts.get(eventId), [status]: _count });
  return rows.map((row) => shownEvent(row, counts.get(row.id) ?? {}));
}

function shownEvent(row: Row, deliveryCounts: Counts): Event {
  return {
    id: publicId("event", row.id),
    projectId: publicId("project", row.projectId),
    // Behind a colon it is an idempotency key, which is between us and the producer.
    producerId: row.producerId?.startsWith(":") ? null : row.producerId,
    type: row.type,
    category: row.category,
    channel: row.channel,
    run: row.runId,
    runEnd: row.runEnd,
    orderingKey: row.orderingKey,
    timestamp: row.timestamp.toISOString(),
    payload: row.payload && Buffer.from(row.payload).toString("utf8"),
    deliveryCounts,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Why an endpoint did not get an event, by the word the fan-out keeps. */
const SKIPPED: Record<string, string> = {
  "not-subscribed": "It is not subscribed to events of this kind.",
  disabled: "It was disabled when the event was accepted.",
  channel: "It takes only events of another channel.",
};

/** One event with its deliveries and the endpoints that did not get it. Throws `not_found`. */
export async function getEvent(project: ProjectRef, publicEventId: string): Promise<EventDetail> {
  const id = uuidOf("event", publicEventId);
  const row = id && (await db.event.findFirst({ where: { id, projectId: project.id } }));
  if (!row) throw notFound();
  const [deliveries, fanOut] = await Promise.all([
    // Rides on deliveries_of_event.
    db.delivery.findMany({
      where: { projectId: project.id, eventId: row.id },
      orderBy: { id: "desc" },
      take: 2_000,
    }),
    db.fanOut.findFirst({ where: { id: row.fanOutId, projectId: project.id }, select: { skipped: true } }),
  ]);
  const hadIt = new Set(deliveries.map(({ endpointId }) => endpointId));
  // Who was sent it later, as missed or anyway, has a delivery that says more.
  const skipped = Object.entries((fanOut?.skipped ?? {}) as Record<string, string[]>).map(
    ([reason, ids]): [string, string[]] => [reason, ids.filter((id) => !hadIt.has(id))],
  );
  const nameOf = await endpointNames(project.id, [
    ...deliveries.map(({ endpointId }) => endpointId),
    ...skipped.flatMap(([, ids]) => ids),
  ]);
  const counts: Counts = {};
  for (const { status } of deliveries) counts[status] = (counts[status] ?? 0) + 1;
  return {
    ...shownEvent(row, counts),
    deliveries: deliveries.map((delivery) => shownDelivery(delivery, nameOf(delivery.endpointId))),
    skipped: skipped.flatMap(([reason, endpoints]) =>
      endpoints.map((endpointId) => ({
        endpointId: publicId("endpoint", endpointId),
        endpoint: nameOf(endpointId),
        reason,
        words: SKIPPED[reason] ?? "It did not get this event.",
      })),
    ),
  };
}
