/**
 * Decides when an endpoint has failed for long enough to be disabled. Promises pure steps of a small state
 * that the endpoint's one drainer keeps; disabling it, and starting over when it is enabled, are the caller's.
 */

import type { AutoDisablePolicy, DeliveryPolicy } from "./delivery-policy";

export type EndpointHealth = {
  /** Deliveries that ended failed since the last success. */
  consecutiveFailures: number;
  /** Unix milliseconds of the first failed attempt since the last success, `null` if it is healthy. */
  failingSinceMs: number | null;
};

/** One per counted attempt. `delivery-failed`: the attempt failed and was the delivery's last. */
export type HealthEvent = "attempt-failed" | "delivery-failed" | "succeeded";

/** Which rule disables the endpoint. */
export type DisableReason = Exclude<AutoDisablePolicy["kind"], "never">;

const HEALTHY: EndpointHealth = { consecutiveFailures: 0, failingSinceMs: null };

/**
 * The health after one attempt, and whether it disables the endpoint. Both figures are kept under every
 * policy, so that changing the policy judges the past as well. `nowMs` is Unix milliseconds.
 */
export function afterDelivery(
  policy: DeliveryPolicy,
  before: EndpointHealth,
  event: HealthEvent,
  nowMs: number,
): { state: EndpointHealth; disable: DisableReason | null } {
  if (event === "succeeded") return { state: HEALTHY, disable: null };
  const state = {
    consecutiveFailures: before.consecutiveFailures + (event === "delivery-failed" ? 1 : 0),
    failingSinceMs: before.failingSinceMs ?? nowMs,
  };
  return { state, disable: disableReason(policy.autoDisable, state, nowMs) };
}

function disableReason(
  rule: AutoDisablePolicy,
  state: { consecutiveFailures: number; failingSinceMs: number },
  nowMs: number,
): DisableReason | null {
  switch (rule.kind) {
    case "never":
      return null;
    case "consecutive-failures":
      return state.consecutiveFailures >= rule.count ? rule.kind : null;
    case "failing-for":
      return nowMs - state.failingSinceMs >= rule.durationMs ? rule.kind : null;
  }
}
