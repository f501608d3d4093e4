import { describe, expect, it } from "vitest";
import { createWatch, type Sight } from "./watchdog";

const idle: Sight = { due: true, attempts: 7, owns: false };
/** One look every second; answers after how many of them it barked, null when it never did. */
function barksAfter(sights: (second: number) => Partial<Sight>, seconds = 30): number | null {
  const isStalled = createWatch(10_000, 1_000);
  for (let second = 0; second <= seconds; second++)
    if (isStalled({ ...idle, ...sights(second) }, second * 1_000)) return second;
  return null;
}

describe("the watchdog", () => {
  it("barks when work has been due and nothing was claimed for its time", () => {
    expect(barksAfter(() => ({}))).toBe(11);
  });

  it.each<[string, (second: number) => Partial<Sight>]>([
    ["nothing is due", () => ({ due: false })],
    ["attempts are made", (second) => ({ attempts: Math.floor(second / 9) })],
    ["something is in hand", () => ({ owns: true })],
    ["work is due only now and then", (second) => ({ due: second % 10 !== 0 })],
  ])("is silent when %s", (_, sights) => {
    expect(barksAfter(sights)).toBeNull();
  });

  it("does not take its own sleep for a stall, and barks when it goes on", () => {
    const isStalled = createWatch(10_000, 1_000);
    expect([0, 1_000, 2_000].some((at) => isStalled(idle, at))).toBe(false);
    expect(isStalled(idle, 120_000)).toBe(false);
    const seconds = Array.from({ length: 60 }, (_, n) => 121 + n);
    expect(seconds.find((second) => isStalled(idle, second * 1_000))).toBe(131);
  });
});
