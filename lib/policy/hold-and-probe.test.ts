import { describe, expect, it } from "vitest";
import { afterFailure, NOT_HELD } from "./hold-and-probe";

const policy = { afterMs: 60_000, firstMs: 30_000, longestMs: 600_000 };
const half = () => 0.5;

describe("hold and probe", () => {
  it("leaves an endpoint alone that has not failed for long", () => {
    expect(afterFailure(policy, NOT_HELD, { failingSinceMs: 0, nowMs: 59_999, random: half })).toEqual(
      NOT_HELD,
    );
  });

  it("probes on an interval that doubles up to its longest", () => {
    let state = NOT_HELD;
    let nowMs = 60_000;
    const intervals: number[] = [];
    for (let n = 0; n < 7; n++) {
      state = afterFailure(policy, state, { failingSinceMs: 0, nowMs, random: half });
      intervals.push((state.restUntilMs ?? 0) - nowMs);
      nowMs = state.restUntilMs ?? 0;
    }
    expect(intervals).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it("counts several that fail together once", () => {
    const first = afterFailure(policy, NOT_HELD, { failingSinceMs: 0, nowMs: 60_000, random: half });
    expect(afterFailure(policy, first, { failingSinceMs: 0, nowMs: 60_005, random: half })).toEqual(first);
  });

  it("spreads probes by a tenth", () => {
    const at = (random: number) =>
      afterFailure(policy, NOT_HELD, { failingSinceMs: 0, nowMs: 60_000, random: () => random }).restUntilMs;
    expect([at(0), at(1)]).toEqual([87_000, 93_000]);
  });

  it("does nothing in a dialect whose customers count on its exact times", () => {
    expect(afterFailure(undefined, NOT_HELD, { failingSinceMs: 0, nowMs: 9_000_000, random: half })).toEqual(
      NOT_HELD,
    );
  });
});
