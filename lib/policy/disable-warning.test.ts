import { expect, test } from "vitest";
import type { AutoDisablePolicy } from "./delivery-policy";
import { disableWarning } from "./disable-warning";

const HOUR = 3_600_000;
const NOW = 1_800_000_000_000;
const ten: AutoDisablePolicy = { kind: "consecutive-failures", count: 10 };
const fiveDays: AutoDisablePolicy = { kind: "failing-for", durationMs: 120 * HOUR };
const after = (consecutiveFailures: number, hours: number | null) => ({
  consecutiveFailures,
  failingSinceMs: hours === null ? null : NOW - hours * HOUR,
});

test.each([
  [ten, after(0, null), null],
  [ten, after(4, 1), null],
  [ten, after(5, 1), "Disabled after 5 more failures in a row."],
  [ten, after(9, 1), "Disabled if the next delivery fails too."],
  // The rule was made stricter meanwhile.
  [ten, after(12, 1), "Disabled if the next delivery fails too."],
  [{ kind: "consecutive-failures", count: 1 } as const, after(0, null), null],
  [fiveDays, after(0, null), null],
  [fiveDays, after(9, 59), null],
  [fiveDays, after(9, 60), "Disabled in 3 days unless an attempt succeeds."],
  [fiveDays, after(9, 119), "Disabled in 1 h unless an attempt succeeds."],
  [fiveDays, after(9, 121), "Disabled with the next attempt that fails."],
  [{ kind: "never" } as const, after(1_000, 10_000), null],
])("%j %j", (rule, health, words) => {
  expect(disableWarning(rule, health, NOW)).toBe(words);
});
