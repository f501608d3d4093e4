/**
 * Decides how an endpoint that keeps failing is spared: its events are kept, one real delivery at a time probes on a
 * growing interval, and after the first success the rest follows in a ramp. Promises arithmetic on a small state
 * that the endpoint's one drainer keeps.
 */

import type { ProbePolicy } from "./delivery-policy";

export type Probing = {
  /** Probes that have failed in a row; 0 when the endpoint is not held. */
  failedProbes: number;
  /** Unix milliseconds before which nothing is sent. */
  restUntilMs: number | null;
};

export const NOT_HELD: Probing = { failedProbes: 0, restUntilMs: null };

/** So that endpoints that failed together are not all probed together. */
const JITTER = 0.1;

type Failed = { failingSinceMs: number; nowMs: number; random: () => number };

/**
 * The state after a failed attempt. Several that were in flight together fail one after the other: only the first
 * of them counts, the others find the endpoint at rest already. `random` is uniform in [0, 1).
 */
export function afterFailure(
  policy: ProbePolicy | undefined,
  before: Probing,
  { failingSinceMs, nowMs, random }: Failed,
): Probing {
  if (!policy) return NOT_HELD;
  if (nowMs - failingSinceMs < policy.afterMs) return before;
  if (before.restUntilMs !== null && before.restUntilMs > nowMs) return before;
  const interval = Math.min(policy.firstMs * 2 ** before.failedProbes, policy.longestMs);
  return {
    failedProbes: before.failedProbes + 1,
    restUntilMs: Math.round(nowMs + interval * (1 - JITTER + 2 * JITTER * random())),
  };
}
