/** Durations as counts in fixed buckets that widen with the duration, and percentiles read back from them; pure. */

/** Where the buckets end, in milliseconds; one more bucket takes what is longer. Part of what is stored: never change it. */
export const DURATION_LIMITS_MS = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000,
  7_000, 10_000, 15_000, 20_000, 30_000,
] as const;

export const DURATION_BUCKETS = DURATION_LIMITS_MS.length + 1;

/** The bucket of a duration in milliseconds, from 0. */
export function durationBucket(ms: number): number {
  let low = 0;
  let high: number = DURATION_LIMITS_MS.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ms <= (DURATION_LIMITS_MS[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The duration in whole milliseconds below which the share `quantile` (0 to 1) of the counted ones lies, by
 * linear interpolation inside its bucket; null when nothing was counted. What is longer than the last limit
 * reads as that limit doubled at most.
 */
export function durationAt(counts: readonly number[], quantile: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = quantile * total;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const from = bucket === 0 ? 0 : limit(bucket - 1);
      return Math.round(from + (limit(bucket) - from) * ((rank - below) / count));
    }
    below += count;
  }
  return limit(counts.length - 1);
}

const LONGEST_MS = 60_000;
const limit = (bucket: number): number => DURATION_LIMITS_MS[bucket] ?? LONGEST_MS;
