/** The event catalogue over the API. */
import { z } from "zod";
import { pageQuery } from "./page";
import { schemaViolations } from "./schema-checks";
import { categoryName, dialectName, eventTypeName, instant, publicIdOf, text } from "./text";

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
    violations: z
      .number()
      .int()
      .describe("How often a payload broke its schema, while the workspace checks that."),
    archivedAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: "EventType" });
export type EventType = z.infer<typeof eventType>;

export const importEventTypesBody = z
  .strictObject({
    catalogue: dialectName
      .optional()
      .describe("A catalogue that comes with Posthorn, by its dialect's name; or instead of it a document."),
    openapi: z
      .record(z.string(), z.json())
      .optional()
      .describe("An OpenAPI 3.1 document, of whose `webhooks` each becomes an event type."),
    overwrite: z
      .boolean()
      .default(false)
      .describe("Also replace what somebody wrote into a type, and bring archived types back."),
  })
  .refine((body) => (body.catalogue === undefined) !== (body.openapi === undefined), {
    message: "give either a catalogue or an OpenAPI document",
  });
export type ImportEventTypesBody = z.output<typeof importEventTypesBody>;

export const importedEventTypes = z
  .object({
    catalogue: z.string().describe("Its name; `openapi` for a document."),
    added: z.number().int().describe("Types that were not registered before."),
    updated: z.number().int().describe("Registered types of which something was filled in or replaced."),
    unchanged: z.number().int(),
    kept: z.array(z.string()).describe("Types left alone because somebody changed or archived them."),
    refused: z.array(z.string()).describe("Webhooks of the document whose names cannot be event types."),
  })
  .meta({ id: "ImportedEventTypes" });
export type ImportedEventTypes = z.infer<typeof importedEventTypes>;

export const eventTypeViolations = z
  .object({ data: schemaViolations.nullable().describe("Null where nothing broke it.") })
  .meta({ id: "EventTypeViolations" });
export type EventTypeViolations = z.infer<typeof eventTypeViolations>;

export const eventTypeSubscribers = z
  .object({
    data: z.array(
      z.object({
        endpointId: publicIdOf("ep"),
        url: z.string(),
        description: z.string(),
        projectId: publicIdOf("prj"),
        projectName: z.string(),
      }),
    ),
    more: z.boolean().describe("There are more than are listed."),
  })
  .meta({ id: "EventTypeSubscribers" });
export type EventTypeSubscribers = z.infer<typeof eventTypeSubscribers>;
