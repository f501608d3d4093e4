/**
 * Decides what happens to a delivery after one attempt. Promises to look at nothing but its arguments;
 * recording the decision, and the endpoint's own fate, are `lib/delivery` and `auto-disable.ts`.
 */

import { answerRule } from "./answer-rule";
import type { DeliveryPolicy, StatusRange } from "./delivery-policy";
import type { AttemptErrorCode, AttemptResponse, Outcome } from "./outcome";
import { retryWaitMs } from "./schedule";

export type Decision =
  | { kind: "succeeded" }
  | {
      kind: "retry";
      /** From the end of this attempt. */
      delayMs: number;
      /** After `interrupted` (we were stopped, not the remote) the attempt does not count: keep its number. */
      because: "schedule" | "retry-after" | "interrupted";
    }
  | { kind: "failed"; reason: FailureReason; disableEndpoint: boolean };

/**
 * `exhausted`: no attempt left. `final-status`, `final-error` and, of the errors, our own guard's
 * `refused-url`: the dialect does not retry this. `gone`: 410, or an answer that means the same.
 */
export type FailureReason = "exhausted" | "final-status" | "final-error" | "refused-url" | "gone";

export type AttemptToDecide = {
  policy: DeliveryPolicy;
  outcome: Outcome;
  /** From 1: this attempt and the earlier ones of the delivery that counted. */
  attemptNumber: number;
  /** Unix milliseconds, against which a `Retry-After` date is read. */
  nowMs: number;
  /** Uniform in [0, 1). */
  random: () => number;
};

/** A customer cannot park a delivery for longer than this. */
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * A response head in time is not enough: when the total deadline passed while its body dripped, the outcome
 * holds the timeout too and the attempt failed. A body we stopped reading at our own limit is no failure.
 */
export function decide({ policy, outcome, attemptNumber, nowMs, random }: AttemptToDecide): Decision {
  const { response, error } = outcome;
  const { retry } = policy;
  if (error?.code === "interrupted") return { kind: "retry", delayMs: 0, because: "interrupted" };
  if (response && !error && isSuccess(policy, response.status)) return { kind: "succeeded" };
  const rule = response && !error ? answerRule(policy, response) : null;
  if (rule?.means === "disable") return failed("gone", true);
  if (rule?.means === "fail") return failed("final-status");
  if (response?.status === 410 && retry.disableOnGone) return failed("gone", true);
  if (error && retry.finalErrors.includes(error.code)) {
    return failed(REFUSALS.has(error.code) ? "refused-url" : "final-error");
  }
  if (response && rule === null && isFinal(policy, response.status)) return failed("final-status");

  const delayMs = retryWaitMs(retry, attemptNumber, random);
  if (delayMs === null) return failed("exhausted");
  const askedMs = askedWaitMs(policy, outcome, nowMs);
  return askedMs > delayMs
    ? { kind: "retry", delayMs: askedMs, because: "retry-after" }
    : { kind: "retry", delayMs, because: "schedule" };
}

/** For how long the answer asks us to stay away, in milliseconds, where the dialect honours that; else 0. */
export const askedWaitMs = ({ retry }: DeliveryPolicy, { response }: Outcome, nowMs: number): number =>
  response && retry.honourRetryAfter ? retryAfterMs(response, nowMs) : 0;

/** Whether the dialect takes this status for received. */
export function isSuccess(policy: DeliveryPolicy, status: number): boolean {
  return within(policy.success, status);
}

function isFinal({ retry }: DeliveryPolicy, status: number): boolean {
  return within(retry.finalStatuses, status) && !retry.retriedStatuses.includes(status);
}

const REFUSALS: ReadonlySet<AttemptErrorCode> = new Set(["refused-url", "refused-address"]);

function within(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(([from, to]) => status >= from && status <= to);
}

function failed(reason: FailureReason, disableEndpoint = false): Decision {
  return { kind: "failed", reason, disableEndpoint };
}

/** The wait a `Retry-After` asks for, seconds or an HTTP date (RFC 9110 section 10.2.3); 0 if there is none to read. */
function retryAfterMs(response: AttemptResponse, nowMs: number): number {
  const value = response.headers.find(([name]) => name === "retry-after")?.[1].trim() ?? "";
  const asked = /^\d+$/.test(value) ? Number(value) * 1000 : httpDateMs(value) - nowMs;
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, 0), LONGEST_RETRY_AFTER_MS);
}

/** Unix milliseconds of any of the three HTTP date forms; the oldest of them omits the zone, which is GMT. */
function httpDateMs(value: string): number {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value)) return Number.NaN;
  return Date.parse(value.endsWith("GMT") ? value : `${value} GMT`);
}
