/** What a project's charts show: counts over time, what needs attention, how its endpoints fare. */
import { z } from "zod";
import { endpointId } from "./endpoints";
import { STATS_RANGE_NAMES, type StatsRange } from "./stats-ranges";
import { instant } from "./text";

export const statsQuery = z.strictObject({
  range: z.enum(STATS_RANGE_NAMES as [StatsRange, ...StatsRange[]]).default("24h"),
});
export type StatsQuery = z.output<typeof statsQuery>;

const count = z.number().int();
const share = z.number().min(0).max(1).nullable();

const deliveryCounts = z
  .object({
    succeeded: count,
    failed: count,
    waiting: count.describe("Tried at least once and not settled: they wait for a retry, or were cancelled."),
  })
  .describe("Deliveries made in the period, by what has become of them so far.");
export type DeliveryCounts = z.infer<typeof deliveryCounts>;

const attemptCounts = z
  .object({ succeeded: count, retried: count, failed: count })
  .describe("Attempts that ended in the period; a failed one is retried, or was the delivery's last.");

const latency = z
  .object({ p50: count, p95: count, p99: count })
  .nullable()
  .describe("Milliseconds an attempt took; null without attempts.");
export type Latency = z.infer<typeof latency>;

const figures = { deliveries: deliveryCounts, attempts: attemptCounts, successRate: share, latency };

export const projectStats = z
  .object({
    range: z.enum(STATS_RANGE_NAMES as [StatsRange, ...StatsRange[]]),
    since: instant,
    until: instant.describe("The end of the last bar, which is still growing."),
    barMinutes: count,
    totals: z.object(figures),
    series: z.array(z.object({ at: instant.describe("When the bar begins."), ...figures })),
    types: z
      .array(z.object({ type: z.string(), deliveries: deliveryCounts }))
      .describe("The busiest event types, most deliveries first."),
  })
  .meta({ id: "ProjectStats" });
export type ProjectStats = z.infer<typeof projectStats>;
export type StatsPoint = ProjectStats["series"][number];

export const needsAttention = z
  .object({
    endpointId,
    url: z.string(),
    description: z.string(),
    kind: z
      .enum(["disabled", "failing", "backlog"])
      .describe("Disabled; enabled and failing; or what is due has waited for more than a minute."),
    reason: z.string().nullable().describe("Why it was disabled."),
    since: instant.describe("Disabled or failing since; for a backlog, when its oldest delivery was due."),
    consecutiveFailures: count.describe("Deliveries that failed since the last success."),
    waiting: count.describe("Deliveries that wait for it; counted up to 1,000."),
    lastStatusCode: count.nullable().describe("What it last answered, if it did."),
  })
  .meta({ id: "NeedsAttention" });
export type NeedsAttention = z.infer<typeof needsAttention>;

export const attention = z
  .object({
    data: z.array(needsAttention).describe("At most 20, the most urgent first."),
    total: count.describe("How many endpoints need attention."),
  })
  .meta({ id: "Attention" });
export type Attention = z.infer<typeof attention>;

/** A strip shows the last 24 hours, an hour each. */
export const HEALTH_HOURS = 24;

export const endpointsHealthQuery = z.strictObject({
  endpoint: z
    .preprocess(
      (given) => (typeof given === "string" ? [given] : given),
      z.array(z.string().max(64)).min(1).max(100),
    )
    .optional()
    .describe("Endpoint ids, up to 100; without any, the newest 100."),
});
export type EndpointsHealthQuery = z.output<typeof endpointsHealthQuery>;

export const endpointHealth = z
  .object({
    endpointId,
    hours: z
      .array(z.object({ at: instant, succeeded: count, failed: count }))
      .describe("Attempts hour by hour, the last 24 hours, oldest first."),
    attempts: count,
    successRate: share.describe("Of the attempts of these hours; null without any."),
    latency,
    lastDeliveryAt: instant.nullable().describe("When its newest delivery was made."),
  })
  .meta({ id: "EndpointHealth" });
export type EndpointHealth = z.infer<typeof endpointHealth>;

export const endpointsHealth = z.object({ data: z.array(endpointHealth) }).meta({ id: "EndpointsHealth" });
export type EndpointsHealth = z.infer<typeof endpointsHealth>;
