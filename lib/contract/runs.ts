/** Process runs over the API: what they hold, since when, and sending it now. */
import { z } from "zod";
import { instant } from "./text";

export const run = z
  .object({
    run: z.string(),
    held: z.number().int().describe("Deliveries it holds."),
    startedAt: instant,
    flushAt: instant.describe("When it is sent at the latest; its end sends it at once."),
    endedAt: instant.nullable().describe("When it was sent and closed; later events go at once."),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof run>;

export const flushed = z.object({ released: z.number().int() }).meta({ id: "FlushedRun" });
