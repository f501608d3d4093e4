/**
 * Settles which policy an endpoint lives under: its dialect, with the project's and then its own changes.
 * Promises a complete policy of the same vocabulary; whether the changes make sense was checked when they
 * were stored.
 */

import type { DeliveryPolicy, PolicyOverrides } from "./delivery-policy";

/** Per field, the endpoint's value if it is set, else the project's, else the dialect's; `throttle: null` is a value. */
export function resolvePolicy(
  dialect: DeliveryPolicy,
  project: PolicyOverrides | null,
  endpoint: PolicyOverrides | null,
): DeliveryPolicy {
  const policy = applied(applied(dialect, project), endpoint);
  return policy.ordering === "fifo" && policy.maxInFlight !== 1 ? { ...policy, maxInFlight: 1 } : policy;
}

function applied(policy: DeliveryPolicy, overrides: PolicyOverrides | null): DeliveryPolicy {
  if (overrides === null) return policy;
  const { retry, timeoutMs, throttle, ordering, autoDisable, maxInFlight } = overrides;
  return {
    ...policy,
    retry: {
      ...policy.retry,
      waitsMs: retry?.waitsMs ?? policy.retry.waitsMs,
      jitter: retry?.jitter ?? policy.retry.jitter,
    },
    timeoutMs: timeoutMs ?? policy.timeoutMs,
    throttle: throttle === undefined ? policy.throttle : throttle,
    ordering: ordering ?? policy.ordering,
    autoDisable: autoDisable ?? policy.autoDisable,
    maxInFlight: maxInFlight ?? policy.maxInFlight,
  };
}
