/** Endpoints over the API: where a project's events go, which, signed with what, at what pace. */
import { z } from "zod";
import { destination } from "./destinations";
import { pageQuery } from "./page";
import { autoDisable, deliveryPolicy, ordering, overrideFields, overrides, throttle } from "./policies";
import { categoryName, channelName, dialectName, eventTypeName, instant, publicIdOf, text } from "./text";

export const endpointId = publicIdOf("ep");

/** A type by name, everything below a name (`order.*`), or everything (`*`). */
export const typePattern = z.union(
  [
    z.literal("*"),
    eventTypeName,
    z
      .string()
      .max(130)
      .regex(/^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*\.\*$/),
  ],
  'must be an event type, "<name>.*" or "*"',
);

/** Which events an endpoint wants. Empty says nothing, so it is not a subscription. */
const subscriptionObject = z
  .strictObject({
    type: typePattern.optional(),
    category: categoryName.nullish(),
    channel: channelName.nullish(),
    when: z.enum(["now", "runEnd"]).optional().describe("`runEnd` holds events until their run ends."),
  })
  .refine(
    (value) => value.type ?? value.category ?? value.channel,
    "must name a type, a category or a channel",
  );

const subscriptionsInput = z
  .array(z.union([typePattern, subscriptionObject]))
  .max(200)
  .nullish()
  .transform((given): Subscription[] | undefined => {
    if (given === undefined) return undefined;
    return given?.length ? given.map(subscriptionOf) : [{ type: "*" }];
  });

/** A subscription as it is kept and answered. */
export const subscription = z
  .object({
    type: z.string(),
    category: z.string().optional(),
    channel: z.string().optional(),
    when: z.enum(["now", "runEnd"]).optional(),
  })
  .meta({ id: "Subscription" });
export type Subscription = z.infer<typeof subscription>;

/** A plain string means `{type}`; a category or channel alone means every type of it. */
function subscriptionOf(given: string | z.output<typeof subscriptionObject>): Subscription {
  if (typeof given === "string") return { type: given };
  return {
    type: given.type ?? "*",
    ...(given.category ? { category: given.category } : {}),
    ...(given.channel ? { channel: given.channel } : {}),
    ...(given.when === "runEnd" ? { when: "runEnd" as const } : {}),
  };
}

const url = z.string().min(1).max(2_048);
const customHeaders = z.record(z.string().max(256), z.string().max(4_096));
const secret = z.string().max(512);

const settings = {
  description: text(2_000).optional(),
  subscriptions: subscriptionsInput.describe("Event types, patterns or objects; none means everything."),
  channel: channelName.nullable().optional().describe("Only events of this channel."),
  dialect: dialectName
    .nullable()
    .optional()
    .describe("Another dialect than the workspace's; null: the workspace's."),
  headers: customHeaders
    .nullable()
    .optional()
    .describe("Sent with every delivery; values are never shown again."),
  ...overrideFields,
};

export const createEndpointBody = z.strictObject({
  url: url.describe(
    "Where the URL is itself a secret, as a chat service gives out, it is never shown again.",
  ),
  destination: destination
    .optional()
    .describe("What the URL leads to; what the dialect writes for, unless given."),
  ...settings,
  secret: secret.optional().describe("An existing signing secret to keep; made by us unless given."),
});
export type CreateEndpointBody = z.output<typeof createEndpointBody>;

export const updateEndpointBody = z.strictObject({
  url: url.optional(),
  destination: destination.optional().describe("As it is: it cannot be changed."),
  ...settings,
});
export type UpdateEndpointBody = z.output<typeof updateEndpointBody>;

export const rotateSecretBody = z.strictObject({
  secret: secret.optional().describe("The new secret; made by us unless given."),
  expiresInSeconds: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(86_400)
    .describe("How long the previous secrets go on signing beside the new one."),
  revokeNow: z.boolean().default(false).describe("Drop the previous secrets at once."),
});
export type RotateSecretBody = z.output<typeof rotateSecretBody>;

export const testEndpointBody = z.strictObject({
  type: eventTypeName.optional().describe("A type of the catalogue, whose example is sent."),
});
export type TestEndpointBody = z.output<typeof testEndpointBody>;

export const sentTest = z
  .object({ eventId: publicIdOf("evt"), deliveryId: publicIdOf("dlv") })
  .meta({ id: "SentTest" });
export type SentTest = z.infer<typeof sentTest>;

export const endpointsQuery = z.strictObject({
  ...pageQuery,
  status: z.enum(["enabled", "disabled"]).optional(),
  q: text(200).optional().describe("Text in the URL or description, or an endpoint id."),
});
export type EndpointsQuery = z.output<typeof endpointsQuery>;

export const endpoint = z
  .object({
    id: endpointId,
    projectId: publicIdOf("prj"),
    url: z.string().describe("Masked where the URL is itself a secret."),
    destination,
    description: z.string(),
    status: z.enum(["enabled", "disabled"]),
    disabledReason: z.string().nullable(),
    disabledAt: instant.nullable(),
    subscriptions: z.array(subscription),
    channel: z.string().nullable(),
    dialect: z.string().describe("The dialect in force."),
    ownDialect: z.string().nullable().describe("The endpoint's own choice, null when it is the workspace's."),
    throttle: throttle.nullable().describe("In force."),
    ordering: ordering.describe("In force."),
    timeoutMs: z.number().describe("In force."),
    autoDisable: autoDisable.describe("In force."),
    overrides,
    headerNames: z.array(z.string()).describe("Custom headers; their values are never shown again."),
    policy: deliveryPolicy,
    policyInWords: z.array(z.string()),
    consecutiveFailures: z.number().int(),
    failingSince: instant.nullable(),
    probeAt: instant
      .nullable()
      .describe("Set while it is held: its events are kept, and one is tried at this time."),
    warning: z.string().nullable().describe("Set while it fails and will be disabled before long."),
    rotating: z
      .object({ previousExpiresAt: instant })
      .nullable()
      .describe("Set while a previous secret still signs beside the current one."),
    version: z.number().int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: "Endpoint" });
export type Endpoint = z.infer<typeof endpoint>;

/** The only two answers that hold a signing secret. */
export const endpointWithSecret = endpoint.extend({ secret: z.string() }).meta({ id: "EndpointWithSecret" });
export type EndpointWithSecret = z.infer<typeof endpointWithSecret>;
