/** Events over the API: publishing them and reading them back. */
import { z } from "zod";
import { delivery, deliveryStatus, isPeriod, PERIOD_MESSAGE, period } from "./deliveries";
import { pageQuery } from "./page";
import { channelName, eventTypeName, instant, publicIdOf, text } from "./text";

export const eventId = publicIdOf("evt");

/** The producer's own id of an event, which deduplicates for ever. */
export const producerEventId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "must be 1 to 64 letters, digits, hyphens and underscores");

/** What deliveries are grouped by; without one there is no group. */
const groupName = text(128).refine((name) => name !== "", "must not be empty");

/** What a producer says about an event beside its payload; `data`'s bytes are taken from the body's text. */
export const publishedEvent = z
  .strictObject({
    type: eventTypeName,
    data: z.unknown().describe("The payload, any JSON; its bytes travel as they are written."),
    id: producerEventId.optional(),
    timestamp: instant.optional().describe("When it happened; now, unless given."),
    channel: channelName.optional(),
    run: groupName.optional().describe("The process run it belongs to."),
    runEnd: z.boolean().optional().describe("It is its run's last event; only together with run."),
    orderingKey: groupName.optional().describe("Deliveries with the same key go out in order."),
  })
  .meta({ id: "PublishedEvent" });

export const publishBody = z.union([publishedEvent, z.array(publishedEvent).min(1).max(1_000)]);

export const acceptedEvent = z
  .object({
    id: eventId,
    deliveries: z.array(z.object({ id: publicIdOf("dlv"), endpointId: publicIdOf("ep") })),
  })
  .meta({ id: "AcceptedEvent" });
export type AcceptedEvent = z.infer<typeof acceptedEvent>;

export const accepted = z.union([acceptedEvent, z.object({ data: z.array(acceptedEvent) })]);

export const eventsQuery = z
  .strictObject({
    ...pageQuery,
    ...period,
    order: z
      .enum(["asc", "desc"])
      .default("desc")
      .describe("`asc` is a feed to pull from: `nextCursor` is never null and goes on behind what was read."),
    type: eventTypeName.optional(),
    channel: channelName.optional(),
    q: text(128)
      .optional()
      .describe(
        "An event id, a producer's id, or the beginning of a type; what is none of these is looked for in payloads, exactly as it stands there.",
      ),
  })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE });
export type EventsQuery = z.output<typeof eventsQuery>;

export const event = z
  .object({
    id: eventId,
    projectId: publicIdOf("prj"),
    producerId: z.string().nullable(),
    type: z.string(),
    category: z.string().nullable(),
    channel: z.string().nullable(),
    run: z.string().nullable(),
    runEnd: z.boolean(),
    orderingKey: z.string().nullable(),
    timestamp: instant,
    payload: z.string().nullable().describe("The published JSON text; null once expunged."),
    deliveryCounts: z
      .partialRecord(deliveryStatus, z.number().int())
      .describe("How many deliveries stand where."),
    createdAt: instant,
  })
  .meta({ id: "Event" });
export type Event = z.infer<typeof event>;

export const eventDetail = event
  .extend({
    deliveries: z.array(delivery),
    skipped: z
      .array(
        z.object({
          endpointId: publicIdOf("ep"),
          endpoint: delivery.shape.endpoint,
          reason: z.string(),
          words: z.string(),
        }),
      )
      .describe("The endpoints that did not get it, and why."),
  })
  .meta({ id: "EventDetail" });
export type EventDetail = z.infer<typeof eventDetail>;
