import { apiQuery } from "@/components/api-query";
import type { Delivery } from "@/lib/contract/deliveries";
import type { Page } from "@/lib/contract/page";
import type { Attention, EndpointsHealth, ProjectStats } from "@/lib/contract/stats";
import type { StatsRange } from "@/lib/contract/stats-ranges";

/** Figures follow what happens within seconds where a bar is a minute, and less often where it is a day. */
const REFETCH_MS: Record<StatsRange, number> = {
  "1h": 5_000,
  "24h": 10_000,
  "7d": 60_000,
  "30d": 60_000,
  "90d": 60_000,
};

export const projectStats = (project: string, range: StatsRange) =>
  Object.assign(apiQuery<ProjectStats>([project, "stats", range], `/projects/${project}/stats`, { range }), {
    refetchInterval: REFETCH_MS[range],
  });

/** Below the endpoints' key: what changes an endpoint changes this. */
export const projectAttention = (project: string) =>
  Object.assign(apiQuery<Attention>([project, "endpoints", "attention"], `/projects/${project}/attention`), {
    refetchInterval: 5_000,
  });

export const endpointsHealth = (project: string) =>
  Object.assign(apiQuery<EndpointsHealth>([project, "health"], `/projects/${project}/endpoints/health`), {
    refetchInterval: 15_000,
  });

/** Whether anything was ever sent. */
export const newestDelivery = (project: string) =>
  apiQuery<Page<Delivery>>([project, "deliveries", "list", "newest"], `/projects/${project}/deliveries`, {
    limit: "1",
  });
