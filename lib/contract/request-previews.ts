/** What an endpoint would be sent, before it is saved: the request itself, and what would be refused about it. */
import { z } from "zod";
import { dialectPreview } from "./dialects";
import { endpointId } from "./endpoints";
import { dialectName, eventTypeName } from "./text";

export const previewRequestBody = z.strictObject({
  url: z.string().max(2_048).optional(),
  headers: z
    .record(z.string().max(256), z.string().max(4_096))
    .optional()
    .describe("Custom headers; without them those the endpoint has, their values left out."),
  endpoint: endpointId
    .optional()
    .describe("The endpoint that is changed; without it one that is being made."),
  dialect: dialectName.nullable().optional().describe("As in an endpoint; null: the workspace's."),
  type: eventTypeName.optional().describe("A type of the catalogue, whose example is sent."),
});
export type PreviewRequestBody = z.output<typeof previewRequestBody>;

export const requestPreview = dialectPreview
  .extend({
    url: z.string().nullable().describe("Null while it is refused or missing."),
    urlRefusal: z.string().nullable().describe("Why events may not be sent to the URL."),
    headersRefusal: z
      .object({ name: z.string(), reason: z.string() })
      .nullable()
      .describe("The custom header that cannot be sent, and why; then none of them is in the preview."),
  })
  .meta({ id: "RequestPreview" });
export type RequestPreview = z.infer<typeof requestPreview>;
