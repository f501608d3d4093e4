/** What the health check answers. */
import { z } from "zod";

export const health = z
  .object({
    status: z.enum(["ok", "degraded", "unavailable"]),
    database: z.boolean(),
    worker: z.object({ alive: z.boolean(), heartbeatAgeMs: z.number().nullable() }),
    oldestDueMs: z.number().nullable().describe("How long the oldest due delivery has been waiting."),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof health>;
