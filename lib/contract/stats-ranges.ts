/** How far back charts go; apart from the schemas, so that a page that only names ranges loads no validator. */

/** How far back a chart goes, and into how many bars of how many minutes; bars begin at whole multiples (UTC). */
export const STATS_RANGES = {
  "1h": { bars: 60, minutes: 1 },
  "24h": { bars: 48, minutes: 30 },
  "7d": { bars: 56, minutes: 180 },
  "30d": { bars: 60, minutes: 720 },
  "90d": { bars: 90, minutes: 1_440 },
} as const;
export type StatsRange = keyof typeof STATS_RANGES;
export const STATS_RANGE_NAMES = Object.keys(STATS_RANGES) as StatsRange[];
