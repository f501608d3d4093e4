/**
 * Decides which claimed delivery of a run leaves next, and when: within the slice, the in-flight limit, the order
 * of its key and the throttle, and in turn with the other runs of the process.
 */
import { inTurn } from "@/lib/platform/turns";
import { nextSlot } from "@/lib/policy/schedule";
import type { ClaimedDelivery } from "./claim";
import { nowMs, pause, type Run, sendOne } from "./drain-run";
import type { EndpointConfig } from "./endpoint-config";

const SLICE_MS = 2_000;
/** A drain that waits for a slow answer goes on beyond its slice, up to here, rather than stand idle. */
const LONGEST_SLICE_MS = 30_000;
const STRAGGLER_MS = 1_000;
const LONGEST_PACE_WAIT_MS = 1_000;

/** Whether the run may still start anything. */
export function mayStart(run: Run): boolean {
  if (run.context.isSilent()) pause(run);
  if (run.lost || run.ended || run.context.stopping()) return false;
  const elapsed = performance.now() - run.startedAt;
  if (elapsed < SLICE_MS) return true;
  return elapsed < LONGEST_SLICE_MS && oldestInFlight(run) > STRAGGLER_MS;
}

/** How long the oldest request in flight has been under way, milliseconds; 0 when there is none. */
export function oldestInFlight(run: Run): number {
  const [oldest] = run.inFlight.values();
  return oldest === undefined ? 0 : performance.now() - oldest;
}

/** Whether a queued delivery could go if there were room for it. */
export const canStart = (run: Run) => run.queue.some((delivery) => !isBlocked(run, delivery));

const isBlocked = (run: Run, { orderingKey }: ClaimedDelivery) =>
  orderingKey !== null && run.keysInFlight.has(orderingKey);

/** Asks for a turn for as many queued deliveries as the in-flight limit lets go. */
export function startDue(run: Run): void {
  const { config, queue } = run;
  if (!config || run.pacing) return;
  const room = mostInFlight(run, config) - run.inFlight.size;
  for (let free = Math.min(room, queue.length) - run.turns; free > 0; free--) {
    run.turns++;
    inTurn(run.lane === "slow" ? "later" : "soon", () => startNext(run));
  }
}

const mostInFlight = (run: Run, { policy }: EndpointConfig) => Math.min(policy.maxInFlight, run.ramp);

/** One turn: starts the first delivery that may go, if there still is one. */
function startNext(run: Run): void {
  run.turns--;
  const { config } = run;
  if (!config || run.pacing) return;
  if (!mayStart(run)) {
    run.progress();
    return;
  }
  if (run.inFlight.size >= mostInFlight(run, config)) return;
  const index = run.queue.findIndex((delivery) => !isBlocked(run, delivery));
  if (index === -1 || !mayLeave(run, config)) return;
  const [delivery] = run.queue.splice(index, 1);
  if (delivery) void sendOne(run, config, delivery);
}

/** Throttle and hold: takes the next slot when it is now, sets a timer when it is near, ends the run when it is far. */
function mayLeave(run: Run, { policy }: EndpointConfig): boolean {
  if (policy.throttle === null && run.paceAtMs === null) return true;
  const now = nowMs(run);
  const slot = nextSlot(policy.throttle, run.paceAtMs, now);
  if (policy.throttle === null) slot.sendAtMs = run.paceAtMs ?? now;
  const waitMs = slot.sendAtMs - now;
  if (waitMs <= 0.5) {
    run.paceAtMs = slot.tatMs;
    return true;
  }
  if (waitMs > LONGEST_PACE_WAIT_MS) {
    run.ended = "paused";
    run.pausedUntilMs = slot.sendAtMs;
    run.progress();
  } else {
    run.pacing = true;
    setTimeout(() => {
      run.pacing = false;
      run.progress();
    }, waitMs);
  }
  return false;
}
