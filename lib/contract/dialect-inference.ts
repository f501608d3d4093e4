/** Asking, over the API, how another system signs: one captured request and its secret, which is not kept. */
import { z } from "zod";
import { deliveryPolicy } from "./policies";

const MAX_BODY_CHARACTERS = 131_072;
const headerName = z.string().min(1).max(128);
const headerValue = z.string().max(8_192);

export const inferDialectBody = z
  .strictObject({
    method: z.string().max(16).optional(),
    url: z.string().max(8_192).optional(),
    headers: z
      .union([
        z.record(headerName, headerValue),
        z.array(z.tuple([headerName, headerValue])).transform((pairs) => pairs.slice(0, 100)),
      ])
      .describe("As captured: names and values, as an object or in order as pairs."),
    body: z.string().max(MAX_BODY_CHARACTERS).optional().describe("Exactly as captured, when it is text."),
    bodyBase64: z
      .base64()
      .max(MAX_BODY_CHARACTERS)
      .optional()
      .describe("Instead of `body`, for other bytes."),
    secret: z.string().min(1).max(512).describe("Used for this answer only; neither stored nor logged."),
  })
  .refine(({ body, bodyBase64 }) => (body === undefined) !== (bodyBase64 === undefined), {
    path: ["body"],
    message: "give either `body` or `bodyBase64`",
  });
export type InferDialectBody = z.output<typeof inferDialectBody>;

const { signature, secretFormat, headers, body } = deliveryPolicy.shape;

export const inferredDialect = z
  .object({
    explains: z
      .object({
        signature: signature.unwrap(),
        secretFormat,
        headers,
        body,
        contentType: z.string().nullable(),
        userAgent: z.string().nullable(),
        toleranceSeconds: z.number().nullable(),
      })
      .nullable()
      .describe("The parts of a dialect that the request shows; null when nothing fits."),
    confidence: z
      .enum(["certain", "likely"])
      .nullable()
      .describe("`likely`: the signature is certain, something around it was guessed."),
    remarks: z.array(z.string()),
    tried: z.number().int().describe("How many signatures were computed."),
  })
  .meta({ id: "InferredDialect" });
export type InferredDialect = z.infer<typeof inferredDialect>;
