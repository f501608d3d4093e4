/**
 * Gives an endpoint an event that it did not get when it was published: a delivery like any other, rendered in the
 * endpoint's dialect if no other endpoint has needed that yet. Whether it subscribes is not asked: a person decided.
 */
import { ApiError, notFound } from "@/lib/api-error";
import { db, type Tx } from "@/lib/platform/db";
import { newUuid, publicId } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import { wake } from "@/lib/platform/queue";
import { renderBody } from "@/lib/policy/render-body";
import { noteChange } from "./live";
import { type RoutedEndpoint, routingOf } from "./routing";

/** Ids are uuids. */
export type Wanted = { projectId: string; eventId: string; endpointId: string };

/**
 * Makes the delivery inside `tx` and answers its uuid. Throws `not_found`, `conflict`
 * when the endpoint is disabled or has had the event, and `gone` when the payload is no longer kept.
 */
async function makeDelivery(tx: Tx, { projectId, eventId, endpointId }: Wanted): Promise<string> {
  const routing = await routingOf(projectId, Number.POSITIVE_INFINITY);
  const endpoint = routing?.endpoints.find(({ id }) => id === endpointId);
  // Rides events_pkey; two who send it at once take turns.
  await tx.$queryRaw`SELECT 1 FROM events WHERE id = ${eventId}::uuid AND project_id = ${projectId}::uuid FOR UPDATE`;
  const event = await tx.event.findFirst({ where: { id: eventId, projectId } });
  if (!event || !endpoint) throw notFound();
  if (!endpoint.enabled) throw new ApiError("conflict", "The endpoint is disabled; enable it first.");
  if (!event.payload) throw new ApiError("gone", "The payload of this event is no longer kept.");
  // Rides deliveries_of_event.
  if ((await tx.delivery.count({ where: { projectId, eventId, endpointId } })) > 0)
    throw new ApiError("conflict", "The endpoint has had this event; replay its delivery.");
  const delivery = await tx.delivery.create({
    data: {
      id: newUuid(),
      projectId,
      eventId,
      endpointId,
      bodyId: await bodyFor(tx, endpoint, { ...event, payload: event.payload }),
      type: event.type,
      category: event.category,
      nextAttemptAt: new Date(),
    },
    select: { id: true },
  });
  return delivery.id;
}

type EventRow = {
  id: string;
  type: string;
  category: string | null;
  channel: string | null;
  runId: string | null;
  timestamp: Date;
  payload: Uint8Array;
};

/** The event in the endpoint's dialect, as it was rendered for others or rendered now. Rides bodies_of_event. */
async function bodyFor(tx: Tx, { dialect }: RoutedEndpoint, event: EventRow): Promise<string> {
  const where = { eventId: event.id, dialect: dialect.name };
  const known = await tx.body.findFirst({ where, select: { id: true } });
  if (known) return known.id;
  const content = renderBody(dialect, {
    id: publicId("event", event.id),
    type: event.type,
    category: event.category,
    channel: event.channel,
    run: event.runId,
    timestampMs: event.timestamp.getTime(),
    payload: event.payload,
  });
  const id = newUuid();
  await tx.body.create({ data: { id, ...where, content: Buffer.from(content) }, select: { id: true } });
  return id;
}

/** As `makeDelivery` in a transaction of its own, with whatever `note` writes beside it; then rings the endpoint. */
export async function sendAnyway(
  wanted: Wanted,
  note: (tx: Tx, deliveryId: string) => Promise<void>,
): Promise<string> {
  const id = await db.$transaction(async (tx) => {
    const made = await makeDelivery(tx, wanted);
    await note(tx, made);
    return made;
  });
  counters.deliveries.inc();
  noteChange(wanted.projectId, { delivery: id });
  await wake([wanted.endpointId]);
  return id;
}
