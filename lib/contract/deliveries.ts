/** Deliveries and their attempts over the API. */
import { z } from "zod";
import { pageQuery } from "./page";
import { categoryName, channelName, eventTypeName, instant, publicIdOf, text } from "./text";

export const deliveryId = publicIdOf("dlv");

export const DELIVERY_STATUSES = ["held", "pending", "succeeded", "failed", "cancelled"] as const;
export const deliveryStatus = z.enum(DELIVERY_STATUSES).meta({ id: "DeliveryStatus" });
export type DeliveryStatus = z.infer<typeof deliveryStatus>;

/** One value or several of the same query parameter, as a list. */
const repeatable = <Item extends z.ZodType<string>>(item: Item, max: number) =>
  z.preprocess((given) => (typeof given === "string" ? [given] : given), z.array(item).min(1).max(max));

/** `since` and `until` of a list: from the one on, up to and without the other. */
export const period = { since: instant.optional(), until: instant.optional() };
export const PERIOD_MESSAGE = "must not be before since";
export const isPeriod = (given: { since?: string | undefined; until?: string | undefined }) =>
  !given.since || !given.until || Date.parse(given.since) <= Date.parse(given.until);

export const deliveriesQuery = z
  .strictObject({
    ...pageQuery,
    ...period,
    status: repeatable(deliveryStatus, DELIVERY_STATUSES.length).optional(),
    type: eventTypeName.optional(),
    endpoint: z.string().max(64).optional().describe("An endpoint id."),
    event: z.string().max(64).optional().describe("An event id."),
    channel: channelName.optional().describe("Deliveries of events of this channel."),
    run: text(256).optional().describe("A process run, as its events name it."),
    httpStatus: z
      .string()
      .regex(/^([1-9]\d\d|[1-9]xx)$/, "must be a status such as 404, or a class such as 5xx")
      .optional(),
    category: categoryName.optional(),
    q: text(200)
      .optional()
      .describe(
        "An id, the beginning of an event type, or words of the last error; what is none of these is looked for in payloads, exactly as it stands there.",
      ),
  })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE });
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

export const delivery = z
  .object({
    id: deliveryId,
    projectId: publicIdOf("prj"),
    eventId: publicIdOf("evt"),
    endpointId: publicIdOf("ep"),
    endpoint: z
      .object({ url: z.string(), description: z.string() })
      .describe("The endpoint as it is now, also when it has been deleted."),
    type: z.string(),
    category: z.string().nullable().describe("The event type's, or `replay`."),
    status: deliveryStatus,
    attemptCount: z.number().int(),
    nextAttemptAt: instant.nullable(),
    lastStatusCode: z.number().int().nullable(),
    lastDurationMs: z.number().int().nullable(),
    reason: z.string().nullable().describe("Why it stands where it stands when no status code says so."),
    orderingKey: z.string().nullable(),
    run: z.string().nullable().describe("The process run its event belongs to."),
    batch: deliveryId
      .nullable()
      .describe("The delivery whose one request carries this one along with others of its run."),
    replayOf: deliveryId.nullable(),
    createdAt: instant,
    settledAt: instant.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof delivery>;

const headerList = z.array(z.tuple([z.string(), z.string()]));

export const attempt = z
  .object({
    id: publicIdOf("att"),
    number: z.number().int(),
    trigger: z.string().describe("schedule, replay, test, recover or interrupted."),
    startedAt: instant,
    durationMs: z.number().int(),
    phases: z
      .object({
        dns: z.number().nullable(),
        connect: z.number().nullable(),
        tls: z.number().nullable(),
        firstByte: z.number().nullable(),
      })
      .describe("Milliseconds; null where the phase did not take place."),
    url: z.string(),
    requestHeaders: headerList,
    statusCode: z.number().int().nullable(),
    responseHeaders: headerList.nullable(),
    responseBody: z.string().nullable(),
    responseBodyEncoding: z.enum(["utf8", "base64"]),
    responseTruncated: z.boolean(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof attempt>;

export const deliveryDetail = delivery
  .extend({
    request: z
      .object({
        url: z.string(),
        headers: headerList.nullable().describe("As last sent; null while nothing was."),
        body: z.string().nullable().describe("Null once its event is expunged."),
        bodyEncoding: z.enum(["utf8", "base64"]),
      })
      .describe("The last attempt's, or what will be sent."),
    attempts: z.array(attempt),
    explanation: z.string().nullable().describe("What became of it, in a sentence a customer could be sent."),
  })
  .meta({ id: "DeliveryDetail" });
export type DeliveryDetail = z.infer<typeof deliveryDetail>;
