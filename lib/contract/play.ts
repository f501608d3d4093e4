/** Play over the API: inboxes of our own that take any request, show it, and answer as their people want. */
import { z } from "zod";
import { displayName, instant, publicIdOf, text } from "./text";

export const playInboxId = publicIdOf("inb");

/** Kept of each inbox: so many requests, for so long, each with so much of its body. */
export const PLAY_LIMITS = {
  inboxes: 50,
  requests: 200,
  days: 7,
  bodyBytes: 65_536,
  delayMs: 30_000,
} as const;

const PLAIN_NAMES = new Set(["content-type", "content-language", "retry-after", "etag", "last-modified"]);
const OWN_NAME =
  /^x-(?!frame|content|xss|accel|sendfile|middleware|nextjs|forwarded|dns|permitted|ua-|download)/;

/** Those that steer a browser or a proxy stay ours: the answer comes from our own origin. */
const isOffered = (name: string) =>
  /^[a-z0-9-]{1,64}$/.test(name) && (PLAIN_NAMES.has(name) || OWN_NAME.test(name));
const NOT_OFFERED = "must be Content-Type, Retry-After, ETag, or a name of your own that begins with X-";
const headerValue = z
  .string()
  .max(1_024)
  .regex(/^[\x20-\x7e]*$/, "must be printable ASCII");

const playAnswerFields = {
  status: z.int().min(200).max(599).describe("The status it answers."),
  delayMs: z.int().min(0).max(PLAY_LIMITS.delayMs).describe("How long it waits before it answers."),
  headers: z
    .record(z.string(), headerValue)
    .superRefine((headers, context) => {
      for (const name of Object.keys(headers))
        if (!isOffered(name.toLowerCase()))
          context.addIssue({ code: "custom", path: [name], message: NOT_OFFERED });
    })
    .refine((headers) => Object.keys(headers).length <= 20, "must not be more than 20")
    .describe("Content-Type, Retry-After, and names that begin with X-."),
  body: text(16_384).describe("The body it answers."),
  failPercent: z
    .int()
    .min(0)
    .max(100)
    .describe("Of a hundred requests, how many it answers 500 instead, at random."),
};

export const playAnswer = z.object(playAnswerFields).meta({ id: "PlayAnswer" });
export type PlayAnswer = z.infer<typeof playAnswer>;

const playAnswerBody = z.strictObject(playAnswerFields).partial().optional();

export const createPlayInboxBody = z.strictObject({
  name: displayName.optional(),
  answer: playAnswerBody,
});
export type CreatePlayInboxBody = z.output<typeof createPlayInboxBody>;

export const updatePlayInboxBody = createPlayInboxBody;
export type UpdatePlayInboxBody = z.output<typeof updatePlayInboxBody>;

export const playInbox = z
  .object({
    id: playInboxId,
    name: z.string(),
    url: z.string().describe("Where requests go; whoever knows it may send some."),
    answer: playAnswer,
    requestCount: z.number().int().describe("How many requests are kept, 200 at most."),
    lastRequestAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: "PlayInbox" });
export type PlayInbox = z.infer<typeof playInbox>;

export const playRequest = z
  .object({
    id: publicIdOf("req"),
    receivedAt: instant,
    method: z.string(),
    query: z.string().describe("With its `?`, or empty."),
    size: z.number().int().describe("Bytes of body that came."),
    preview: z.string().describe("How its body begins, when it is text."),
    answeredStatus: z.number().int(),
    failedAtRandom: z.boolean(),
  })
  .meta({ id: "PlayRequest" });
export type PlayRequest = z.infer<typeof playRequest>;

export const playRequestDetail = playRequest
  .extend({
    headers: z
      .array(z.tuple([z.string(), z.string()]))
      .describe("Names in lower case; the values of cookies are not kept."),
    body: z.string(),
    bodyEncoding: z.enum(["utf8", "base64"]),
    truncated: z.boolean().describe("Only the first 64 KiB of the body are kept."),
  })
  .meta({ id: "PlayRequestDetail" });
export type PlayRequestDetail = z.infer<typeof playRequestDetail>;
