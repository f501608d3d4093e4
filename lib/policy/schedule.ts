/**
 * Computes waits: between the attempts of a delivery, and between the requests of a throttled endpoint.
 * Promises pure arithmetic on milliseconds; sleeping and the clock belong to the drain.
 */

import type { RetryPolicy, ThrottlePolicy } from "./delivery-policy";

/**
 * The jittered wait in milliseconds after counted attempt `attemptNumber` (from 1) failed, or `null` when it
 * was the last. `random` is uniform in [0, 1).
 */
export function retryWaitMs(retry: RetryPolicy, attemptNumber: number, random: () => number): number | null {
  const wait = retry.waitsMs[attemptNumber - 1];
  if (wait === undefined) return null;
  return Math.round(wait * (1 - retry.jitter + 2 * retry.jitter * random()));
}

/**
 * When the next request of a throttled endpoint may leave, evenly spaced, by the generic cell rate
 * algorithm (ITU-T I.371) without burst. `tatMs` is the theoretical arrival time the previous call answered,
 * `null` at first; keep the answered one only for a request that is really sent. Time an endpoint was idle
 * is not saved up. All values are milliseconds of one clock and may have fractions.
 */
export function nextSlot(
  throttle: ThrottlePolicy,
  tatMs: number | null,
  nowMs: number,
): { sendAtMs: number; tatMs: number | null } {
  if (throttle === null) return { sendAtMs: nowMs, tatMs };
  const sendAtMs = Math.max(nowMs, tatMs ?? nowMs);
  return { sendAtMs, tatMs: sendAtMs + throttle.periodMs / throttle.limit };
}
