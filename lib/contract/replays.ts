/** Replays over the API: one delivery again, many by filter, and recovery of what an endpoint missed. */
import { z } from "zod";
import { isPeriod, PERIOD_MESSAGE, period } from "./deliveries";
import { eventTypeName, instant, publicIdOf } from "./text";

export const replayJobId = publicIdOf("rpl");

const perSecond = z.int().min(1).max(10_000).default(50).describe("New deliveries per second.");
const dryRun = z.boolean().default(false).describe("Only count.");

/** Which deliveries to replay. Nothing given would be everything there ever was, so one of them must be. */
export const replayFilter = z
  .strictObject({
    endpointId: publicIdOf("ep").optional(),
    status: z
      .array(z.enum(["failed", "cancelled", "succeeded"]))
      .min(1)
      .max(3)
      .optional(),
    type: eventTypeName.optional(),
    ...period,
    deliveryIds: z.array(publicIdOf("dlv")).min(1).max(1_000).optional(),
  })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE })
  .refine(
    (given) => Object.values(given).some((value) => value !== undefined),
    "must name at least one condition",
  )
  .meta({ id: "ReplayFilter" });
export type ReplayFilter = z.output<typeof replayFilter>;

export const createReplaysBody = z.strictObject({ filter: replayFilter, perSecond, dryRun });
export type CreateReplaysBody = z.output<typeof createReplaysBody>;

export const recoverBody = z
  .strictObject({
    since: instant,
    until: instant.optional(),
    only: z
      .enum(["failed", "missing", "all"])
      .default("failed")
      .describe("`missing`: events the endpoint would get today and got no delivery for."),
    perSecond,
    dryRun,
  })
  .refine(isPeriod, { path: ["until"], message: PERIOD_MESSAGE });
export type RecoverBody = z.output<typeof recoverBody>;

/** What a `ReplayJob` row keeps in `filter`: ids as uuids, so that the engine need not translate. */
export const jobFilter = z.object({
  endpointId: z.uuid().optional(),
  status: z.array(z.enum(["failed", "cancelled", "succeeded"])).optional(),
  type: z.string().optional(),
  since: z.string().optional(),
  until: z.string().optional(),
  deliveryIds: z.array(z.uuid()).optional(),
  only: z.enum(["failed", "missing", "all"]).optional(),
});
export type JobFilter = z.infer<typeof jobFilter>;

export const replayJob = z
  .object({
    id: replayJobId,
    projectId: publicIdOf("prj"),
    endpointId: publicIdOf("ep").nullable(),
    status: z.enum(["running", "paused", "cancelled", "done"]),
    perSecond: z.number().int(),
    total: z.number().int(),
    done: z.number().int(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: "ReplayJob" });
export type ReplayJob = z.infer<typeof replayJob>;

/** The answer to a dry run. */
export const replayCount = z.object({ total: z.number().int() }).meta({ id: "ReplayCount" });
export const replayStarted = z.union([replayJob, replayCount]);

export const updateReplayBody = z.strictObject({ status: z.enum(["running", "paused", "cancelled"]) });
export type UpdateReplayBody = z.output<typeof updateReplayBody>;
