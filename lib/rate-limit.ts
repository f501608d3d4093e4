/**
 * How many requests a caller may make: a token bucket per principal, refilled evenly, in this process's
 * memory. Several web processes allow as many times the limit; the limit guards a process, not a quota.
 */
import { env } from "./platform/env";
import { processWide } from "./platform/process-wide";

/** `resetSeconds` is when the bucket is full again; `retryAfterSeconds` is 0 when the request may pass. */
export type Allowance = { limit: number; remaining: number; resetSeconds: number; retryAfterSeconds: number };

type Bucket = { tokens: number; at: number };

/** Full buckets say nothing, so they are dropped when there are many. */
const MAX_BUCKETS = 10_000;

/** A set of buckets of `perMinute` tokens each; `clock` is in milliseconds and never goes back. */
export function makeRateLimit(perMinute: number, clock: () => number = () => performance.now()) {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;

  /** Takes `cost` tokens from the caller's bucket when it has them, and nothing otherwise. */
  function take(caller: string, cost = 1): Allowance {
    const now = clock();
    const bucket = buckets.get(caller) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, bucket.tokens + (now - bucket.at) * perMs);
    const passes = tokens >= cost;
    const left = passes ? tokens - cost : tokens;
    buckets.set(caller, { tokens: left, at: now });
    if (buckets.size > MAX_BUCKETS) dropFull(now);
    return {
      limit: perMinute,
      remaining: Math.floor(left),
      resetSeconds: Math.ceil((perMinute - left) / perMs / 1000),
      retryAfterSeconds: passes ? 0 : Math.max(1, Math.ceil((cost - tokens) / perMs / 1000)),
    };
  }

  function dropFull(now: number): void {
    for (const [caller, bucket] of buckets)
      if (bucket.tokens + (now - bucket.at) * perMs >= perMinute) buckets.delete(caller);
  }

  return { take };
}

export type RateLimit = ReturnType<typeof makeRateLimit>;

/** The `RateLimit-*` headers of an answer, and `Retry-After` when the bucket was empty. */
export function rateLimitHeaders(allowance: Allowance): Record<string, string> {
  return {
    "RateLimit-Limit": String(allowance.limit),
    "RateLimit-Remaining": String(allowance.remaining),
    "RateLimit-Reset": String(allowance.resetSeconds),
    ...(allowance.retryAfterSeconds > 0 ? { "Retry-After": String(allowance.retryAfterSeconds) } : {}),
  };
}

/** One set of buckets per process. */
export const sharedRateLimit = (): RateLimit =>
  processWide("rate-limit", () => makeRateLimit(env.RATE_LIMIT_PER_MINUTE));
