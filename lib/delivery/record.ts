/**
 * Writes what attempts came to, results of many endpoints in one statement. It promises that only the holder
 * of the lease writes, that a result is written once however often it is tried, and that Postgres being away
 * delays it but does not lose it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseAway, pool, run } from "@/lib/platform/db";
import { log } from "@/lib/platform/log";
import { counters } from "@/lib/platform/metrics";
import { RECORD, recordValues } from "./record-statement";

export type AttemptResult = {
  attemptId: string;
  deliveryId: string;
  /** Attempts recorded before this one; the row must still say so. */
  attemptsBefore: number;
  status: "pending" | "succeeded" | "failed" | "cancelled";
  /** Until the next attempt, for `pending`. */
  delayMs: number | null;
  reason: string | null;
  trigger: string;
  startedAtMs: number;
  durationMs: number;
  phases: number[];
  url: string;
  requestHeaders: string;
  statusCode: number | null;
  responseHeaders: string | null;
  responseBody: Uint8Array | null;
  truncated: boolean;
  errorCode: string | null;
  errorMessage: string | null;
};

export type EndpointResults = {
  endpointId: string;
  token: string;
  results: AttemptResult[];
  state: {
    consecutiveFailures: number;
    failingSinceMs: number | null;
    paceAtMs: number | null;
    failedProbes: number;
    slow: boolean;
    careful: boolean;
  };
  /** Give the lease back with this write. */
  release: boolean;
};

/** `owned` is false when the lease had gone: nothing was written. Times are Unix milliseconds of Postgres' clock. */
export type Recorded = {
  owned: boolean;
  nextDueMs: number | null;
  nowMs: number;
  /** The endpoint's configuration as of this write, `disabled` when it takes no more; null with a release. */
  configVersion: string | null;
};

export const NOT_OWNED: Recorded = { owned: false, nextDueMs: null, nowMs: 0, configVersion: null };

const FLUSH_DELAY_MS = 1;
const MAX_RESULTS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
const GIVE_UP_AFTER_MS = 120_000;

type Waiting = {
  item: EndpointResults;
  resolve: (recorded: Recorded) => void;
  reject: (error: unknown) => void;
};
let waiting: Waiting[] = [];
let flushing = false;

/** Queues results for the next write; resolves once they are committed, rejects when that failed for two minutes. */
export function record(item: EndpointResults): Promise<Recorded> {
  return new Promise((resolve, reject) => {
    waiting.push({ item, resolve, reject });
    if (!flushing) {
      flushing = true;
      setTimeout(flushAll, FLUSH_DELAY_MS);
    }
  });
}

/** One write at a time: an endpoint's state is absolute, so its writes must not overtake each other. */
async function flushAll(): Promise<void> {
  while (waiting.length > 0) {
    const group = takeGroup();
    try {
      const rows = await writeUntilThere(group.map((each) => each.item));
      for (const { item, resolve } of group) resolve(rows.get(item) as Recorded);
    } catch {
      await Promise.all(group.map(writeAlone));
    }
  }
  flushing = false;
}

/** After a group failed: each by itself and, if Postgres will not have what a remote said, without its words. */
async function writeAlone({ item, resolve, reject }: Waiting): Promise<void> {
  const bare = { responseHeaders: null, responseBody: null, truncated: true };
  const plain = { ...item, results: item.results.map((result) => ({ ...result, ...bare })) };
  try {
    resolve((await writeUntilThere([item])).get(item) as Recorded);
  } catch (error) {
    log().error(
      { endpoint: item.endpointId, error: String(error) },
      "a result could not be written as it is",
    );
    await writeUntilThere([plain]).then((rows) => resolve(rows.get(plain) as Recorded), reject);
  }
}

/** At most one write per endpoint in a statement: Postgres updates a row once. */
function takeGroup(): Waiting[] {
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  const seen = new Set<string>();
  let results = 0;
  let bytes = 0;
  for (const each of waiting) {
    const { endpointId } = each.item;
    // What waits behind another write of its endpoint keeps its place behind it.
    if (seen.has(endpointId) || results >= MAX_RESULTS || bytes >= MAX_BYTES) rest.push(each);
    else group.push(each);
    seen.add(endpointId);
    results += each.item.results.length;
    bytes += each.item.results.reduce((sum, { responseBody }) => sum + (responseBody?.length ?? 0), 0);
  }
  waiting = rest;
  return group;
}

type Row = { endpoint_id: string; next_due_ms: number | null; now_ms: number; config_version: string | null };

async function writeUntilThere(items: EndpointResults[]): Promise<Map<EndpointResults, Recorded>> {
  const givingUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await write(items);
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > givingUpAt) throw error;
      log().warn({ waiting: items.length }, "Postgres is away; results are kept and written when it is back");
      await sleep(waitMs);
    }
  }
}

async function write(items: EndpointResults[]): Promise<Map<EndpointResults, Recorded>> {
  const rows = await run<Row>(pool("delivery"), RECORD, recordValues(items));
  const byEndpoint = new Map(rows.map((row) => [row.endpoint_id, row]));
  const recorded = new Map<EndpointResults, Recorded>();
  for (const item of items) {
    const row = byEndpoint.get(item.endpointId);
    if (!row) counters.fenced.inc(item.results.length);
    recorded.set(item, row ? toRecorded(row, item) : NOT_OWNED);
  }
  return recorded;
}

/** The statement cannot see the retries it wrote itself; they are added here. */
function toRecorded(row: Row, item: EndpointResults): Recorded {
  const retries = item.results.flatMap(({ status, delayMs }) =>
    status === "pending" ? row.now_ms + (delayMs ?? 0) : [],
  );
  const times = row.next_due_ms === null ? retries : [...retries, row.next_due_ms];
  const nextDueMs = times.length > 0 ? Math.min(...times) : null;
  return { owned: true, nextDueMs, nowMs: row.now_ms, configVersion: row.config_version };
}
