import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import { type Decision, decide } from "./decide";
import type { DeliveryPolicy } from "./delivery-policy";
import type { AttemptErrorCode, Outcome } from "./outcome";

const NOW = Date.UTC(2026, 4, 15, 14, 23, 0);
const HOUR = 3_600_000;
const phases = { dns: 1, connect: 2, tls: 3, firstByte: 80, total: 85 };

function answered(status: number, headers: Record<string, string> = {}, truncated = false): Outcome {
  const response = { status, headers: Object.entries(headers), body: new Uint8Array(), truncated };
  return { response, error: null, phases };
}

function broken(code: AttemptErrorCode, status?: number): Outcome {
  const response = status === undefined ? null : (answered(status).response ?? null);
  return { response, error: { code, message: "It broke." }, phases };
}

function decided(policy: DeliveryPolicy, outcome: Outcome, attemptNumber = 1, random = () => 0.5): Decision {
  return decide({ policy, outcome, attemptNumber, nowMs: NOW, random });
}

const withRetry = (retry: Partial<DeliveryPolicy["retry"]>): DeliveryPolicy => ({
  ...standard,
  retry: { ...standard.retry, ...retry },
});

const retryIn = (delayMs: number) => ({ kind: "retry", delayMs, because: "schedule" });
const failed = (reason: string, disableEndpoint = false) => ({ kind: "failed", reason, disableEndpoint });

describe("which outcomes succeed", () => {
  test.each([200, 201, 202, 204, 299])("%d", (status) => {
    expect(decided(standard, answered(status))).toEqual({ kind: "succeeded" });
  });
  test.each([100, 101, 199, 300, 301, 302, 304, 307, 400, 404, 418, 429, 500, 503, 599, 600])(
    "not %d",
    (status) => {
      expect(decided(standard, answered(status))).toEqual(retryIn(5_000));
    },
  );
  test("a body cut at our own limit is no failure", () => {
    expect(decided(standard, answered(200, {}, true))).toEqual({ kind: "succeeded" });
  });
  test("a body that still drips at the deadline is", () => {
    expect(decided(standard, broken("timeout", 200))).toEqual(retryIn(5_000));
  });
});

describe("which errors are retried", () => {
  test.each(["dns", "connect", "tls", "timeout", "reset", "protocol"] as const)("%s", (code) => {
    expect(decided(standard, broken(code))).toEqual(retryIn(5_000));
  });
  test.each(["refused-url", "refused-address"] as const)("not %s, where refusal is final", (code) => {
    expect(decided(standard, broken(code))).toEqual(failed("refused-url"));
    expect(decided(withRetry({ finalErrors: [] }), broken(code))).toEqual(retryIn(5_000));
  });
  test("an error of another kind can be final too", () => {
    expect(decided(withRetry({ finalErrors: ["tls"] }), broken("tls"))).toEqual(failed("final-error"));
    expect(decided(withRetry({ finalErrors: ["tls"] }), broken("refused-url"))).toEqual(retryIn(5_000));
  });
  test("interrupted is tried again at once, never counted, also without retries or after the last", () => {
    const again = { kind: "retry", delayMs: 0, because: "interrupted" };
    expect(decided(withRetry({ waitsMs: [] }), broken("interrupted"))).toEqual(again);
    expect(decided(standard, broken("interrupted"), 8)).toEqual(again);
  });
});

describe("final statuses", () => {
  const strict = withRetry({ finalStatuses: [[400, 499]], retriedStatuses: [408, 429] });
  test("end the delivery at once, but for the exceptions", () => {
    expect(decided(strict, answered(400))).toEqual(failed("final-status"));
    expect(decided(strict, answered(499))).toEqual(failed("final-status"));
    expect(decided(strict, answered(408))).toEqual(retryIn(5_000));
    expect(decided(strict, answered(429))).toEqual(retryIn(5_000));
    expect(decided(strict, answered(500))).toEqual(retryIn(5_000));
  });
  test("also when the body then drips past the deadline", () => {
    expect(decided(strict, broken("timeout", 404))).toEqual(failed("final-status"));
  });
});

describe("410 Gone", () => {
  test("ends the delivery and disables the endpoint where it is honoured", () => {
    expect(decided(standard, answered(410))).toEqual(failed("gone", true));
    expect(decided(standard, answered(410), 8)).toEqual(failed("gone", true));
  });
  test("is a failure like others elsewhere", () => {
    expect(decided(withRetry({ disableOnGone: false }), answered(410))).toEqual(retryIn(5_000));
  });
});

describe("the schedule", () => {
  test("each failure waits its turn and the last fails the delivery", () => {
    const decisions = Array.from({ length: 8 }, (_, i) => decided(standard, answered(500), i + 1));
    expect(decisions).toEqual([
      ...[5_000, 300_000, 1_800_000, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR].map(retryIn),
      failed("exhausted"),
    ]);
  });
  test("jitter reaches both ends and no further", () => {
    expect(decided(standard, answered(500), 1, () => 0)).toEqual(retryIn(4_000));
    expect(decided(standard, answered(500), 1, () => 1 - Number.EPSILON)).toEqual(retryIn(6_000));
    expect(decided(withRetry({ jitter: 0 }), answered(500), 1, () => 0)).toEqual(retryIn(5_000));
  });
});

describe("Retry-After", () => {
  const asked = (value: string, policy: DeliveryPolicy = standard, status = 503) =>
    decided(policy, answered(status, { date: "x", "retry-after": value }));
  const waits = (delayMs: number) => ({ kind: "retry", delayMs, because: "retry-after" });

  test.each([
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Fri, 15 May 2026 14:33:00 GMT", 600_000],
    ["Friday, 15-May-26 14:33:00 GMT", 600_000],
    ["Fri May 15 14:33:00 2026", 600_000],
    ["86400", 24 * HOUR],
    ["86401", 24 * HOUR],
    ["99999999999999999999999999", 24 * HOUR],
    ["Fri, 15 May 2099 14:33:00 GMT", 24 * HOUR],
  ])("%s lengthens the wait", (value, delayMs) => {
    expect(asked(value)).toEqual(waits(delayMs));
    expect(asked(value, standard, 429)).toEqual(waits(delayMs));
  });

  test.each([
    "0",
    "4",
    "-120",
    "1.5",
    "120s",
    "",
    "soon",
    "2026-05-15",
    "Fri, 15 May 2026 14:00:00 GMT",
    "NaN",
    "Friday",
  ])("%j leaves it as it is", (value) => {
    expect(asked(value)).toEqual(retryIn(5_000));
  });

  test("never shortens a long wait and never adds an attempt", () => {
    expect(decided(standard, answered(503, { "retry-after": "60" }), 2)).toEqual(retryIn(300_000));
    expect(decided(standard, answered(503, { "retry-after": "60" }), 8)).toEqual(failed("exhausted"));
  });
  test("is ignored where the dialect does not honour it", () => {
    expect(asked("120", withRetry({ honourRetryAfter: false }))).toEqual(retryIn(5_000));
  });
});
