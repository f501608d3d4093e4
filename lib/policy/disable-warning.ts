/**
 * Says when an endpoint that fails is about to be disabled. Promises to be quiet while there is time: it speaks
 * from the half of the way on. Disabling itself is `auto-disable.ts`.
 */
import type { EndpointHealth } from "./auto-disable";
import type { AutoDisablePolicy } from "./delivery-policy";
import { durationInWords } from "./duration-words";

/** One sentence, or `null` while nothing threatens. `nowMs` is Unix milliseconds. */
export function disableWarning(
  rule: AutoDisablePolicy,
  { consecutiveFailures, failingSinceMs }: EndpointHealth,
  nowMs: number,
): string | null {
  switch (rule.kind) {
    case "never":
      return null;
    case "consecutive-failures": {
      if (consecutiveFailures === 0 || consecutiveFailures * 2 < rule.count) return null;
      const left = Math.max(1, rule.count - consecutiveFailures);
      return left === 1
        ? "Disabled if the next delivery fails too."
        : `Disabled after ${left} more failures in a row.`;
    }
    case "failing-for": {
      if (failingSinceMs === null || (nowMs - failingSinceMs) * 2 < rule.durationMs) return null;
      const left = failingSinceMs + rule.durationMs - nowMs;
      return left <= 0
        ? "Disabled with the next attempt that fails."
        : `Disabled in ${durationInWords(left)} unless an attempt succeeds.`;
    }
  }
}
