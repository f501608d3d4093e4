/** The event catalogue over the API. */
import { z } from "zod";
import { pageQuery } from "./page";
import { categoryName, eventTypeName, instant, text } from "./text";

/** JSON as its author wrote it: an object or array, or its text when the exact spelling matters. */
const jsonDocument = z.union([z.record(z.string(), z.json()), z.array(z.json()), z.string().max(262_144)]);

const described = {
  category: categoryName.nullable().optional(),
  description: text(2_000).optional(),
  schema: jsonDocument.nullable().optional().describe("A JSON Schema of the payload."),
  example: jsonDocument.nullable().optional().describe("An example payload; a string is taken as JSON text."),
};

export const createEventTypeBody = z.strictObject({ name: eventTypeName, ...described });
export type CreateEventTypeBody = z.output<typeof createEventTypeBody>;

export const updateEventTypeBody = z.strictObject({
  ...described,
  archived: z
    .boolean()
    .optional()
    .describe("An archived type is no longer offered to subscribers; its events still go out."),
});
export type UpdateEventTypeBody = z.output<typeof updateEventTypeBody>;

export const eventTypesQuery = z.strictObject({
  ...pageQuery,
  q: text(128).optional().describe("Types whose name begins so."),
  archived: z.enum(["true", "false"]).optional().describe("Include archived types."),
});
export type EventTypesQuery = z.output<typeof eventTypesQuery>;

export const eventType = z
  .object({
    name: z.string(),
    category: z.string().nullable(),
    description: z.string(),
    schema: z.string().nullable().describe("JSON text."),
    example: z.string().nullable().describe("JSON text."),
    registered: z.boolean().describe("False for a type first seen in a published event."),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: "EventType" });
export type EventType = z.infer<typeof eventType>;
