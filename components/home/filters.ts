import { createLoader, parseAsStringLiteral } from "nuqs/server";
import { STATS_RANGE_NAMES, type StatsRange } from "@/lib/contract/stats-ranges";

/** What the URL of a project's home may say. */
export const homeFilters = { range: parseAsStringLiteral(STATS_RANGE_NAMES).withDefault("24h") };

export const loadHomeFilters = createLoader(homeFilters);

export const RANGE_WORDS: Record<StatsRange, string> = {
  "1h": "last hour",
  "24h": "last 24 hours",
  "7d": "last 7 days",
  "30d": "last 30 days",
  "90d": "last 90 days",
};
