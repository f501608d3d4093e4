import { expect, test } from "vitest";
import { BUILT_IN_DIALECTS, DIALECT_NAMES, type DialectName } from "@/lib/dialects/built-in";
import { standard } from "@/lib/dialects/standard";
import type { DeliveryPolicy } from "./delivery-policy";
import { policyInWords } from "./policy-words";

const retries = (waitsMs: number[]): DeliveryPolicy => ({
  ...standard,
  probe: undefined,
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
  expect(policyInWords(standard, 3).slice(0, 2)).toEqual([
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
    "At most 1 request per second.",
  ]);
  const run = { ...noRetries, ordering: "run", throttle: { limit: 100, periodMs: 60_000 } } as const;
  expect(policyInWords(run, 0).slice(2)).toEqual([
    "In order within a run.",
    "At most 100 requests per minute.",
  ]);
});

/** What each vendor's page promises, as its customers read it. */
const SAID: Record<DialectName, string[]> = {
  standard: [
    "Up to 7 retries over 27 h 35 min.",
    "Disabled when every attempt has failed for 5 days.",
    "After 1 min of failures its events are kept and one is tried at a time, at least every 10 min.",
  ],
  spectra: ["No retries.", "Never disabled by failures."],
  spectrum: [
    "Up to 5 retries over 26 s.",
    "Never disabled by failures.",
    "One delivery at a time, in order.",
  ],
  spectora: ["Up to 7 retries over 27 h 35 min.", "Disabled when every attempt has failed for 5 days."],
  spektr: ["Up to 3 retries over 3 s.", "Never disabled by failures.", "In order within a run."],
  splexa: ["No retries.", "Disabled after 10 failures in a row; 3 so far."],
  slack: [
    "Up to 4 retries over 2 h 35 min.",
    "Disabled when every attempt has failed for 5 days.",
    "At most 1 request per second.",
  ],
};

test.each(DIALECT_NAMES)("%s in words", (name) => {
  expect(policyInWords(BUILT_IN_DIALECTS[name], 3)).toEqual(SAID[name]);
});

test("a period of its own is told as it is", () => {
  const odd = { ...noRetries, throttle: { limit: 5, periodMs: 30_000 } };
  expect(policyInWords(odd, null).at(-1)).toBe("At most 5 requests per 30 s.");
});
