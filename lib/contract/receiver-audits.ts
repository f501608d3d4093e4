/** What an audit of a receiver finds: how it treats genuine and forged deliveries, in words for its owner. */
import { z } from "zod";

export const receiverAudit = z
  .object({
    checks: z.array(
      z.object({
        name: z.enum(["accepts", "signatures", "time", "speed", "duplicates"]),
        verdict: z.enum(["good", "bad", "unknown"]),
        words: z.string(),
      }),
    ),
    probes: z
      .array(
        z.object({
          name: z.enum(["genuine", "tampered", "unsigned", "stale", "repeated"]),
          statusCode: z.number().int().nullable(),
          durationMs: z.number(),
          error: z.string().nullable(),
        }),
      )
      .describe("What was sent, in this order, and what came back."),
  })
  .meta({ id: "ReceiverAudit" });
export type ReceiverAudit = z.infer<typeof receiverAudit>;
