/** What the health check answers. */
import { z } from "zod";
import { instant } from "./text";

export const health = z
  .object({
    status: z.enum(["ok", "degraded", "unavailable"]),
    database: z.boolean(),
    worker: z.object({ alive: z.boolean(), heartbeatAgeMs: z.number().nullable() }),
    networkAwaySince: instant
      .nullable()
      .describe(
        "Set while a worker reaches almost no endpoint of any host: attempts do not count meanwhile.",
      ),
    oldestDueMs: z.number().nullable().describe("How long the oldest due delivery has been waiting."),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof health>;
