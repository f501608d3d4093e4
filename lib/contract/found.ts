/** What a pasted id names, over the API. */
import { z } from "zod";
import { publicIdOf } from "./text";

/** What can be found by its id. An attempt is found as its delivery. */
export const FOUND_KINDS = [
  "project",
  "endpoint",
  "event",
  "delivery",
  "replayJob",
  "portalLink",
  "playInbox",
  "apiKey",
  "user",
] as const;

export const findQuery = z.strictObject({ id: z.string().min(1).max(64) });
export type FindQuery = z.output<typeof findQuery>;

export const found = z
  .object({
    kind: z.enum(FOUND_KINDS),
    id: z.string(),
    projectId: publicIdOf("prj").nullable().describe("The project it belongs to, where it belongs to one."),
    name: z.string().describe("What people call it: a name, a type, a URL."),
  })
  .meta({ id: "Found" });
export type Found = z.infer<typeof found>;
