/**
 * Claims what is due: takes the endpoint's lease and reads its next deliveries in one statement for all
 * endpoints that ask within the same moment. It promises that an endpoint has one owner (the lease), that
 * deliveries of one ordering key come in order behind their head, and that nothing in hand comes twice.
 */
import { pool, run } from "@/lib/platform/db";
import { createBatcher } from "./batcher";
import { CLAIM, type ClaimHead, claimValues, KEYS_AT_ONCE, type ClaimRow as Row } from "./claim-statement";

export type ClaimRequest = {
  endpointId: string;
  token: string;
  workerId: string;
  take: number;
  /** Deliveries of this endpoint already in hand. */
  inHand: string[];
  /** Ordering keys up to this one were looked at last time; null starts over. */
  afterKey: string | null;
};

export type ClaimedDelivery = {
  id: string;
  eventId: string;
  bodyId: string;
  type: string;
  orderingKey: string | null;
  attemptCount: number;
  crashCount: number;
  replayOf: string | null;
  /** Null when it is large: read it when it is sent. */
  body: Buffer | null;
};

export type Claim = {
  projectId: string;
  /** Changes whenever what the endpoint's configuration is made of does. */
  configVersion: string;
  enabled: boolean;
  slow: boolean;
  careful: boolean;
  consecutiveFailures: number;
  failingSinceMs: number | null;
  paceAtMs: number | null;
  failedProbes: number;
  /** Postgres' clock when the statement ran, Unix milliseconds. */
  nowMs: number;
  deliveries: ClaimedDelivery[];
  /** When the next blocked or later delivery of an ordering key is due, if one was seen. */
  nextKeyedDueMs: number | null;
  /** Pass as `afterKey` next time. */
  lastKey: string | null;
  /** More may be due right now. */
  more: boolean;
  /** More waits behind deliveries in hand of the same ordering key: claim again once those are recorded. */
  behind: boolean;
};

const MAX_ENDPOINTS = 256;

const batched = createBatcher<ClaimRequest, Claim | null>({
  maxItems: MAX_ENDPOINTS,
  atOnce: 2,
  async work(requests) {
    const answers = new Map<ClaimRequest, Claim | null>();
    for (let open = requests; open.length > 0; ) {
      const round = oneOfEachEndpoint(open);
      const rows = await run<Row>(pool("delivery"), CLAIM, claimValues(round));
      shareBodies(rows);
      const byEndpoint = groupBy(rows, (row) => row.endpoint_id);
      for (const request of round) answers.set(request, toClaim(request, byEndpoint.get(request.endpointId)));
      open = open.filter((request) => !answers.has(request));
    }
    return requests.map((request) => answers.get(request) ?? null);
  },
});

/** A bell and the sweep's help may ask for one endpoint in one moment; one statement would give its lease to both. */
function oneOfEachEndpoint(requests: ClaimRequest[]): ClaimRequest[] {
  const first = new Map<string, ClaimRequest>();
  for (const request of requests) if (!first.has(request.endpointId)) first.set(request.endpointId, request);
  return first.size === requests.length ? requests : [...first.values()];
}

/** Claims for one endpoint; `null` when nothing is due or another drainer owns it. */
export const claim = (request: ClaimRequest): Promise<Claim | null> => batched(request);

/** A body comes with the first of its deliveries; a large one comes with none. */
function shareBodies(rows: Row[]): void {
  const contents = new Map<string, Buffer>();
  for (const row of rows) if (row.content) contents.set(row.body_id, row.content);
  for (const row of rows) row.content = contents.get(row.body_id) ?? null;
}

function toClaim(request: ClaimRequest, rows: Row[] | undefined): Claim | null {
  const first = rows?.[0];
  if (!rows || !first) return null;
  const [
    projectId,
    configVersion,
    enabled,
    slow,
    careful,
    consecutiveFailures,
    failingSinceMs,
    paceAtMs,
    failedProbes,
    nowMs,
  ] = JSON.parse(first.head) as ClaimHead;
  const take = careful ? 1 : request.take;
  const unkeyed = rows.filter((row) => row.ordering_key === null).sort(inOrder);
  const keyed = unkeyed.length === rows.length ? NO_KEYS : byKey(request, { rows, take, nowMs });
  return {
    projectId,
    configVersion,
    enabled,
    slow,
    careful,
    consecutiveFailures,
    failingSinceMs,
    paceAtMs,
    failedProbes,
    nowMs,
    deliveries: [...unkeyed, ...keyed.ready].map(toDelivery),
    nextKeyedDueMs: keyed.nextDueMs,
    lastKey: keyed.lastKey,
    more: unkeyed.length >= take || keyed.ready.length > 0,
    behind: keyed.behind,
  };
}

const inOrder = (a: Row, b: Row) => a.due_ms - b.due_ms || (a.id < b.id ? -1 : 1);

type Keyed = { ready: Row[]; nextDueMs: number | null; lastKey: string | null; behind: boolean };
const NO_KEYS: Keyed = { ready: [], nextDueMs: null, lastKey: null, behind: false };

function byKey(request: ClaimRequest, given: { rows: Row[]; take: number; nowMs: number }): Keyed {
  const { rows, take, nowMs } = given;
  const inHand = new Set(request.inHand);
  const keysInHand = new Set(rows.filter((row) => inHand.has(row.id)).map((row) => row.ordering_key));
  const keyed = groupBy(
    rows.filter((row) => row.ordering_key !== null),
    (row) => row.ordering_key as string,
  );
  const keys = [...keyed].filter(([key]) => !keysInHand.has(key));
  const heads = keys.map(([, of]) => readyPrefix(of, nowMs));
  const later = heads.flatMap((head) => head.nextDueMs ?? []);
  const names = keys.map(([key]) => key).sort();
  const ofEachKey = Math.max(1, Math.floor(take / keyed.size));
  return {
    ready: heads.flatMap((head) => head.ready),
    nextDueMs: later.length > 0 ? Math.min(...later) : null,
    lastKey: names.length >= Math.min(take, KEYS_AT_ONCE) ? (names.at(-1) ?? null) : null,
    behind: [...keyed].some(
      ([key, of]) => keysInHand.has(key) && (of.length >= ofEachKey || of.some(({ id }) => !inHand.has(id))),
    ),
  };
}

/** What of one key may go now: from its head, as far as everything before it is due too. */
function readyPrefix(rows: Row[], nowMs: number): { ready: Row[]; nextDueMs: number | null } {
  const ordered = rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  const blocked = ordered.findIndex((row) => row.due_ms > nowMs);
  if (blocked === -1) return { ready: ordered, nextDueMs: null };
  return { ready: ordered.slice(0, blocked), nextDueMs: blocked === 0 ? (ordered[0]?.due_ms ?? null) : null };
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const toDelivery = (row: Row): ClaimedDelivery => ({
  id: row.id,
  eventId: row.event_id,
  bodyId: row.body_id,
  type: row.type,
  orderingKey: row.ordering_key,
  attemptCount: row.attempt_count,
  crashCount: row.crash_count,
  replayOf: row.replay_of,
  body: row.content,
});
