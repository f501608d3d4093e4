/**
 * Delivery policies as they travel over the API: the closed vocabulary of `lib/policy/delivery-policy.ts`
 * with bounds, and what an endpoint or project may set over its dialect.
 */
import { z } from "zod";

const statusRange = z.tuple([z.int().min(100).max(999), z.int().min(100).max(999)]);
const WEEK_MS = 604_800_000;
const waitsMs = z.array(z.int().min(0).max(WEEK_MS)).max(20);
const jitter = z.number().min(0).max(1);
const memberName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/);
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
/** Printable ASCII, so that it can stand in a header or under a signature. */
const ascii = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\x20-\x7e]*$/);

const timestampFormat = z.enum([
  "iso-seconds-offset",
  "iso-millis-z",
  "iso-seconds-z",
  "epoch-millis",
  "epoch-seconds",
]);

const bodyValue = z.union([
  z.strictObject({
    from: z.enum(["type", "event-id", "category", "channel", "run", "payload-id", "payload", "spread"]),
  }),
  z.strictObject({ from: z.literal("timestamp"), format: timestampFormat }),
]);
const bodyFields = z
  .array(z.strictObject({ name: memberName, value: bodyValue }))
  .min(1)
  .max(20);
const bodyShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("object"), fields: bodyFields }),
  z.strictObject({ kind: z.literal("batch"), name: memberName, fields: bodyFields }),
  z.strictObject({ kind: z.literal("raw") }),
  z.strictObject({ kind: z.literal("slack-blocks") }),
]);

const headerToken = z.enum([
  "type",
  "event-id",
  "endpoint-id",
  "endpoint-uuid",
  "attempt-timestamp",
  "signature",
]);
const headerList = z.strictObject({
  list: z
    .array(z.strictObject({ prefix: ascii(32), from: headerToken }))
    .min(2)
    .max(10),
  join: ascii(4).min(1),
});

const signaturePolicy = z.strictObject({
  algorithm: z.enum(["hmac-sha256", "ed25519"]),
  signed: z
    .array(
      z.union([
        z.strictObject({ literal: ascii(64) }),
        z.strictObject({ from: z.enum(["event-id", "attempt-timestamp", "body"]) }),
      ]),
    )
    .min(1)
    .max(10),
  encoding: z.enum(["hex", "base64"]),
  prefix: ascii(32),
  separator: ascii(4).nullable(),
});

export const throttle = z
  .strictObject({ limit: z.int().min(1).max(1_000_000), periodMs: z.int().min(1).max(86_400_000) })
  .meta({ id: "Throttle", description: "At most `limit` requests per `periodMs`, evenly spaced." });

export const ordering = z.enum(["none", "fifo", "run"]).meta({ id: "Ordering" });

export const autoDisable = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("never") }),
    z.strictObject({ kind: z.literal("consecutive-failures"), count: z.int().min(1).max(100_000) }),
    z.strictObject({ kind: z.literal("failing-for"), durationMs: z.int().min(1_000).max(31_536_000_000) }),
  ])
  .meta({ id: "AutoDisable" });

const answerRule = z.strictObject({
  status: z.int().min(100).max(999),
  text: z.string().min(1).max(200).optional().describe("The whole body, white space around it aside."),
  means: z.enum(["retry", "fail", "disable"]),
  words: z.string().max(500).describe("What it means, for the people who look after the endpoint."),
});

const probe = z
  .strictObject({
    afterMs: z.int().min(1).max(86_400_000),
    firstMs: z.int().min(1).max(86_400_000),
    longestMs: z.int().min(1).max(86_400_000),
  })
  .describe("Once every attempt has failed for afterMs, one delivery at a time probes, ever more rarely.");

const timeoutMs = z.int().min(100).max(60_000);
const maxInFlight = z.int().min(1).max(1_000);

/** A complete delivery policy: how a dialect writes, signs, sends and retries. */
export const deliveryPolicy = z
  .strictObject({
    name: z.string().max(64),
    title: z.string().max(100),
    body: bodyShape,
    contentType: z
      .string()
      .max(128)
      .regex(/^[a-z]+\/[a-z0-9.+-]+(; ?[a-z0-9=-]+)?$/),
    headers: z.array(z.strictObject({ name: headerName, value: z.union([headerToken, headerList]) })).max(20),
    signature: signaturePolicy.nullable(),
    secretFormat: z.enum([
      "hex-characters",
      "whsec-base64",
      "whsk-base64",
      "characters",
      "hex-bytes",
      "base64-bytes",
    ]),
    userAgent: ascii(200).refine((value) => value.trim() !== "", "must not be blank"),
    success: z.array(statusRange).min(1).max(10),
    timeoutMs,
    retry: z.strictObject({
      waitsMs,
      jitter,
      finalStatuses: z.array(statusRange).max(20),
      retriedStatuses: z.array(z.int().min(100).max(999)).max(50),
      finalErrors: z
        .array(
          z.enum([
            "refused-url",
            "refused-address",
            "dns",
            "connect",
            "tls",
            "timeout",
            "reset",
            "protocol",
            "interrupted",
          ]),
        )
        .max(9),
      honourRetryAfter: z.boolean(),
      disableOnGone: z.boolean(),
    }),
    answers: z.array(answerRule).max(50).optional(),
    autoDisable,
    probe: probe.optional(),
    ordering,
    throttle: throttle.nullable(),
    maxInFlight,
  })
  .meta({ id: "DeliveryPolicy" });
export type DeliveryPolicyJson = z.infer<typeof deliveryPolicy>;

/**
 * The settings over a dialect, as fields of a project or endpoint. In a PATCH, `null` goes back to the
 * dialect's; `throttle: "none"` says "no throttle although the dialect has one".
 */
export const overrideFields = {
  retry: z
    .strictObject({ waitsMs: waitsMs.optional(), jitter: jitter.optional() })
    .nullable()
    .optional()
    .describe("Waits before the second, third, … attempt, and their random spread; null: the dialect's."),
  timeoutMs: timeoutMs.nullable().optional().describe("Total deadline of one attempt; null: the dialect's."),
  throttle: z
    .union([throttle, z.literal("none")])
    .nullable()
    .optional()
    .describe('A pace; "none": none although the dialect has one; null: the dialect\'s.'),
  ordering: ordering.nullable().optional(),
  autoDisable: autoDisable.nullable().optional(),
  maxInFlight: maxInFlight.nullable().optional().describe("Requests in flight at once; null: the dialect's."),
};
export type OverrideInput = z.output<z.ZodObject<typeof overrideFields>>;

/** The settings as answered: only those that are set. */
export const overrides = z
  .object({
    retry: z.object({ waitsMs: z.array(z.number()).optional(), jitter: z.number().optional() }).optional(),
    timeoutMs: z.number().optional(),
    throttle: z.union([throttle, z.literal("none")]).optional(),
    ordering: ordering.optional(),
    autoDisable: autoDisable.optional(),
    maxInFlight: z.number().optional(),
  })
  .meta({ id: "PolicyOverrides" });
export type Overrides = z.infer<typeof overrides>;
