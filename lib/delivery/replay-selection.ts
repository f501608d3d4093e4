/**
 * What a bulk replay or a recovery is about, counted and taken in portions. A failed delivery whose event has
 * since arrived (or is on its way) at the same endpoint is left out, so that doing it twice sends nothing twice.
 */
import { periodBounds, periodFilters, searchIds, type Way } from "@/lib/bounded-search";
import type { JobFilter } from "@/lib/contract/replays";
import { SETTLED_OTHERWISE } from "@/lib/delivery-search";
import { db, type Tx } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { Prisma } from "@/lib/platform/prisma/client";
import { renderBody } from "@/lib/policy/render-body";
import { type RoutedEndpoint, routingOf } from "./routing";

/** What one portion made, up to where it looked (null: as far as before), and whether that was the end. */
export type Portion = { made: number; last: string | null; isLast: boolean; endpoints: string[] };
export type Selection = { projectId: string; filter: JobFilter };
type Bounds = { after: string | null; limit: number };
type Status = "failed" | "cancelled" | "succeeded";

const FIRST = "00000000-0000-0000-0000-000000000000";
const BEYOND = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const isByEvent = ({ only }: JobFilter) => only === "missing" || only === "all";

/** How many new deliveries the selection would make now. */
export async function countSelection(selection: Selection): Promise<number> {
  return isByEvent(selection.filter) ? countEvents(selection) : countDeliveries(selection);
}

/** Makes the next portion's deliveries inside the caller's transaction. */
export async function takePortion(tx: Tx, selection: Selection, bounds: Bounds): Promise<Portion> {
  return isByEvent(selection.filter)
    ? takeEvents(tx, selection, bounds)
    : takeDeliveries(tx, selection, bounds);
}

const statuses = ({ status, deliveryIds, only }: JobFilter): Status[] => {
  if (status) return status;
  if (only === "failed") return ["failed", "cancelled"];
  return deliveryIds ? ["succeeded", "failed", "cancelled"] : ["failed", "cancelled", "succeeded"];
};

/**
 * Conditions on a delivery called `d`. What was named by its id is done again whatever has become of it since; of the
 * others, what has not been done again.
 */
function fits(filter: JobFilter): Prisma.Sql {
  const wanted = Prisma.raw(`d.status IN (${statuses(filter).map((each) => `'${each}'`)})`);
  const conditions = [
    wanted,
    ...periodFilters(filter),
    Prisma.sql`EXISTS (SELECT FROM endpoints e WHERE e.id = d.endpoint_id AND e.status = 'enabled' AND e.deleted_at IS NULL)`,
    ...(filter.endpointId ? [Prisma.sql`d.endpoint_id = ${filter.endpointId}::uuid`] : []),
    ...(filter.type ? [Prisma.sql`d.type = ${filter.type}`] : []),
    filter.deliveryIds
      ? Prisma.sql`d.id = ANY (${filter.deliveryIds}::uuid[])`
      : Prisma.sql`(d.status = 'succeeded' AND d.replay_of IS NULL
          OR d.status <> 'succeeded' AND NOT EXISTS (SELECT FROM deliveries n WHERE n.event_id = d.event_id
            AND n.endpoint_id = d.endpoint_id AND n.id > d.id))`,
  ];
  return Prisma.join(conditions, " AND ");
}

/** Where a selection can be: as rows, so that an index knows its ends. */
function within(column: string, owner: string, filter: JobFilter): Prisma.Sql {
  const { from = FIRST, below = BEYOND } = periodBounds(filter);
  return Prisma.sql`(${Prisma.raw(column)}, d.id) >= (${owner}::uuid, ${from}::uuid)
    AND (${Prisma.raw(column)}, d.id) < (${owner}::uuid, ${below}::uuid)`;
}

// Rides deliveries_of_project, deliveries_of_project_by_status or those of the endpoint, and deliveries_of_event.
async function countDeliveries({ projectId, filter }: Selection): Promise<number> {
  const among = filter.endpointId
    ? within("d.endpoint_id", filter.endpointId, filter)
    : within("d.project_id", projectId, filter);
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM deliveries d
    WHERE ${among} AND d.project_id = ${projectId}::uuid AND ${fits(filter)}`;
  return row?.count ?? 0;
}

/** The ways to them: what was named, or else what no delivery ends with as a rule by its status. */
function waysTo({ projectId, filter }: Selection): Way[] {
  if (filter.deliveryIds) return [{ among: Prisma.sql`id = ANY (${filter.deliveryIds}::uuid[])` }];
  const owner: [column: "endpoint_id" | "project_id", value: Prisma.Sql] = filter.endpointId
    ? ["endpoint_id", Prisma.sql`${filter.endpointId}::uuid`]
    : ["project_id", Prisma.sql`${projectId}::uuid`];
  const wanted = statuses(filter);
  if (wanted.includes("succeeded")) return [{ along: [owner] }];
  return wanted.map((status) => ({
    along: [owner, ["status", Prisma.raw(`'${status}'::delivery_status`)]],
    where: SETTLED_OTHERWISE,
  }));
}

async function takeDeliveries(tx: Tx, selection: Selection, { after, limit }: Bounds): Promise<Portion> {
  const { projectId, filter } = selection;
  const { ids, next } = await searchIds({
    table: "deliveries",
    ways: waysTo(selection),
    bounds: { after, ...periodBounds(filter) },
    filters: [
      Prisma.sql`EXISTS (SELECT FROM deliveries d WHERE d.id = seen.id AND d.project_id = ${projectId}::uuid AND ${fits(filter)})`,
    ],
    order: "asc",
    limit,
  });
  const made = await tx.$queryRaw<{ endpoint_id: string }[]>`
    INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, next_attempt_at, replay_of, created_at)
    SELECT n.id, d.project_id, d.event_id, d.endpoint_id, d.body_id, d.type, 'replay', date_trunc('milliseconds', now()), d.id, now()
    FROM unnest(${ids.map(() => newUuid())}::uuid[], ${ids}::uuid[]) AS n(id, original)
    JOIN deliveries d ON d.id = n.original JOIN bodies b ON b.id = d.body_id RETURNING endpoint_id`;
  const endpoints = [...new Set(made.map((row) => row.endpoint_id))];
  return { made: made.length, last: next ?? ids.at(-1) ?? null, isLast: next === null, endpoints };
}

async function endpointOf({ projectId, filter }: Selection): Promise<RoutedEndpoint | null> {
  const routing = await routingOf(projectId, Number.POSITIVE_INFINITY);
  return routing?.endpoints.find((endpoint) => endpoint.id === filter.endpointId && endpoint.enabled) ?? null;
}

/** Events of one kind match together, so kinds are counted in Postgres and matched here. */
async function countEvents(selection: Selection): Promise<number> {
  const { projectId, filter } = selection;
  const endpoint = await endpointOf(selection);
  if (!endpoint) return 0;
  const { from = FIRST, below = BEYOND } = periodBounds(filter);
  // Rides events_of_project and deliveries_of_event.
  const kinds = await db.$queryRaw<(Kind & { sent: boolean; count: number })[]>`
    SELECT e.type, e.category, e.channel, s.sent, count(*)::int AS count
    FROM (SELECT * FROM events WHERE (project_id, id) >= (${projectId}::uuid, ${from}::uuid)
      AND (project_id, id) < (${projectId}::uuid, ${below}::uuid) AND ${eventFits(filter)}) e
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM deliveries d WHERE d.event_id = e.id
      AND d.endpoint_id = ${endpoint.id}::uuid) AS sent) s
    GROUP BY 1, 2, 3, 4`;
  return kinds.filter((kind) => isWanted(endpoint, filter, kind)).reduce((sum, { count }) => sum + count, 0);
}

const eventFits = (filter: JobFilter) =>
  Prisma.join([Prisma.sql`payload IS NOT NULL`, ...periodFilters(filter)], " AND ");

type Kind = { type: string; category: string | null; channel: string | null };

function isWanted(endpoint: RoutedEndpoint, { only }: JobFilter, kind: Kind & { sent: boolean }): boolean {
  if (kind.sent) return only === "all";
  return (endpoint.channel === null || endpoint.channel === kind.channel) && endpoint.matches(kind).match;
}

type EventRow = Kind & { id: string; sent: boolean; last_delivery: string | null; body_id: string | null };

/** So many events are looked at for a portion, of which few may be wanted. */
const EVENTS_LOOKED_AT = 1_000;

async function takeEvents(tx: Tx, selection: Selection, { after, limit }: Bounds): Promise<Portion> {
  const { projectId, filter } = selection;
  const endpoint = await endpointOf(selection);
  if (!endpoint) return { made: 0, last: null, isLast: true, endpoints: [] };
  const { from = FIRST, below = BEYOND } = periodBounds(filter);
  // Rides events_of_project, deliveries_of_event and bodies_of_event.
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT e.id, e.type, e.category, e.channel, d.id IS NOT NULL AS sent, d.id AS last_delivery,
      (SELECT b.id FROM bodies b WHERE b.event_id = e.id AND b.dialect = ${endpoint.dialect.name} LIMIT 1) AS body_id
    FROM (SELECT * FROM events WHERE (project_id, id) > (${projectId}::uuid, ${after ?? FIRST}::uuid)
      AND (project_id, id) >= (${projectId}::uuid, ${from}::uuid) AND (project_id, id) < (${projectId}::uuid, ${below}::uuid)
      AND ${eventFits(filter)} ORDER BY project_id, id LIMIT ${EVENTS_LOOKED_AT}) e
    LEFT JOIN LATERAL (SELECT d.id FROM deliveries d WHERE d.event_id = e.id
      AND d.endpoint_id = ${endpoint.id}::uuid ORDER BY d.id DESC LIMIT 1) d ON true ORDER BY e.id`;
  const all = rows.filter((row) => isWanted(endpoint, filter, row));
  const wanted = all.slice(0, limit).map((row) => ({ ...row, newBody: newUuid() }));
  await makeBodies(
    tx,
    endpoint,
    wanted.filter((row) => row.body_id === null),
  );
  if (wanted.length > 0)
    await tx.delivery.createMany({
      data: wanted.map((row) => ({
        id: newUuid(),
        projectId,
        eventId: row.id,
        endpointId: endpoint.id,
        bodyId: row.body_id ?? row.newBody,
        type: row.type,
        category: row.sent ? "replay" : row.category,
        orderingKey: null,
        nextAttemptAt: new Date(),
        replayOf: row.last_delivery,
      })),
    });
  const isCut = all.length > limit;
  return {
    made: wanted.length,
    last: (isCut ? wanted : rows).at(-1)?.id ?? null,
    isLast: !isCut && rows.length < EVENTS_LOOKED_AT,
    endpoints: [endpoint.id],
  };
}

type Published = {
  id: string;
  type: string;
  category: string | null;
  channel: string | null;
  runId: string | null;
  timestamp: Date;
  payload: Uint8Array | null;
};

async function makeBodies(tx: Tx, endpoint: RoutedEndpoint, wanted: { id: string; newBody: string }[]) {
  if (wanted.length === 0) return;
  const bodyOf = new Map(wanted.map(({ id, newBody }) => [id, newBody]));
  const events: Published[] = await tx.event.findMany({
    where: { id: { in: [...bodyOf.keys()] } },
    select: {
      id: true,
      type: true,
      category: true,
      channel: true,
      runId: true,
      timestamp: true,
      payload: true,
    },
  });
  await tx.body.createMany({
    data: events.map((event) => ({
      id: bodyOf.get(event.id) as string,
      eventId: event.id,
      dialect: endpoint.dialect.name,
      content: Buffer.from(render(endpoint, event)),
    })),
  });
}

function render(endpoint: RoutedEndpoint, event: Published): Uint8Array {
  return renderBody(endpoint.dialect, {
    id: publicId("event", event.id),
    type: event.type,
    category: event.category,
    channel: event.channel,
    run: event.runId,
    timestampMs: event.timestamp.getTime(),
    payload: event.payload ?? new Uint8Array(),
  });
}
