/** The spans a list can be narrowed to, as the URL names them. */
export const TIME_RANGES = {
  "15m": { words: "Last 15 minutes", ms: 900_000 },
  "1h": { words: "Last hour", ms: 3_600_000 },
  "24h": { words: "Last 24 hours", ms: 86_400_000 },
  "7d": { words: "Last 7 days", ms: 604_800_000 },
  "30d": { words: "Last 30 days", ms: 2_592_000_000 },
} as const;

export type TimeRange = keyof typeof TIME_RANGES;
export const TIME_RANGE_NAMES = Object.keys(TIME_RANGES) as TimeRange[];

/** Since when, as the API wants it. */
export const sinceOf = (range: TimeRange | null): string | null =>
  range && new Date(Date.now() - TIME_RANGES[range].ms).toISOString();
