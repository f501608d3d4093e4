import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import type { Decision } from "./decide";
import type { DeliveryPolicy } from "./delivery-policy";
import { durationInWords } from "./duration-words";
import { explain, explainOutcome } from "./explain";

const onlyOk: DeliveryPolicy = { ...standard, success: [[200, 200]] };
const noRetries: DeliveryPolicy = { ...standard, retry: { ...standard.retry, waitsMs: [] } };
const retry = (delayMs: number, because: "schedule" | "retry-after" | "interrupted"): Decision => ({
  kind: "retry",
  delayMs,
  because,
});
const failed = (reason: "exhausted" | "final-status" | "refused-url" | "gone"): Decision => ({
  kind: "failed",
  reason,
  disableEndpoint: reason === "gone",
});

type Told = { status?: number; error?: string; total?: number; policy?: DeliveryPolicy; attempt?: number };
const told = (decision: Decision, { status, error, total = 212, policy = standard, attempt = 1 }: Told) =>
  explain({
    policy,
    decision,
    attemptNumber: attempt,
    outcome: {
      response: status === undefined ? null : { status },
      error: error === undefined ? null : { code: "timeout", message: error },
      phases: { total },
    },
  });

describe("an attempt in words", () => {
  const sentences: [Decision, Told, string][] = [
    [{ kind: "succeeded" }, { status: 204, total: 85 }, "The server answered 204 after 85 ms."],
    [
      retry(240_000, "schedule"),
      { status: 503, attempt: 2 },
      "The server answered 503 after 212 ms. We will try again in 4 min, attempt 3 of 8.",
    ],
    [
      retry(600_000, "retry-after"),
      { status: 429 },
      "The server answered 429 after 212 ms. It asked us to wait, so we will try again in 10 min, attempt 2 of 8.",
    ],
    [
      retry(0, "interrupted"),
      { error: "The sender was stopped" },
      "The sender was stopped. This attempt does not count; we will try again at once.",
    ],
    [
      retry(1_000, "schedule"),
      { status: 202, policy: onlyOk },
      "The server answered 202 after 212 ms, but only 200 counts as received. We will try again in 1 s, attempt 2 of 8.",
    ],
    [
      failed("final-status"),
      { status: 302 },
      "The server answered 302 after 212 ms, a redirect, and redirects are not followed. We do not retry after this answer.",
    ],
    [
      failed("exhausted"),
      { status: 200, error: "Too slow.", total: 5_000, attempt: 8 },
      "The server answered 200 but did not finish its answer within 5 s. That was the last of 8 attempts.",
    ],
    [
      failed("exhausted"),
      { error: "The server did not answer within 5 s.", policy: noRetries },
      "The server did not answer within 5 s. Failed deliveries are not retried.",
    ],
    [
      failed("refused-url"),
      { error: "The address is private" },
      "The address is private. We do not retry while the URL is refused.",
    ],
    [
      failed("gone"),
      { status: 410 },
      "The server answered 410 after 212 ms. It says the address is gone for good, so we will not try again and the endpoint is disabled.",
    ],
  ];
  test.each(sentences)("%j %j", (decision, facts, sentence) => {
    expect(told(decision, facts)).toBe(sentence);
  });

  test("an attempt under way has no answer yet", () => {
    expect(explainOutcome(standard, { response: null, error: null, phases: { total: 0 } })).toBe(
      "There is no answer yet.",
    );
  });
});

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1 s"],
  [1_000, "1 s"],
  [4_230, "4.2 s"],
  [9_960, "10 s"],
  [45_400, "45 s"],
  [59_700, "1 min"],
  [240_000, "4 min"],
  [3_599_000, "1 h"],
  [7_200_000, "2 h"],
  [99_305_000, "27 h 35 min"],
  [432_000_000, "5 days"],
])("%d ms is %s", (ms, words) => {
  expect(durationInWords(ms)).toBe(words);
});
