import { describe, expect, it } from "vitest";
import { makeRateLimit, rateLimitHeaders } from "./rate-limit";

function atTime() {
  let now = 0;
  return { limit: makeRateLimit(60, () => now), pass: (ms: number) => (now += ms) };
}

describe("a rate limit", () => {
  it("lets through its number, says when to come back, and refills evenly", () => {
    const { limit, pass } = atTime();
    const first = Array.from({ length: 61 }, () => limit.take("a"));
    expect(first.slice(0, 60).every(({ retryAfterSeconds }) => retryAfterSeconds === 0)).toBe(true);
    expect(first[60]).toMatchObject({ remaining: 0, retryAfterSeconds: 1, resetSeconds: 60, limit: 60 });
    pass(1_000);
    expect(limit.take("a").retryAfterSeconds).toBe(0);
    expect(limit.take("a").retryAfterSeconds).toBe(1);
  });

  it("keeps callers apart and charges what a request costs", () => {
    const { limit } = atTime();
    expect(limit.take("a", 50).remaining).toBe(10);
    expect(limit.take("a", 50).retryAfterSeconds).toBe(40);
    expect(limit.take("b", 50).retryAfterSeconds).toBe(0);
  });

  it("never grows beyond full, however long nobody comes", () => {
    const { limit, pass } = atTime();
    limit.take("a");
    pass(86_400_000);
    expect(limit.take("a").remaining).toBe(59);
  });

  it("tells Retry-After only to whom it applies", () => {
    const { limit } = atTime();
    expect(rateLimitHeaders(limit.take("a"))).toEqual({
      "RateLimit-Limit": "60",
      "RateLimit-Remaining": "59",
      "RateLimit-Reset": "1",
    });
    expect(rateLimitHeaders(limit.take("a", 60))["Retry-After"]).toBe("1");
  });
});
