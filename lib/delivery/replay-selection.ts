/**
 * What a bulk replay or a recovery is about, counted and taken in portions. A failed delivery whose event has
 * since arrived (or is on its way) at the same endpoint is left out, so that doing it twice sends nothing twice.
 */
import type { JobFilter } from "@/lib/contract/replays";
import { db, type Tx } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { renderBody } from "@/lib/policy/render-body";
import { type RoutedEndpoint, routingOf } from "./routing";

/** One portion: how many candidates were looked at, how many new deliveries were made, for which endpoints. */
export type Portion = { looked: number; made: number; last: string | null; endpoints: string[] };
export type Selection = { projectId: string; filter: JobFilter };
type Bounds = { after: string | null; limit: number };

const FIRST = "00000000-0000-0000-0000-000000000000";
const isByEvent = ({ only }: JobFilter) => only === "missing" || only === "all";
const since = ({ since: given }: JobFilter) => new Date(given ?? 0);
const until = ({ until: given }: JobFilter) => new Date(given ?? "9999-01-01T00:00:00Z");

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

// Rides deliveries_of_project or deliveries_of_endpoint, and deliveries_of_event.
async function countDeliveries({ projectId, filter }: Selection): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM deliveries d WHERE d.project_id = ${projectId}::uuid
      AND d.created_at >= ${since(filter)} AND d.created_at < ${until(filter)}
      AND (${filter.endpointId ?? null}::uuid IS NULL OR d.endpoint_id = ${filter.endpointId ?? null}::uuid)
      AND (${filter.type ?? null}::text IS NULL OR d.type = ${filter.type ?? null})
      AND d.status::text = ANY (${statuses(filter)}::text[])
      AND (${filter.deliveryIds ?? null}::uuid[] IS NOT NULL AND d.id = ANY (${filter.deliveryIds ?? null}::uuid[])
        OR ${filter.deliveryIds ?? null}::uuid[] IS NULL AND (d.status = 'succeeded' AND d.replay_of IS NULL
          OR d.status <> 'succeeded' AND NOT EXISTS (SELECT FROM deliveries n WHERE n.event_id = d.event_id
            AND n.endpoint_id = d.endpoint_id AND n.id > d.id)))
      AND EXISTS (SELECT FROM endpoints e WHERE e.id = d.endpoint_id AND e.status = 'enabled' AND e.deleted_at IS NULL)`;
  return row?.count ?? 0;
}

const statuses = ({ status, deliveryIds, only }: JobFilter): string[] => {
  if (status) return status;
  if (only === "failed") return ["failed", "cancelled"];
  return deliveryIds ? ["succeeded", "failed", "cancelled"] : ["failed", "cancelled", "succeeded"];
};

async function takeDeliveries(
  tx: Tx,
  { projectId, filter }: Selection,
  { after, limit }: Bounds,
): Promise<Portion> {
  const rows = await tx.$queryRaw<{ id: string; endpoint_id: string }[]>`
    SELECT d.id, d.endpoint_id FROM deliveries d WHERE d.project_id = ${projectId}::uuid
      AND d.id > ${after ?? FIRST}::uuid AND d.created_at >= ${since(filter)} AND d.created_at < ${until(filter)}
      AND (${filter.endpointId ?? null}::uuid IS NULL OR d.endpoint_id = ${filter.endpointId ?? null}::uuid)
      AND (${filter.type ?? null}::text IS NULL OR d.type = ${filter.type ?? null})
      AND d.status::text = ANY (${statuses(filter)}::text[])
      AND (${filter.deliveryIds ?? null}::uuid[] IS NOT NULL AND d.id = ANY (${filter.deliveryIds ?? null}::uuid[])
        OR ${filter.deliveryIds ?? null}::uuid[] IS NULL AND (d.status = 'succeeded' AND d.replay_of IS NULL
          OR d.status <> 'succeeded' AND NOT EXISTS (SELECT FROM deliveries n WHERE n.event_id = d.event_id
            AND n.endpoint_id = d.endpoint_id AND n.id > d.id)))
      AND EXISTS (SELECT FROM endpoints e WHERE e.id = d.endpoint_id AND e.status = 'enabled' AND e.deleted_at IS NULL)
    ORDER BY d.id LIMIT ${limit}`;
  const made = await tx.$executeRaw`
    INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, next_attempt_at, replay_of, created_at)
    SELECT n.id, d.project_id, d.event_id, d.endpoint_id, d.body_id, d.type, 'replay', date_trunc('milliseconds', now()), d.id, now()
    FROM unnest(${rows.map(() => newUuid())}::uuid[], ${rows.map((row) => row.id)}::uuid[]) AS n(id, original)
    JOIN deliveries d ON d.id = n.original JOIN bodies b ON b.id = d.body_id`;
  return {
    looked: rows.length,
    made,
    last: rows.at(-1)?.id ?? null,
    endpoints: rows.map((row) => row.endpoint_id),
  };
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
  const kinds = await db.$queryRaw<(Kind & { sent: boolean; count: number })[]>`
    SELECT e.type, e.category, e.channel, s.sent, count(*)::int AS count FROM events e
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM deliveries d WHERE d.event_id = e.id
      AND d.endpoint_id = ${endpoint.id}::uuid) AS sent) s
    WHERE e.project_id = ${projectId}::uuid AND e.created_at >= ${since(filter)} AND e.created_at < ${until(filter)}
      AND e.payload IS NOT NULL GROUP BY 1, 2, 3, 4`;
  return kinds.filter((kind) => isWanted(endpoint, filter, kind)).reduce((sum, { count }) => sum + count, 0);
}

type Kind = { type: string; category: string | null; channel: string | null };

function isWanted(endpoint: RoutedEndpoint, { only }: JobFilter, kind: Kind & { sent: boolean }): boolean {
  if (kind.sent) return only === "all";
  return (endpoint.channel === null || endpoint.channel === kind.channel) && endpoint.matches(kind).match;
}

type EventRow = Kind & {
  id: string;
  run_id: string | null;
  timestamp: Date;
  payload: Uint8Array;
  sent: boolean;
  last_delivery: string | null;
  body_id: string | null;
};

async function takeEvents(tx: Tx, selection: Selection, { after, limit }: Bounds): Promise<Portion> {
  const { projectId, filter } = selection;
  const endpoint = await endpointOf(selection);
  if (!endpoint) return { looked: 0, made: 0, last: null, endpoints: [] };
  // Rides events_of_project, deliveries_of_event and bodies_of_event.
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT e.id, e.type, e.category, e.channel, e.run_id, e."timestamp", e.payload, d.id IS NOT NULL AS sent,
      d.id AS last_delivery, (SELECT b.id FROM bodies b WHERE b.event_id = e.id AND b.dialect = ${endpoint.dialect.name}
        LIMIT 1) AS body_id
    FROM events e LEFT JOIN LATERAL (SELECT d.id FROM deliveries d WHERE d.event_id = e.id
      AND d.endpoint_id = ${endpoint.id}::uuid ORDER BY d.id DESC LIMIT 1) d ON true
    WHERE e.project_id = ${projectId}::uuid AND e.id > ${after ?? FIRST}::uuid AND e.created_at >= ${since(filter)}
      AND e.created_at < ${until(filter)} AND e.payload IS NOT NULL ORDER BY e.id LIMIT ${limit}`;
  const wanted = rows
    .filter((row) => isWanted(endpoint, filter, row))
    .map((row) => ({ ...row, newBody: newUuid() }));
  const toRender = wanted.filter((row) => row.body_id === null);
  if (toRender.length > 0)
    await tx.body.createMany({
      data: toRender.map((row) => ({
        id: row.newBody,
        eventId: row.id,
        dialect: endpoint.dialect.name,
        content: Buffer.from(render(endpoint, row)),
      })),
    });
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
  return {
    looked: rows.length,
    made: wanted.length,
    last: rows.at(-1)?.id ?? null,
    endpoints: [endpoint.id],
  };
}

function render(endpoint: RoutedEndpoint, row: EventRow): Uint8Array {
  return renderBody(endpoint.dialect, {
    id: publicId("event", row.id),
    type: row.type,
    category: row.category,
    channel: row.channel,
    run: row.run_id,
    timestampMs: row.timestamp.getTime(),
    payload: row.payload,
  });
}
