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

type At = { projectId: string; endpointId: string };
type Counted = Pick<ClaimedDelivery, "id" | "type" | "attemptCount">;
type Done = { decision: Pick<Decision, "kind">; result: { durationMs: number } };

/** Per endpoint, type and minute, since the last flush. Maps in maps: no key is put together for each attempt. */
type Counts = Map<string, Map<string, Map<number, StatsRow>>>;
let counted: Counts = new Map();
/** Summed up and not yet written. */
const unwritten = new Map<string, StatsRow>();

/**
 * Counts one attempt in the minute it ended, and what became of its delivery in the minute the delivery was made:
 * a list of the deliveries made in a period then holds as many rows of each status as its chart says. `nowMs` is
 * when the attempt ended, Unix milliseconds.
 */
export function countAttempt(at: At, delivery: Counted, { decision, result }: Done, nowMs: number): void {
  const minute = Math.floor(nowMs / 60_000);
  const attempts = countedIn(at, delivery.type, minute);
  const bucket = durationBucket(result.durationMs);
  attempts.durations[bucket] = (attempts.durations[bucket] ?? 0) + 1;
  const madeIn = minuteOfId(delivery.id);
  const deliveries = madeIn === minute ? attempts : countedIn(at, delivery.type, madeIn);
  if (decision.kind === "retry") {
    attempts.attemptsRetried++;
    if (delivery.attemptCount === 0) deliveries.deliveriesWaiting++;
    return;
  }
  if (delivery.attemptCount > 0) deliveries.deliveriesWaiting--;
  if (decision.kind === "succeeded") {
    attempts.attemptsSucceeded++;
    deliveries.deliveriesSucceeded++;
  } else {
    attempts.attemptsFailed++;
    deliveries.deliveriesFailed++;
  }
}

function countedIn({ projectId, endpointId }: At, type: string, bucket: number): StatsRow {
  const types = counted.get(endpointId) ?? new Map<string, Map<number, StatsRow>>();
  if (types.size === 0) counted.set(endpointId, types);
  const minutes = types.get(type) ?? new Map<number, StatsRow>();
  if (minutes.size === 0) types.set(type, minutes);
  const known = minutes.get(bucket);
  if (known) return known;
  const row = emptyRow({ projectId, endpointId, type, bucket });
  minutes.set(bucket, row);
  return row;
}

/** The Unix minute in which a UUIDv7 was made (RFC 9562, section 5.7: 48 bits of Unix milliseconds lead). */
const minuteOfId = (id: string) =>
  Math.floor((Number.parseInt(id.slice(0, 8), 16) * 65_536 + Number.parseInt(id.slice(9, 13), 16)) / 60_000);

/** Adds what was counted to the table; what could not be written is kept for the next time. Rejects as Postgres does. */
export async function flushStats(): Promise<void> {
  const taken = counted;
  counted = new Map();
  for (const types of taken.values())
    for (const minutes of types.values()) for (const row of minutes.values()) sumUp(row);
  // In one order everywhere: of two processes that write the same rows one waits, and never both.
  const keys = [...unwritten.keys()].sort();
  for (let at = 0; at < keys.length; at += ROWS_A_STATEMENT) {
    const some = keys.slice(at, at + ROWS_A_STATEMENT);
    await run(pool("delivery"), ADD_STATS, addStatsValues(some.map((key) => unwritten.get(key) as StatsRow)));
    for (const key of some) unwritten.delete(key);
  }
}

/**
 * Into the endpoint's row, its project's for the type, and its project's for everything. Not per endpoint and
 * type, which nobody asks for: the table would be as many times larger as there are types.
 */
function sumUp(row: StatsRow): void {
  const { projectId, endpointId, type, bucket } = row;
  add({ projectId, endpointId, type: ALL_TYPES, bucket }, row);
  add({ projectId, endpointId: ALL_ENDPOINTS, type, bucket }, row);
  add({ projectId, endpointId: ALL_ENDPOINTS, type: ALL_TYPES, bucket }, row);
}

function add(key: StatsKey, row: StatsRow): void {
  const at = `${key.projectId}${key.endpointId}${key.type} ${key.bucket}`;
  const sum = unwritten.get(at) ?? emptyRow(key);
  unwritten.set(at, sum);
  for (const name of COUNT_NAMES) sum[name] += row[name];
  for (const [bucket, count] of row.durations.entries())
    sum.durations[bucket] = (sum.durations[bucket] ?? 0) + count;
}
