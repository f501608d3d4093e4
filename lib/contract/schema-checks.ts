/** Holding payloads against their types' schemas, over the API. */
import { z } from "zod";
import { fieldError } from "./problem";
import { instant, publicIdOf } from "./text";

/** What becomes of an event whose payload its type's schema does not allow. */
export const schemaCheck = z.enum(["off", "warn", "block"]).meta({ id: "SchemaCheck" });
export type SchemaCheck = z.infer<typeof schemaCheck>;

/** How often payloads of a type broke its schema, and the last one that did. */
export const schemaViolations = z
  .object({
    warned: z.number().int().describe("Accepted all the same."),
    refused: z.number().int(),
    since: instant,
    lastAt: instant,
    lastProjectId: publicIdOf("prj"),
    lastProblems: z.array(fieldError),
    lastSample: z.string().describe("The payload's first 4 KiB."),
  })
  .meta({ id: "SchemaViolations" });
export type SchemaViolations = z.infer<typeof schemaViolations>;
