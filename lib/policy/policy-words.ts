/** Says in English how an endpoint is retried and disabled, for the page that shows it. */

import type { AutoDisablePolicy, DeliveryPolicy, RetryPolicy } from "./delivery-policy";
import { durationInWords } from "./duration-words";

/** "No retries. Disabled after 10 failures in a row; 3 so far." */
export function policyInWords(policy: DeliveryPolicy, consecutiveFailures: number): string {
  return `${retryInWords(policy.retry)} ${autoDisableInWords(policy.autoDisable, consecutiveFailures)}`;
}

function retryInWords({ waitsMs }: RetryPolicy): string {
  if (waitsMs.length === 0) return "No retries.";
  const total = durationInWords(waitsMs.reduce((sum, wait) => sum + wait, 0));
  return waitsMs.length === 1
    ? `One retry after ${total}.`
    : `Up to ${waitsMs.length} retries over ${total}.`;
}

function autoDisableInWords(rule: AutoDisablePolicy, consecutiveFailures: number): string {
  switch (rule.kind) {
    case "never":
      return "Never disabled by failures.";
    case "failing-for":
      return `Disabled when every attempt has failed for ${durationInWords(rule.durationMs)}.`;
    case "consecutive-failures":
      return `Disabled after ${rule.count} failures in a row; ${consecutiveFailures || "none"} so far.`;
  }
}
