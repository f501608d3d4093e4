/**
 * Drains one endpoint: claims what is due, sends it, records what came back, until nothing is due or the
 * slice is over. It promises to own the endpoint while it works, to leave a bell for whatever remains, and
 * that a slow answer holds up only this endpoint.
 */
import type { Sender } from "@/lib/egress/send";
import { newUuid } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { type Lane, wake, wakeLater } from "@/lib/platform/queue";
import { type Claim, claim } from "./claim";
import { cancelAll } from "./disable";
import { beginRun, earliest, type Run, release, takeClaim, useConfig, waitForProgress } from "./drain-run";
import { canStart, mayStart, startDue } from "./drain-start";

/** What all drains of a worker share. */
export type DrainContext = {
  workerId: () => string;
  send: Sender["send"];
  /** True once the worker is going down: nothing new is started. */
  stopping: () => boolean;
  /** Aborted when the grace is over: what is in flight is given up and not recorded. */
  abort: AbortSignal;
};

const TAKE = 100;

const held = new Set<string>();
/** Tokens of the leases that drains of this process hold or are asking for. */
export const heldLeases = (): string[] => [...held];

/** Does all that is due at the endpoint now, as far as one slice goes. Rejects when Postgres is away. */
export async function drain(context: DrainContext, endpointId: string, lane: Lane): Promise<void> {
  if (context.stopping()) return void wake([endpointId], lane);
  const token = newUuid();
  held.add(token);
  try {
    const first = await claim(ask(context, { endpointId, token, inHand: [], afterKey: null }));
    if (first) await drainClaimed({ context, endpointId, token, lane, claim: first });
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
  } finally {
    await leave(run);
  }
}

const sameLane = (claimed: Claim, lane: Lane) => claimed.slow === (lane === "slow");

type Ask = { endpointId: string; token: string; inHand: string[]; afterKey: string | null };
const ask = (context: DrainContext, request: Ask) => ({
  ...request,
  workerId: context.workerId(),
  take: TAKE,
});

async function work(run: Run): Promise<void> {
  while (!run.lost) {
    if (mayStart(run)) startDue(run);
    if (run.inFlight.size === 0 && !(mayStart(run) && (canStart(run) || run.more))) return;
    if (mayStart(run) && run.more && run.queue.length === 0 && !run.claiming) void claimMore(run);
    await waitForProgress(run);
  }
}

async function claimMore(run: Run): Promise<void> {
  run.claiming = true;
  try {
    const { endpointId, token } = run;
    const inHand = [...run.inFlight.keys(), ...run.unrecorded.keys()];
    const next = await claim(ask(run.context, { endpointId, token, inHand, afterKey: run.lastKey }));
    takeClaim(run, next);
    if (next) await useConfig(run, next.enabled ? next.configVersion : "disabled");
  } catch (error) {
    log().warn({ endpoint: run.endpointId, error: String(error) }, "claim failed");
    run.ended = "failed";
  } finally {
    run.claiming = false;
    run.progress();
  }
}

/** Gives the lease back and leaves a bell: at once when more is due, else for when the next delivery is. */
async function leave(run: Run): Promise<void> {
  const lane: Lane = run.slow ? "slow" : "fast";
  const recorded = await release(run);
  if (!recorded.owned) return;
  const remaining = run.queue.length > 0 || run.more;
  const nextMs = earliest(earliest(recorded.nextDueMs, run.nextRetryMs), run.nextKeyedDueMs);
  const dueMs = run.pausedUntilMs ?? (remaining ? recorded.nowMs : nextMs);
  if (dueMs === null) return;
  if (dueMs <= recorded.nowMs) void wake([run.endpointId], lane);
  else void wakeLater(run.endpointId, dueMs - recorded.nowMs, lane);
}
