/**
 * Counts what came of sending, for charts: in memory while deliveries are sent, into `delivery_stats` every few
 * seconds by one statement. It promises to cost the way of a delivery next to nothing, and may lose what a killed
 * process had counted since (docs/decisions/0010-rollups.md). What the counts say is read by `lib/stats.ts`.
 */
import { durationBucket } from "@/lib/latency-histogram";
import { pool, run } from "@/lib/platform/db";
import type { Decision } from "@/lib/policy/decide";
import type { ClaimedDelivery } from "./claim";
import {
  ADD_STATS,
  addStatsValues,
  COUNT_NAMES,
  emptyRow,
  type StatsKey,
  type StatsRow,
} from "./stats-statement";

export const FLUSH_STATS_EVERY_MS = 5_000;

/** What a row has instead of an endpoint and of a type when it counts all of them. */
const ALL_ENDPOINTS = "00000000-0000-0000-0000-000000000000";
const ALL_TYPES = "";
const ROWS_A_STATEMENT = 2_000;
/**
 * Rows of endpoints are written for so many at a time, those first that have waited longest: with twenty thousand
 * busy ones a row is written every fifty seconds instead of one for nearly every delivery.
 */
const ENDPOINTS_A_FLUSH = 2_000;

type At = { projectId: string; endpointId: string };
type Counted = Pick<ClaimedDelivery, "id" | "type" | "attemptCount">;
type Done = { decision: Pick<Decision, "kind">; result: { durationMs: number } };
type Attempt = { kind: Decision["kind"]; isFirst: boolean; duration: number };

/** Rows by the bucket they count. */
type Buckets = Map<number, StatsRow>;
/** Counted since the last flush. Maps in maps: no key is put together for each attempt. */
const ofEndpoints = new Map<string, Buckets>();
/** Per project and type. */
let ofTypes = new Map<string, Map<string, Buckets>>();
/** Taken from there and not yet written. */
const unwritten = new Map<string, StatsRow>();

/**
 * Counts one attempt in the minute it ended, and what became of its delivery in the minute the delivery was made:
 * a list of the deliveries made in a period then holds as many rows of each status as its chart says. `nowMs` is
 * when the attempt ended, Unix milliseconds. Not per endpoint and type, which nobody asks for: the table would be as
 * many times larger as there are types. Endpoints are counted by the hour: no page shows one of them more finely.
 */
export function countAttempt(at: At, delivery: Counted, { decision, result }: Done, nowMs: number): void {
  const { projectId, endpointId } = at;
  const { type } = delivery;
  const minute = Math.floor(nowMs / 60_000);
  const madeIn = minuteOfId(delivery.id);
  const attempt = {
    kind: decision.kind,
    isFirst: delivery.attemptCount === 0,
    duration: durationBucket(result.durationMs),
  };
  const ofEndpoint = within(ofEndpoints, endpointId);
  const hour = hourOf(minute);
  const madeInHour = hourOf(madeIn);
  const own = rowIn(ofEndpoint, { projectId, endpointId, type: ALL_TYPES, bucket: hour });
  const madeOwn =
    madeInHour === hour
      ? own
      : rowIn(ofEndpoint, { projectId, endpointId, type: ALL_TYPES, bucket: madeInHour });
  tally(own, madeOwn, attempt);
  const ofType = within(within(ofTypes, projectId), type);
  const typed = rowIn(ofType, { projectId, endpointId: ALL_ENDPOINTS, type, bucket: minute });
  const madeTyped =
    madeIn === minute ? typed : rowIn(ofType, { projectId, endpointId: ALL_ENDPOINTS, type, bucket: madeIn });
  tally(typed, madeTyped, attempt);
}

function within<Key, Inner>(maps: Map<string, Map<Key, Inner>>, name: string): Map<Key, Inner> {
  const known = maps.get(name);
  if (known) return known;
  const made = new Map<Key, Inner>();
  maps.set(name, made);
  return made;
}

function rowIn(buckets: Buckets, key: StatsKey): StatsRow {
  const known = buckets.get(key.bucket);
  if (known) return known;
  const row = emptyRow(key);
  buckets.set(key.bucket, row);
  return row;
}

/** Into the row of when the attempt ended, and that of when its delivery was made. */
function tally(attempts: StatsRow, deliveries: StatsRow, { kind, isFirst, duration }: Attempt): void {
  attempts.durations[duration] = (attempts.durations[duration] ?? 0) + 1;
  if (kind === "retry") {
    attempts.attemptsRetried++;
    if (isFirst) deliveries.deliveriesWaiting++;
    return;
  }
  if (!isFirst) deliveries.deliveriesWaiting--;
  if (kind === "succeeded") {
    attempts.attemptsSucceeded++;
    deliveries.deliveriesSucceeded++;
  } else {
    attempts.attemptsFailed++;
    deliveries.deliveriesFailed++;
  }
}

/** The minute in which the hour (UTC) of that minute began. */
const hourOf = (minute: number) => minute - (minute % 60);

/** The Unix minute in which a UUIDv7 was made (RFC 9562, section 5.7: 48 bits of Unix milliseconds lead). */
const minuteOfId = (id: string) =>
  Math.floor((Number.parseInt(id.slice(0, 8), 16) * 65_536 + Number.parseInt(id.slice(9, 13), 16)) / 60_000);

/**
 * Adds what was counted to the table: of projects all, of endpoints at most `mostEndpoints`. What could not be written
 * is kept for the next time. Rejects as Postgres does.
 */
export async function flushStats(mostEndpoints = ENDPOINTS_A_FLUSH): Promise<void> {
  takeProjects();
  takeEndpoints(mostEndpoints);
  // In one order everywhere: of two processes that write the same rows one waits, and never both.
  const keys = [...unwritten.keys()].sort();
  for (let at = 0; at < keys.length; at += ROWS_A_STATEMENT) {
    const some = keys.slice(at, at + ROWS_A_STATEMENT);
    await run(pool("delivery"), ADD_STATS, addStatsValues(some.map((key) => unwritten.get(key) as StatsRow)));
    for (const key of some) unwritten.delete(key);
  }
}

/** Each type's row, and its project's for everything. */
function takeProjects(): void {
  const taken = ofTypes;
  ofTypes = new Map();
  for (const types of taken.values())
    for (const buckets of types.values())
      for (const row of buckets.values()) {
        const { projectId, bucket } = row;
        add(emptyRow({ projectId, endpointId: ALL_ENDPOINTS, type: ALL_TYPES, bucket }), row);
        add(row);
      }
}

function takeEndpoints(most: number): void {
  let left = most;
  for (const [endpointId, buckets] of ofEndpoints) {
    if (left-- <= 0) return;
    for (const row of buckets.values()) add(row);
    ofEndpoints.delete(endpointId);
  }
}

/** Into the row of `fresh`'s key that waits to be written, or `fresh` itself where none does. */
function add(fresh: StatsRow, row = fresh): void {
  const at = `${fresh.projectId}${fresh.endpointId}${fresh.type} ${fresh.bucket}`;
  const sum = unwritten.get(at);
  if (!sum && fresh === row) {
    unwritten.set(at, row);
    return;
  }
  const into = sum ?? fresh;
  unwritten.set(at, into);
  for (const name of COUNT_NAMES) into[name] += row[name];
  for (const [bucket, count] of row.durations.entries())
    into.durations[bucket] = (into.durations[bucket] ?? 0) + count;
}
