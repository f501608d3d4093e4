import { expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import { resolvePolicy } from "./resolve-policy";

test("without changes the dialect itself is the policy", () => {
  expect(resolvePolicy(standard, null, null)).toBe(standard);
  expect(resolvePolicy(standard, {}, { retry: {}, timeoutMs: undefined })).toEqual(standard);
});

test("the endpoint wins over the project, field by field", () => {
  const policy = resolvePolicy(
    standard,
    { retry: { waitsMs: [1_000], jitter: 0 }, timeoutMs: 1_000, throttle: { limit: 1, periodMs: 1_000 } },
    {
      retry: { waitsMs: [] },
      throttle: null,
      autoDisable: { kind: "never" },
      ordering: "run",
      maxInFlight: 3,
    },
  );
  expect(policy).toEqual({
    ...standard,
    retry: { ...standard.retry, waitsMs: [], jitter: 0 },
    timeoutMs: 1_000,
    throttle: null,
    autoDisable: { kind: "never" },
    ordering: "run",
    maxInFlight: 3,
  });
});

test("nothing of the wire format can be changed and the dialect is left as it was", () => {
  const before = structuredClone(standard);
  const policy = resolvePolicy(standard, { timeoutMs: 1 }, { retry: { waitsMs: [] } });
  expect(standard).toEqual(before);
  expect(policy.headers).toBe(standard.headers);
  expect(policy.retry.disableOnGone).toBe(true);
});

test("in order means one at a time", () => {
  expect(resolvePolicy(standard, { ordering: "fifo" }, { maxInFlight: 50 }).maxInFlight).toBe(1);
  expect(resolvePolicy(standard, { ordering: "fifo" }, { ordering: "none" }).maxInFlight).toBe(20);
});
