/** Says in English how an endpoint is retried, disabled, ordered and paced, for the page that shows it. */

import type {
  AutoDisablePolicy,
  DeliveryPolicy,
  OrderingPolicy,
  ProbePolicy,
  RetryPolicy,
  ThrottlePolicy,
} from "./delivery-policy";
import { durationInWords } from "./duration-words";

/**
 * One sentence each: "No retries.", "Disabled after 10 failures in a row; 3 so far." and, where there is an
 * order or a pace to tell, those. `consecutiveFailures` is `null` where no endpoint is meant.
 */
export function policyInWords(policy: DeliveryPolicy, consecutiveFailures: number | null): string[] {
  return [
    retryInWords(policy.retry),
    autoDisableInWords(policy.autoDisable, consecutiveFailures),
    probeInWords(policy.probe),
    ORDERING[policy.ordering],
    throttleInWords(policy.throttle),
  ].filter((sentence) => sentence !== null);
}

function retryInWords({ waitsMs }: RetryPolicy): string {
  if (waitsMs.length === 0) return "No retries.";
  const total = durationInWords(waitsMs.reduce((sum, wait) => sum + wait, 0));
  return waitsMs.length === 1
    ? `One retry after ${total}.`
    : `Up to ${waitsMs.length} retries over ${total}.`;
}

function autoDisableInWords(rule: AutoDisablePolicy, consecutiveFailures: number | null): string {
  switch (rule.kind) {
    case "never":
      return "Never disabled by failures.";
    case "failing-for":
      return `Disabled when every attempt has failed for ${durationInWords(rule.durationMs)}.`;
    case "consecutive-failures": {
      const soFar = consecutiveFailures === null ? "" : `; ${consecutiveFailures || "none"} so far`;
      return `Disabled after ${rule.count} failures in a row${soFar}.`;
    }
  }
}

function probeInWords(probe: ProbePolicy | undefined): string | null {
  if (!probe) return null;
  const [after, longest] = [probe.afterMs, probe.longestMs].map(durationInWords);
  return `After ${after} of failures its events are kept and one is tried at a time, at least every ${longest}.`;
}

const ORDERING: Record<OrderingPolicy, string | null> = {
  none: null,
  fifo: "One delivery at a time, in order.",
  run: "In order within a run.",
};

function throttleInWords(throttle: ThrottlePolicy): string | null {
  if (throttle === null) return null;
  const requests = throttle.limit === 1 ? "1 request" : `${throttle.limit} requests`;
  const period = PERIODS[throttle.periodMs] ?? durationInWords(throttle.periodMs);
  return `At most ${requests} per ${period}.`;
}

const PERIODS: Record<number, string> = { 1000: "second", 60000: "minute", 3600000: "hour" };
