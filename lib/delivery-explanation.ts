/** Says what became of a delivery, from its row and its last attempt, in words a customer could be sent; pure. */
import type { DeliveryStatus } from "./contract/deliveries";
import type { FailureReason } from "./policy/decide";
import type { DeliveryPolicy } from "./policy/delivery-policy";
import { explain, explainOutcome, type ToldOutcome } from "./policy/explain";

export type ToldDelivery = {
  status: DeliveryStatus;
  reason: string | null;
  attemptCount: number;
  nextAttemptAt: Date | null;
  /** The last attempt, if there was one. */
  outcome: ToldOutcome | null;
  /** Another delivery of its run carries it: that one has the attempts. */
  isInBatch?: boolean;
  /** It was to wait for the end of its run, which was over. */
  isLate?: boolean;
};

/** What became of the request that carried it. */
const IN_BATCH: Record<DeliveryStatus, string> = {
  held: "It is on its way in one request with others of its run.",
  pending: "It is on its way in one request with others of its run.",
  succeeded: "It went out in one request with others of its run, and that request succeeded.",
  failed: "It went out in one request with others of its run, and that request failed.",
  cancelled: "The request that was to carry it with others of its run was cancelled.",
};

const FAILURES: Record<FailureReason, true> = {
  exhausted: true,
  "final-status": true,
  "final-error": true,
  "refused-url": true,
  gone: true,
};

const CANCELLED: Record<string, string> = {
  disabled: "It was cancelled because the endpoint was disabled.",
  deleted: "It was cancelled because the endpoint was deleted.",
};

/** One to three sentences; `nowMs` is Unix milliseconds. */
export function explainDelivery(policy: DeliveryPolicy, delivery: ToldDelivery, nowMs: number): string {
  const what = explainStanding(policy, delivery, nowMs);
  return delivery.isLate && !delivery.isInBatch
    ? `${what} The event came after its run was over, so it was not held.`
    : what;
}

function explainStanding(policy: DeliveryPolicy, delivery: ToldDelivery, nowMs: number): string {
  const { status, outcome } = delivery;
  if (delivery.isInBatch && !outcome) return IN_BATCH[status];
  if (status === "held") return "It is held until its run ends.";
  if (status === "cancelled") {
    const cancelled = CANCELLED[delivery.reason ?? ""] ?? "It was cancelled.";
    return outcome ? `${explainOutcome(policy, outcome)} ${cancelled}` : cancelled;
  }
  if (delivery.reason === "poison")
    return "Sending it stopped our own worker three times, so it is not tried again.";
  if (!outcome) return "It has not been tried yet.";
  if (status === "pending") return explainWaiting(policy, { ...delivery, outcome }, nowMs);
  if (status === "succeeded") return explainOutcome(policy, outcome);
  const decision = { kind: "failed" as const, reason: failureOf(policy, delivery), disableEndpoint: false };
  return explain({ policy, outcome, decision, attemptNumber: delivery.attemptCount });
}

type Tried = ToldDelivery & { outcome: ToldOutcome };

function explainWaiting(
  policy: DeliveryPolicy,
  { outcome, nextAttemptAt, attemptCount }: Tried,
  nowMs: number,
): string {
  const delayMs = nextAttemptAt ? nextAttemptAt.getTime() - nowMs : 0;
  if (delayMs < 1_000) return `${explainOutcome(policy, outcome)} We will try again now.`;
  const decision = { kind: "retry" as const, delayMs, because: "schedule" as const };
  return explain({ policy, outcome, decision, attemptNumber: attemptCount });
}

/** The ledger keeps an error's own code; whether it was the last attempt or a final error follows from the count. */
function failureOf(policy: DeliveryPolicy, { reason, attemptCount }: ToldDelivery): FailureReason {
  if (reason && reason in FAILURES) return reason as FailureReason;
  return attemptCount > policy.retry.waitsMs.length ? "exhausted" : "final-error";
}
