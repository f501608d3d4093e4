import { describe, expect, test } from "vitest";
import { seededRandom } from "./json-text-generator";
import { nextSlot } from "./schedule";

describe("a throttled endpoint", () => {
  test("gets evenly spaced slots", () => {
    const throttle = { limit: 4, periodMs: 1_000 };
    let tatMs: number | null = null;
    const sent: number[] = [];
    for (let i = 0; i < 5; i++) {
      const slot = nextSlot(throttle, tatMs, 100);
      sent.push(slot.sendAtMs);
      tatMs = slot.tatMs;
    }
    expect(sent).toEqual([100, 350, 600, 850, 1_100]);
  });

  test("does not save up idle time", () => {
    const slot = nextSlot({ limit: 10, periodMs: 1_000 }, 500, 60_000);
    expect(slot).toEqual({ sendAtMs: 60_000, tatMs: 60_100 });
  });

  test("never has more than the limit in any period, whenever it is asked", () => {
    const random = seededRandom(3);
    const throttle = { limit: 7, periodMs: 1_000 };
    let nowMs = 0;
    let tatMs: number | null = null;
    const sent: number[] = [];
    for (let i = 0; i < 2_000; i++) {
      nowMs = Math.max(nowMs + random() * 200, sent.at(-1) ?? 0);
      const slot = nextSlot(throttle, tatMs, nowMs);
      expect(slot.sendAtMs).toBeGreaterThanOrEqual(nowMs);
      sent.push(slot.sendAtMs);
      tatMs = slot.tatMs;
    }
    for (let i = throttle.limit; i < sent.length; i++) {
      expect(sent[i]! - sent[i - throttle.limit]!).toBeGreaterThanOrEqual(throttle.periodMs - 1e-6);
    }
  });

  test("is not held back when there is no throttle", () => {
    expect(nextSlot(null, null, 42)).toEqual({ sendAtMs: 42, tatMs: null });
  });
});
