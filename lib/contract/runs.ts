/** Process runs over the API: what they hold, since when, and sending it now. */
import { z } from "zod";
import { pageQuery } from "./page";
import { instant } from "./text";

export const runsQuery = z.strictObject({
  ...pageQuery,
  state: z
    .enum(["open", "ended"])
    .optional()
    .describe("`open`: goes on, and holds what its endpoints want at its end."),
});
export type RunsQuery = z.output<typeof runsQuery>;

export const run = z
  .object({
    run: z.string(),
    held: z.number().int().describe("Deliveries it holds."),
    endpoints: z.number().int().describe("How many endpoints these deliveries are for."),
    startedAt: instant,
    flushAt: instant.describe("When it is sent at the latest; its end sends it at once."),
    endedAt: instant.nullable().describe("When it was sent and closed; later events go at once."),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof run>;

export const flushed = z.object({ released: z.number().int() }).meta({ id: "FlushedRun" });
