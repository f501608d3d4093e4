/**
 * Drains one endpoint: claims what is due, sends it, records what came back, until nothing is due or the
 * slice is over. It promises to own the endpoint while it works, to leave a bell for whatever remains, and
 * that a slow answer holds up only this endpoint.
 */
import type { Sender } from "@/lib/egress/send";
import { newUuid } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { type Lane, wake, wakeLater } from "@/lib/platform/queue";
import { type Claim, type ClaimRequest, claim } from "./claim";
import { cancelAll } from "./disable";
import {
  beginRun,
  earliest,
  fail,
  flush,
  type Run,
  release,
  takeClaim,
  useConfig,
  waitForProgress,
} from "./drain-run";
import { canStart, mayStart, oldestInFlight, startDue } from "./drain-start";

/** What all drains of a worker share. */
export type DrainContext = {
  workerId: () => string;
  send: Sender["send"];
  /** True once the worker is going down: nothing new is started. */
  stopping: () => boolean;
  /** True while our last sign of life is so old that our leases may be another's by now: nothing new is started. */
  isSilent: () => boolean;
  /** Aborted when the grace is over: what is in flight is given up and not recorded. */
  abort: AbortSignal;
};

const TAKE = 100;
const SILENT_PAUSE_MS = 1_000;

const held = new Set<string>();
/** Tokens of the leases that drains of this process hold or are asking for. */
export const heldLeases = (): string[] => [...held];

/**
 * Does all that is due at the endpoint now, as far as one slice goes. False when nothing was due, or another has the
 * lease. Rejects when Postgres is away.
 */
export async function drain(context: DrainContext, endpointId: string, lane: Lane): Promise<boolean> {
  if (context.stopping() || context.isSilent()) {
    if (context.stopping()) void wake([endpointId], lane);
    // Not at once: Postgres has just been away, and needs its connections for the next sign of life.
    else void wakeLater(endpointId, SILENT_PAUSE_MS, lane);
    return true;
  }
  const token = newUuid();
  held.add(token);
  try {
    const first = await claim(ask(context, { endpointId, token, inHand: [], afterKey: null }));
    if (first) await drainClaimed({ context, endpointId, token, lane, claim: first });
    return first !== null;
  } finally {
    held.delete(token);
  }
}

type Claimed = { context: DrainContext; endpointId: string; token: string; lane: Lane; claim: Claim };

async function drainClaimed(claimed: Claimed): Promise<void> {
  const { endpointId, lane, claim: first } = claimed;
  if (!first.enabled) await cancelAll(endpointId);
  const run = beginRun(claimed);
  try {
    if (first.enabled && sameLane(first, lane)) {
      await useConfig(run, first.configVersion);
      await work(run);
    }
  } catch (error) {
    fail(run);
    throw error;
  } finally {
    await leave(run);
  }
}

const sameLane = (claimed: Claim, lane: Lane) => claimed.slow === (lane === "slow");

type Ask = { endpointId: string; token: string; inHand: string[]; afterKey: string | null };
const ask = (context: DrainContext, { endpointId, token, inHand, afterKey }: Ask): ClaimRequest => ({
  endpointId,
  token,
  workerId: context.workerId(),
  take: TAKE,
  inHand,
  afterKey,
});

async function work(run: Run): Promise<void> {
  while (!run.lost) {
    if (mayStart(run)) startDue(run);
    if (run.inFlight.size === 0 && !(mayStart(run) && (canStart(run) || run.more || run.behind))) return;
    const lookAgainMs = lookForMore(run);
    // What finished during a write or a claim; with nothing in flight the run ends, and writes it with the lease.
    if (run.inFlight.size > 0) flush(run);
    await waitForProgress(run, lookAgainMs);
  }
}

const FIRST_LOOK_MS = 100;
const RARE_LOOK_MS = 1_000;

/**
 * Claims when more is due. While answers are awaited new deliveries may come, and their ring is only answered when
 * this drain has ended: so it looks by itself, ever more rarely. Answers in how many milliseconds, null for never.
 */
function lookForMore(run: Run): number | null {
  if (!mayStart(run) || canStart(run) || run.claiming || run.recording) return null;
  const inFlight = run.inFlight.size;
  // What is queued although something could start waits for its key: then only other keys can bring more.
  if (run.more && (run.queue.length === 0 || run.lastKey !== null)) claimMore(run);
  else if (run.behind && run.unrecorded.size > 0) flush(run);
  else if (run.behind && inFlight === 0) claimMore(run);
  else if (inFlight < (run.config?.policy.maxInFlight ?? 0)) {
    const restMs = Math.min(Math.max(oldestInFlight(run), FIRST_LOOK_MS), RARE_LOOK_MS);
    const sinceMs = performance.now() - run.lookedAt;
    if (sinceMs < restMs) return restMs - sinceMs;
    claimMore(run);
  }
  return null;
}

function claimMore(run: Run): void {
  run.lookedAt = performance.now();
  run.claiming = claimNext(run).finally(() => {
    run.claiming = null;
    run.progress();
  });
}

async function claimNext(run: Run): Promise<void> {
  try {
    const { endpointId, token } = run;
    const queued = run.queue.map(({ id }) => id);
    const inHand = [...run.inFlight.keys(), ...run.unrecorded.keys(), ...queued];
    const next = await claim(ask(run.context, { endpointId, token, inHand, afterKey: run.lastKey }));
    takeClaim(run, next);
    if (next) await useConfig(run, next.enabled ? next.configVersion : "disabled");
  } catch (error) {
    log().warn({ endpoint: run.endpointId, error: String(error) }, "claim failed");
    fail(run);
  }
}

/** Gives the lease back and leaves a bell: at once when more is due, else for when the next delivery is. */
async function leave(run: Run): Promise<void> {
  const lane: Lane = run.slow ? "slow" : "fast";
  const recorded = await release(run);
  if (!recorded.owned) return;
  const remaining = run.queue.length > 0 || run.more || run.behind;
  const nextMs = earliest(earliest(recorded.nextDueMs, run.nextRetryMs), run.nextKeyedDueMs);
  const dueMs = run.pausedUntilMs ?? (remaining ? recorded.nowMs : nextMs);
  if (dueMs === null) return;
  if (dueMs <= recorded.nowMs) void wake([run.endpointId], lane);
  else void wakeLater(run.endpointId, dueMs - recorded.nowMs, lane);
}
