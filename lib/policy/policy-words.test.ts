import { expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import type { DeliveryPolicy } from "./delivery-policy";
import { policyInWords } from "./policy-words";

const retries = (waitsMs: number[]): DeliveryPolicy => ({
  ...standard,
  retry: { ...standard.retry, waitsMs },
});
const noRetries: DeliveryPolicy = {
  ...retries([]),
  autoDisable: { kind: "consecutive-failures", count: 10 },
};

test.each([
  [3, ["No retries.", "Disabled after 10 failures in a row; 3 so far."]],
  [0, ["No retries.", "Disabled after 10 failures in a row; none so far."]],
  [null, ["No retries.", "Disabled after 10 failures in a row."]],
])("after %s failures", (consecutiveFailures, sentences) => {
  expect(policyInWords(noRetries, consecutiveFailures)).toEqual(sentences);
});

test("retries are told with the time they span", () => {
  expect(policyInWords(standard, 3)).toEqual([
    "Up to 7 retries over 27 h 35 min.",
    "Disabled when every attempt has failed for 5 days.",
  ]);
  expect(policyInWords({ ...retries([1_000]), autoDisable: { kind: "never" } }, 0)).toEqual([
    "One retry after 1 s.",
    "Never disabled by failures.",
  ]);
});

test("order and pace are told where there are any", () => {
  const fifo = { ...noRetries, ordering: "fifo", throttle: { limit: 1, periodMs: 1_000 } } as const;
  expect(policyInWords(fifo, 0).slice(2)).toEqual([
    "One delivery at a time, in order.",
    "At most 1 request per 1 s.",
  ]);
  const run = { ...noRetries, ordering: "run", throttle: { limit: 100, periodMs: 60_000 } } as const;
  expect(policyInWords(run, 0).slice(2)).toEqual([
    "In order within a run.",
    "At most 100 requests per 1 min.",
  ]);
});
