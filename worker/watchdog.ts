/**
 * Ends a worker that has due work before it and makes nothing of it, or whose database connection no longer answers:
 * whatever is stuck in this process, a new one has none of it, and the supervisor starts it. A worker that has
 * anything in hand is left alone, so nothing is interrupted.
 */
import { pool, run } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { counters } from "@/lib/platform/metrics";
import { lanesHere } from "@/lib/platform/queue";

export type Sight = {
  /** Whether deliveries that nobody owns have been due for longer than the sweep needs to get them going. */
  due: boolean;
  /** Attempts this process has made so far. */
  attempts: number;
  /** Whether it has anything in hand. */
  owns: boolean;
};

const LOOK_EVERY_MS = 5_000;
const DUE_FOR_S = 15;
const MAX_ENDPOINTS = 1_000;

// What is due on our lanes, what its throttle lets go, and in nobody's hands; a loose scan of the heads, as the sweep's. Rides
// deliveries_due and deliveries_due_by_key.
const head = (name: string, keyed: boolean) => {
  const which = `status = 'pending' AND ordering_key IS ${keyed ? "NOT " : ""}NULL`;
  const order = `endpoint_id, ${keyed ? "ordering_key" : "next_attempt_at"}, id`;
  return `${name} AS (
  (SELECT endpoint_id, next_attempt_at, 1 AS n FROM deliveries WHERE ${which} ORDER BY ${order} LIMIT 1)
  UNION ALL
  SELECT d.endpoint_id, d.next_attempt_at, h.n + 1 FROM ${name} h CROSS JOIN LATERAL (
    SELECT endpoint_id, next_attempt_at FROM deliveries WHERE ${which} AND endpoint_id > h.endpoint_id
    ORDER BY ${order} LIMIT 1) d
  WHERE h.n < ${MAX_ENDPOINTS})`;
};
const DUE = {
  name: "watchdog-due",
  text: `WITH RECURSIVE ${head("parallel", false)}, ${head("ordered", true)}
SELECT EXISTS (SELECT FROM (TABLE parallel UNION ALL TABLE ordered) h JOIN endpoint_states s USING (endpoint_id)
  WHERE s.lease_token IS NULL AND CASE WHEN s.slow THEN 'slow' ELSE 'fast' END = ANY ($1::text[])
    AND greatest(h.next_attempt_at, s.pace_at) < now() - interval '${DUE_FOR_S} seconds') AS due`,
};
// A scan of endpoint_states, but only when something is due and this process has not moved.
const OWNS = {
  name: "watchdog-owns",
  text: "SELECT EXISTS (SELECT FROM endpoint_states WHERE lease_worker = $1) AS owns",
};

/** Says after each look whether there has been nothing but due work for `limitMs`. A gap between looks was our own sleep. */
export function createWatch(limitMs: number, everyMs: number) {
  let since: number | null = null;
  let attempts = -1;
  let lookedAt = Number.NEGATIVE_INFINITY;
  return (sight: Sight, atMs: number): boolean => {
    const slept = atMs - lookedAt > 3 * everyMs;
    const moved = sight.attempts !== attempts;
    lookedAt = atMs;
    attempts = sight.attempts;
    if (!sight.due || sight.owns || moved || slept) since = null;
    else since ??= atMs;
    return since !== null && atMs - since >= limitMs;
  };
}

type Worker = { workerId: () => string };

/** Watches this worker; `end` is called once, with the reason. */
export function startWatchdog(
  { workerId }: Worker,
  end: (why: string) => void = endAtOnce,
  limitMs: number = env.WATCHDOG_MS,
): { stop: () => void } {
  const everyMs = Math.min(LOOK_EVERY_MS, limitMs / 4);
  const isStalled = createWatch(limitMs, everyMs);
  let answeredAt = performance.now();
  let lookedAt = answeredAt;
  let looking = false;
  const look = async () => {
    const now = performance.now();
    // After a sleep of our own nobody has had time to answer.
    if (now - lookedAt > 3 * everyMs) answeredAt = now;
    lookedAt = now;
    if (now - answeredAt > limitMs) bark(`the database has not answered for ${limitMs} ms`);
    if (looking) return;
    looking = true;
    try {
      const stalled = isStalled(await see(workerId()), performance.now());
      if (stalled) bark(`deliveries are due and this worker has claimed nothing for ${limitMs} ms`);
      answeredAt = performance.now();
    } catch (error) {
      // A refusal is an answer: there is nothing to claim from, and a new process would find no other.
      if (!/timeout exceeded when trying to connect/.test(String(error))) answeredAt = performance.now();
      log().debug({ error: String(error) }, "the watchdog cannot look");
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  const bark = (why: string) => {
    clearInterval(timer);
    end(why);
  };
  return { stop: () => clearInterval(timer) };
}

async function see(workerId: string): Promise<Sight> {
  const [row] = await run<{ due: boolean }>(pool("delivery"), DUE, [lanesHere()]);
  const attempts = await attemptsSoFar();
  if (!row?.due) return { due: false, attempts, owns: false };
  const [mine] = await run<{ owns: boolean }>(pool("delivery"), OWNS, [workerId]);
  return { due: true, attempts, owns: mine?.owns ?? false };
}

const attemptsSoFar = async () =>
  (await counters.attempts.get()).values.reduce((sum, { value }) => sum + value, 0);

/** Not in order: what would have to be waited for may be what is stuck. It has nothing in hand. */
function endAtOnce(why: string): void {
  log().fatal({ why }, "worker ends itself");
  process.exit(1);
}
