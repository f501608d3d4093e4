/** A workspace's dialects over the API: the built-in ones, which cannot be changed, and its own. */
import { z } from "zod";
import { deliveryPolicy } from "./policies";
import { dialectName, eventTypeName, instant, text } from "./text";

/** Name and title may be left out of the policy of an own dialect: they are the dialect's. */
const ownPolicy = deliveryPolicy.omit({ name: true, title: true }).extend({
  name: z.string().max(64).optional(),
  title: text(100).optional(),
});

export const createDialectBody = z.strictObject({ name: dialectName, policy: ownPolicy });
export type CreateDialectBody = z.output<typeof createDialectBody>;

export const updateDialectBody = z.strictObject({ policy: ownPolicy });
export type UpdateDialectBody = z.output<typeof updateDialectBody>;

export const dialect = z
  .object({
    name: z.string(),
    title: z.string(),
    builtIn: z.boolean(),
    policy: deliveryPolicy,
    policyInWords: z.array(z.string()),
    createdAt: instant.nullable(),
  })
  .meta({ id: "Dialect" });
export type Dialect = z.infer<typeof dialect>;

export const dialectList = z.object({ data: z.array(dialect) });

export const previewDialectBody = z
  .strictObject({
    dialect: dialectName.optional().describe("A dialect of the workspace, or instead of it a policy."),
    policy: ownPolicy.optional(),
    type: eventTypeName.optional().describe("A type of the catalogue, whose example is the payload."),
    payload: z.string().max(65_536).optional().describe("JSON text, embedded byte for byte."),
  })
  .refine((body) => (body.dialect === undefined) !== (body.policy === undefined), {
    message: "give either a dialect or a policy",
  });
export type PreviewDialectBody = z.output<typeof previewDialectBody>;

/** One request as it would go out, to an endpoint that does not exist and signed with a secret anybody may know. */
export const dialectPreview = z
  .object({
    type: z.string(),
    headers: z
      .array(z.tuple([z.string(), z.string()]))
      .describe("Names and values in the order of the wire."),
    body: z.string(),
    contentLength: z.number().int(),
    secret: z.string().nullable().describe("The example secret that signs; null when the dialect does not."),
    policyInWords: z.array(z.string()),
  })
  .meta({ id: "DialectPreview" });
export type DialectPreview = z.infer<typeof dialectPreview>;
