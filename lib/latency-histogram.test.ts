import { expect, it } from "vitest";
import { DURATION_BUCKETS, DURATION_LIMITS_MS, durationAt, durationBucket } from "./latency-histogram";

it.each([
  [0, 0],
  [1, 0],
  [1.01, 1],
  [10, 5],
  [10.5, 6],
  [30_000, 26],
  [30_001, 27],
  [9e9, 27],
])("puts %d ms into bucket %d", (ms, bucket) => expect(durationBucket(ms)).toBe(bucket));

const counted = (durations: number[]) => {
  const counts: number[] = Array(DURATION_BUCKETS).fill(0);
  for (const ms of durations) counts[durationBucket(ms)] = (counts[durationBucket(ms)] ?? 0) + 1;
  return counts;
};

it("reads percentiles back within the width of a bucket", () => {
  let seed = 1;
  const durations = Array.from({ length: 20_000 }, () => {
    seed = (seed * 48271) % 2147483647;
    return Math.exp((seed / 2147483647) * Math.log(30_000));
  }).sort((a, b) => a - b);
  for (const quantile of [0.5, 0.95, 0.99]) {
    const exact = durations[Math.floor(quantile * durations.length)] ?? 0;
    const read = durationAt(counted(durations), quantile) ?? 0;
    expect(Math.abs(Math.log(read / exact))).toBeLessThan(0.1);
  }
});

it("knows nothing of nothing, and bounds what is longer than the last limit", () => {
  expect(durationAt(counted([]), 0.5)).toBeNull();
  expect(durationAt(counted([500_000]), 0.99)).toBeLessThanOrEqual(60_000);
  expect(durationAt(counted([500_000]), 0.99)).toBeGreaterThan(DURATION_LIMITS_MS.at(-1) ?? 0);
});
