/**
 * Says in English what an attempt came to and what follows, in words a customer could be sent. Promises no
 * secrets, payload or addresses: it only repeats statuses, durations and the attempt's own error sentence.
 */

import { answerRule } from "./answer-rule";
import { type Decision, type FailureReason, isSuccess } from "./decide";
import type { DeliveryPolicy } from "./delivery-policy";
import { durationInWords } from "./duration-words";
import type { AttemptError, AttemptResponse, Phases } from "./outcome";

/** The parts of an `Outcome` that are told, so that a stored attempt can be explained too. */
export type ToldOutcome = {
  response: (Pick<AttemptResponse, "status"> & { body?: Uint8Array | null }) | null;
  error: AttemptError | null;
  phases: Pick<Phases, "total">;
};

export type Explained = {
  policy: DeliveryPolicy;
  outcome: ToldOutcome;
  decision: Decision;
  /** As given to `decide`. */
  attemptNumber: number;
};

/** One or two sentences: "The server answered 503 after 212 ms. We will try again in 4 min, attempt 3 of 8." */
export function explain({ policy, outcome, decision, attemptNumber }: Explained): string {
  const what = explainOutcome(policy, outcome);
  const isTold = outcome.response !== null && answerRule(policy, outcome.response) !== null;
  const next =
    isTold && decision.kind === "failed" && decision.reason === "gone"
      ? "We will not try again, and the endpoint is disabled."
      : explainDecision(policy, decision, attemptNumber);
  return next === null ? what : `${what} ${next}`;
}

/** What came back, in one sentence, without what follows. */
export function explainOutcome(policy: DeliveryPolicy, { response, error, phases }: ToldOutcome): string {
  const duration = durationInWords(phases.total);
  if (error && response) {
    return `The server answered ${response.status} but did not finish its answer within ${duration}.`;
  }
  if (error) return error.message.endsWith(".") ? error.message : `${error.message}.`;
  if (!response) return "There is no answer yet.";
  const answered = `The server answered ${response.status} after ${duration}`;
  if (isSuccess(policy, response.status)) return `${answered}.`;
  const rule = answerRule(policy, response);
  if (rule) return `${answered}. ${rule.words}`;
  if (response.status >= 200 && response.status < 300) {
    return `${answered}, but only ${rangesInWords(policy)} counts as received.`;
  }
  if (response.status >= 300 && response.status < 400) {
    return `${answered}, a redirect, and redirects are not followed.`;
  }
  return `${answered}.`;
}

function explainDecision(policy: DeliveryPolicy, decision: Decision, attemptNumber: number): string | null {
  const attempts = policy.retry.waitsMs.length + 1;
  if (decision.kind === "succeeded") return null;
  if (decision.kind === "failed") return FAILED[decision.reason](attempts);
  if (decision.because === "interrupted") return "This attempt does not count; we will try again at once.";
  const again = `try again in ${durationInWords(decision.delayMs)}, attempt ${attemptNumber + 1} of ${attempts}.`;
  return decision.because === "retry-after" ? `It asked us to wait, so we will ${again}` : `We will ${again}`;
}

const FAILED: Record<FailureReason, (attempts: number) => string> = {
  exhausted: (attempts) =>
    attempts === 1 ? "Failed deliveries are not retried." : `That was the last of ${attempts} attempts.`,
  "final-status": () => "We do not retry after this answer.",
  "final-error": () => "We do not retry after this error.",
  "refused-url": () => "We do not retry while the URL is refused.",
  gone: () => "It says the address is gone for good, so we will not try again and the endpoint is disabled.",
};

function rangesInWords({ success }: DeliveryPolicy): string {
  return success.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(" or ");
}
