/**
 * The state of one drain and its small steps: what is claimed, in flight and unrecorded, when the next send
 * may leave, what the endpoint's health has come to. One run owns its endpoint, so nothing here is shared.
 */
import { failpoint } from "@/lib/platform/failpoint";
import { log } from "@/lib/platform/log";
import { counters } from "@/lib/platform/metrics";
import type { Lane } from "@/lib/platform/queue";
import { afterDelivery, type EndpointHealth } from "@/lib/policy/auto-disable";
import { askedWaitMs } from "@/lib/policy/decide";
import { afterFailure } from "@/lib/policy/hold-and-probe";
import { type Attempted, attempt } from "./attempt";
import type { Claim, ClaimedDelivery } from "./claim";
import { disableByRule } from "./disable";
import type { DrainContext } from "./drain";
import { type EndpointConfig, endpointConfig } from "./endpoint-config";
import { noteChange } from "./live";
import { ownOutage } from "./own-outage";
import { type AttemptResult, NOT_OWNED, type Recorded, record } from "./record";
import { countAttempt } from "./stats";

export type Run = {
  readonly context: DrainContext;
  readonly endpointId: string;
  readonly token: string;
  readonly lane: Lane;
  readonly projectId: string;
  readonly startedAt: number;
  /** Null while a changed one is being read: nothing is started meanwhile. */
  config: EndpointConfig | null;
  configVersion: string;
  /** Claimed, not started; in the order in which they go. */
  queue: ClaimedDelivery[];
  /** Turns asked for and not yet taken. */
  turns: number;
  /** Started, by id: when, on the monotonic clock. */
  inFlight: Map<string, number>;
  keysInFlight: Set<string>;
  /** Finished, not yet committed. */
  unrecorded: Map<string, AttemptResult>;
  recording: Promise<void> | null;
  /** Never together with `recording`: both lock the endpoint's row, and with it every endpoint in either statement. */
  claiming: Promise<void> | null;
  /** When it last claimed, on the monotonic clock. */
  lookedAt: number;
  more: boolean;
  /** More waits behind what is in hand of the same ordering key. */
  behind: boolean;
  lastKey: string | null;
  nextKeyedDueMs: number | null;
  /** The earliest retry this run has written. */
  nextRetryMs: number | null;
  pausedUntilMs: number | null;
  health: EndpointHealth;
  /** When the throttle lets the next leave; far ahead, until when the endpoint is held. */
  paceAtMs: number | null;
  failedProbes: number;
  /** In flight at once while a held endpoint recovers, or one that does not answer: few, and twice as many with each success. */
  ramp: number;
  /** A timer for the next slot of the throttle is set. */
  pacing: boolean;
  slow: boolean;
  careful: boolean;
  /** Why nothing new is started. */
  ended: "disabled" | "slow" | "failed" | "paused" | null;
  /** The lease has gone to another: nothing more can be recorded. */
  lost: boolean;
  /** Postgres' clock minus ours, milliseconds. */
  clockOffset: number;
  progress: () => void;
  progressed: Promise<void>;
};

type Beginning = Pick<Run, "context" | "endpointId" | "token" | "lane"> & { claim: Claim };

/** So many requests hang at once at an endpoint that has timed out, until it answers one: there may be a thousand such. */
const SLOW_IN_FLIGHT = 2;

function firstInFlight({ failedProbes, slow }: Claim): number {
  if (failedProbes > 0) return 1;
  return slow ? SLOW_IN_FLIGHT : Number.POSITIVE_INFINITY;
}

/** Field by field: what is spread before thirty other fields costs ten times as much to make, and more to read. */
export function beginRun({ claim, context, endpointId, token, lane }: Beginning): Run {
  const run: Run = {
    context,
    endpointId,
    token,
    lane,
    projectId: claim.projectId,
    startedAt: performance.now(),
    config: null,
    configVersion: claim.configVersion,
    queue: [],
    turns: 0,
    inFlight: new Map(),
    keysInFlight: new Set(),
    unrecorded: new Map(),
    recording: null,
    claiming: null,
    lookedAt: performance.now(),
    more: false,
    behind: false,
    lastKey: null,
    nextKeyedDueMs: null,
    nextRetryMs: null,
    pausedUntilMs: null,
    health: { consecutiveFailures: claim.consecutiveFailures, failingSinceMs: claim.failingSinceMs },
    paceAtMs: claim.paceAtMs,
    failedProbes: claim.failedProbes,
    ramp: firstInFlight(claim),
    pacing: false,
    slow: claim.slow,
    careful: claim.careful,
    ended: null,
    lost: false,
    clockOffset: claim.nowMs - performance.now(),
    progress: () => undefined,
    progressed: Promise.resolve(),
  };
  expectProgress(run);
  takeClaim(run, claim);
  return run;
}

export const nowMs = (run: Run) => run.clockOffset + performance.now();

/** Puts what was claimed behind what is queued. In careful mode the first without a crash ends the caution. */
export function takeClaim(run: Run, claim: Claim | null): void {
  run.more = claim?.more ?? false;
  run.behind = claim?.behind ?? false;
  run.nextKeyedDueMs = claim?.nextKeyedDueMs ?? null;
  run.lastKey = claim?.lastKey ?? null;
  if (!claim) return;
  run.queue.push(...claim.deliveries);
  if (run.careful && claim.deliveries.some((delivery) => delivery.crashCount === 0)) run.careful = false;
}

function expectProgress(run: Run): void {
  run.progressed = new Promise((resolve) => {
    run.progress = resolve;
  });
}

/** Resolves at the next finished send, claim, write or pace tick, or after `atMostMs`. */
export async function waitForProgress(run: Run, atMostMs: number | null): Promise<void> {
  const timer = atMostMs === null ? undefined : setTimeout(run.progress, atMostMs);
  await run.progressed;
  clearTimeout(timer);
  expectProgress(run);
}

/** Sends one delivery and notes what it came to. */
export async function sendOne(run: Run, config: EndpointConfig, delivery: ClaimedDelivery): Promise<void> {
  run.inFlight.set(delivery.id, performance.now());
  if (delivery.orderingKey !== null) run.keysInFlight.add(delivery.orderingKey);
  failpoint("after_claim", delivery.type);
  try {
    const sending = attempt({
      config,
      delivery,
      nowMs: () => nowMs(run),
      send: run.context.send,
      signal: run.context.abort,
    });
    failpoint("mid_post", delivery.type);
    const attempted = await sending;
    failpoint("after_2xx", delivery.type);
    if (attempted) await settle(run, config, delivery, attempted);
    else pause(run);
  } catch (error) {
    log().error({ delivery: delivery.id, error: String(error) }, "an attempt could not be made");
    fail(run);
  } finally {
    run.inFlight.delete(delivery.id);
    if (delivery.orderingKey !== null) run.keysInFlight.delete(delivery.orderingKey);
    run.progress();
  }
}

const LONGEST_HOLD_MS = 3_600_000;

/** A server that asks us to wait means all of it: where it has a pace, nothing leaves before, not only this. */
function holdPace(run: Run, { policy }: EndpointConfig, { decision, outcome }: Attempted): void {
  if (policy.throttle === null || decision.kind !== "retry") return;
  const askedMs = Math.min(askedWaitMs(policy, outcome, nowMs(run)), LONGEST_HOLD_MS);
  if (askedMs > 0) run.paceAtMs = Math.max(run.paceAtMs ?? 0, nowMs(run) + askedMs);
}

const FAILED_PAUSE_MS = 5_000;

/** Something of ours failed, and may fail again the same way: its endpoint rests rather than keep everybody busy. */
export function fail(run: Run): void {
  run.ended = "failed";
  run.pausedUntilMs ??= nowMs(run) + FAILED_PAUSE_MS;
}

const AWAY_PAUSE_MS = 10_000;

/** Not the remote's fault: we are stopping, out of sockets, silent, or our network is away. Not again at once. */
export function pause(run: Run): void {
  run.ended ??= "paused";
  run.pausedUntilMs ??= nowMs(run) + (ownOutage.since() === null ? 1_000 : AWAY_PAUSE_MS);
}

async function settle(
  run: Run,
  config: EndpointConfig,
  delivery: ClaimedDelivery,
  done: Attempted,
): Promise<void> {
  const { result, decision, outcome } = done;
  counters.attempts.inc({ result: decision.kind === "retry" ? "retried" : decision.kind });
  counters.attemptSeconds.observe(result.durationMs / 1000);
  countAttempt(run, delivery, done, nowMs(run));
  run.unrecorded.set(delivery.id, result);
  noteChange(run.projectId, { delivery: delivery.id });
  if (decision.kind === "retry" && delivery.orderingKey !== null) blockKey(run, delivery.orderingKey);
  noteSpeed(run, outcome.error?.code === "timeout", decision.kind === "succeeded");
  holdPace(run, config, done);
  const event =
    decision.kind === "failed"
      ? "delivery-failed"
      : decision.kind === "retry"
        ? "attempt-failed"
        : decision.kind;
  const after = afterDelivery(config.policy, run.health, event, nowMs(run));
  run.health = after.state;
  if (decision.kind === "succeeded") recover(run);
  else spare(run, config);
  const reason = decision.kind === "failed" && decision.disableEndpoint ? "gone" : after.disable;
  if (reason && run.ended !== "disabled") {
    run.ended = "disabled";
    run.queue = [];
    run.more = false;
    await disableByRule(config, reason);
  }
  if (run.inFlight.size > 1 || run.queue.length > 0 || run.more) flush(run);
}

function recover(run: Run): void {
  if (run.failedProbes > 0) run.paceAtMs = null;
  run.failedProbes = 0;
  run.ramp *= 2;
}

/** An endpoint that has failed for long gets a probe now and then, and keeps its events for when it is back. */
function spare(run: Run, { policy }: EndpointConfig): void {
  const { failingSinceMs } = run.health;
  if (!policy.probe || failingSinceMs === null) return;
  const before = { failedProbes: run.failedProbes, restUntilMs: run.pausedUntilMs };
  const now = nowMs(run);
  const held = afterFailure(policy.probe, before, { failingSinceMs, nowMs: now, random: Math.random });
  if (held.failedProbes === run.failedProbes) return;
  run.failedProbes = held.failedProbes;
  run.paceAtMs = held.restUntilMs;
  run.ended ??= "paused";
  run.pausedUntilMs = held.restUntilMs;
}

/** Behind a delivery that will be tried again its ordering key waits; the rest of the claim may go on. */
function blockKey(run: Run, orderingKey: string): void {
  run.queue = run.queue.filter((delivery) => delivery.orderingKey !== orderingKey);
}

function noteSpeed(run: Run, timedOut: boolean, succeeded: boolean): void {
  if (timedOut) run.slow = true;
  else if (succeeded) run.slow = false;
  if (run.slow && run.lane === "fast") run.ended ??= "slow";
}

export const earliest = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** Follows a change of the endpoint made while it is drained: what is not yet sent goes by the new rules, or not at all. */
export async function useConfig(run: Run, version: string): Promise<void> {
  if (version === "disabled") {
    run.ended = "disabled";
    run.queue = [];
    run.more = false;
    return;
  }
  if (run.config && run.configVersion === version) return;
  run.config = null;
  run.config = await endpointConfig(run.endpointId, version);
  run.configVersion = version;
}

const stateOf = (run: Run) => ({
  consecutiveFailures: run.health.consecutiveFailures,
  failingSinceMs: run.health.failingSinceMs,
  paceAtMs: run.paceAtMs,
  failedProbes: run.failedProbes,
  slow: run.slow,
  careful: run.careful,
});

/** Writes what is finished; while a write or a claim is under way, what finishes meanwhile goes with the next. */
export function flush(run: Run): void {
  if (run.recording || run.claiming || run.unrecorded.size === 0 || run.lost) return;
  const results = [...run.unrecorded.values()];
  run.recording = record({
    endpointId: run.endpointId,
    token: run.token,
    results,
    state: stateOf(run),
    release: false,
  })
    .then((recorded) => {
      for (const { deliveryId } of results) run.unrecorded.delete(deliveryId);
      run.nextRetryMs = earliest(run.nextRetryMs, recorded.nextDueMs);
      // What waits behind these can be claimed now.
      run.more ||= run.behind;
      if (!recorded.owned) run.lost = true;
      else if (recorded.configVersion) return useConfig(run, recorded.configVersion);
    })
    .catch((error) => {
      log().error({ endpoint: run.endpointId, error: String(error) }, "results could not be recorded");
      run.lost = true;
    })
    .finally(() => {
      run.recording = null;
      run.progress();
    });
}

/** Writes the last results together with giving the lease back. */
export async function release(run: Run): Promise<Recorded> {
  while (run.recording || run.claiming) await (run.recording ?? run.claiming);
  failpoint("before_finish");
  if (run.lost) return NOT_OWNED;
  const results = [...run.unrecorded.values()];
  return record({
    endpointId: run.endpointId,
    token: run.token,
    results,
    state: stateOf(run),
    release: true,
  });
}
