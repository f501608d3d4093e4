import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import { afterDelivery, type EndpointHealth, type HealthEvent } from "./auto-disable";
import type { AutoDisablePolicy } from "./delivery-policy";

const DAY = 86_400_000;
const healthy: EndpointHealth = { consecutiveFailures: 0, failingSinceMs: null };

/** The days at which the endpoint would be disabled, each step one event a day. */
function daysOfDisabling(autoDisable: AutoDisablePolicy, events: HealthEvent[]): number[] {
  const days: number[] = [];
  let state = healthy;
  events.forEach((event, day) => {
    const step = afterDelivery({ ...standard, autoDisable }, state, event, day * DAY);
    state = step.state;
    if (step.disable) days.push(day);
  });
  return days;
}

const failures = (count: number): HealthEvent[] => Array(count).fill("delivery-failed");

describe("consecutive failures", () => {
  const tenInARow = { kind: "consecutive-failures", count: 10 } as const;
  test("exactly the tenth failed delivery disables", () => {
    expect(daysOfDisabling(tenInARow, failures(10))).toEqual([9]);
    expect(daysOfDisabling(tenInARow, failures(9))).toEqual([]);
  });
  test("a success in between starts over", () => {
    expect(daysOfDisabling(tenInARow, [...failures(9), "succeeded", ...failures(9)])).toEqual([]);
    expect(daysOfDisabling(tenInARow, [...failures(9), "succeeded", ...failures(10)])).toEqual([19]);
  });
  test("attempts that will be retried do not count", () => {
    expect(daysOfDisabling(tenInARow, [...failures(9), ...Array(50).fill("attempt-failed")])).toEqual([]);
  });
});

describe("failing for a time", () => {
  const fiveDays = { kind: "failing-for", durationMs: 5 * DAY } as const;
  test("counts from the first failed attempt, retried or not", () => {
    expect(daysOfDisabling(fiveDays, Array(6).fill("attempt-failed"))).toEqual([5]);
    expect(daysOfDisabling(fiveDays, failures(5))).toEqual([]);
  });
  test("one success in between starts over", () => {
    expect(daysOfDisabling(fiveDays, [...failures(4), "succeeded", ...failures(5)])).toEqual([]);
  });
});

test("never is never, and the figures are kept all the same", () => {
  expect(daysOfDisabling({ kind: "never" }, failures(100))).toEqual([]);
  const policy = { ...standard, autoDisable: { kind: "never" } as const };
  const once = afterDelivery(policy, healthy, "delivery-failed", 5).state;
  expect(afterDelivery(policy, once, "delivery-failed", 9)).toEqual({
    state: { consecutiveFailures: 2, failingSinceMs: 5 },
    disable: null,
  });
});
