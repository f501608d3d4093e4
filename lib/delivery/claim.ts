/**
 * Claims what is due: takes the endpoint's lease and reads its next deliveries in one statement for all
 * endpoints that ask within the same moment. It promises that an endpoint has one owner (the lease), that
 * deliveries of one ordering key come in order behind their head, and that nothing in hand comes twice.
 */
import { pool, run } from "@/lib/platform/db";
import { createBatcher } from "./batcher";

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

type Row = {
  endpoint_id: string;
  project_id: string;
  config_version: string;
  enabled: boolean;
  slow: boolean;
  careful: boolean;
  consecutive_failures: number;
  failing_since_ms: number | null;
  pace_at_ms: number | null;
  now_ms: number;
  id: string | null;
  event_id: string;
  body_id: string;
  type: string;
  ordering_key: string | null;
  attempt_count: number;
  crash_count: number;
  replay_of: string | null;
  due_ms: number;
  content: Buffer | null;
};

/** Bodies up to this many bytes come with the claim. */
const INLINE_BODY = 16_384;
const KEYS_AT_ONCE = 64;

// Rides endpoint_states_pkey, deliveries_due, deliveries_due_by_key, bodies_pkey. The lease is taken only
// where something was found: an endpoint with nothing due is not written to.
const CLAIM = {
  name: "claim",
  text: `
WITH RECURSIVE want AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) AS w(endpoint_id, token, take, after_key)
), free AS (
  SELECT w.endpoint_id, w.token, w.after_key, CASE WHEN s.careful THEN 1 ELSE w.take END AS take
  FROM want w JOIN endpoint_states s ON s.endpoint_id = w.endpoint_id
  WHERE s.lease_token IS NULL OR s.lease_token = w.token
), keys AS (
  SELECT f.endpoint_id, f.take, 1 AS n, (
    SELECT d.ordering_key FROM deliveries d WHERE d.endpoint_id = f.endpoint_id AND d.status = 'pending'
      AND d.ordering_key IS NOT NULL AND (f.after_key IS NULL OR d.ordering_key > f.after_key)
    ORDER BY d.ordering_key LIMIT 1) AS key
  FROM free f
  UNION ALL
  SELECT k.endpoint_id, k.take, k.n + 1, (
    SELECT d.ordering_key FROM deliveries d WHERE d.endpoint_id = k.endpoint_id AND d.status = 'pending'
      AND d.ordering_key > k.key ORDER BY d.ordering_key LIMIT 1)
  FROM keys k WHERE k.key IS NOT NULL AND k.n < LEAST(k.take, ${KEYS_AT_ONCE})
), keyed AS (
  SELECT k.endpoint_id, k.key, GREATEST(1, k.take / (count(*) OVER (PARTITION BY k.endpoint_id))) AS each
  FROM keys k WHERE k.key IS NOT NULL
), due AS (
  SELECT f.endpoint_id, d.id FROM free f CROSS JOIN LATERAL (
    SELECT d.id FROM deliveries d WHERE d.endpoint_id = f.endpoint_id AND d.status = 'pending'
      AND d.ordering_key IS NULL AND d.next_attempt_at <= now() AND d.id <> ALL ($6::uuid[])
    ORDER BY d.next_attempt_at, d.id LIMIT f.take) d
  UNION ALL
  SELECT k.endpoint_id, d.id FROM keyed k CROSS JOIN LATERAL (
    SELECT d.id FROM deliveries d WHERE d.endpoint_id = k.endpoint_id AND d.status = 'pending'
      AND d.ordering_key = k.key ORDER BY d.id LIMIT k.each) d
), own AS (
  UPDATE endpoint_states s
  SET lease_token = f.token, lease_worker = $5, leased_at = now(), leased_deliveries = g.ids || ARRAY(
    SELECT h.id FROM unnest($7::uuid[], $6::uuid[]) AS h(endpoint_id, id) WHERE h.endpoint_id = f.endpoint_id)
  FROM free f JOIN (SELECT endpoint_id, array_agg(id) AS ids FROM due GROUP BY endpoint_id) g USING (endpoint_id)
  WHERE s.endpoint_id = f.endpoint_id AND (s.lease_token IS NULL OR s.lease_token = f.token)
  RETURNING s.endpoint_id, s.slow, s.careful, s.consecutive_failures, s.failing_since, s.pace_at
)
SELECT o.endpoint_id, e.project_id, e.version || '.' || p.policy_version AS config_version,
  e.status = 'enabled' AND e.deleted_at IS NULL AND p.deleted_at IS NULL AS enabled, o.slow, o.careful,
  o.consecutive_failures, extract(epoch FROM o.failing_since)::float8 * 1000 AS failing_since_ms,
  extract(epoch FROM o.pace_at)::float8 * 1000 AS pace_at_ms, extract(epoch FROM now())::float8 * 1000 AS now_ms,
  d.id, d.event_id, d.body_id, d.type, d.ordering_key, d.attempt_count, d.crash_count, d.replay_of,
  extract(epoch FROM d.next_attempt_at)::float8 * 1000 AS due_ms,
  CASE WHEN octet_length(b.content) <= ${INLINE_BODY} THEN b.content END AS content
FROM own o
JOIN endpoints e ON e.id = o.endpoint_id
JOIN projects p ON p.id = e.project_id
JOIN due ON due.endpoint_id = o.endpoint_id
JOIN deliveries d ON d.id = due.id
JOIN bodies b ON b.id = d.body_id`,
};

const MAX_ENDPOINTS = 256;

const batched = createBatcher<ClaimRequest, Claim | null>({
  maxItems: MAX_ENDPOINTS,
  atOnce: 2,
  async work(requests) {
    const rows = await run<Row>(pool("delivery"), CLAIM, [
      requests.map((request) => request.endpointId),
      requests.map((request) => request.token),
      requests.map((request) => request.take),
      requests.map((request) => request.afterKey),
      requests[0]?.workerId,
      requests.flatMap((request) => request.inHand),
      requests.flatMap((request) => request.inHand.map(() => request.endpointId)),
    ]);
    const byEndpoint = groupBy(rows, (row) => row.endpoint_id);
    return requests.map((request) => toClaim(request, byEndpoint.get(request.endpointId)));
  },
});

/** Claims for one endpoint; `null` when nothing is due or another drainer owns it. */
export const claim = (request: ClaimRequest): Promise<Claim | null> => batched(request);

function toClaim(request: ClaimRequest, rows: Row[] | undefined): Claim | null {
  const first = rows?.[0];
  if (!rows || !first) return null;
  const inHand = new Set(request.inHand);
  const keysInHand = new Set(
    rows.filter((row) => row.id && inHand.has(row.id)).map((row) => row.ordering_key),
  );
  const unkeyed = rows.filter((row) => row.ordering_key === null);
  const keyed = groupBy(
    rows.filter((row) => row.ordering_key !== null),
    (row) => row.ordering_key as string,
  );
  const keys = [...keyed].filter(([key]) => !keysInHand.has(key));
  const heads = keys.map(([, of]) => readyPrefix(of, first.now_ms));
  const later = heads.flatMap((head) => head.nextDueMs ?? []);
  const names = keys.map(([key]) => key).sort();
  const take = first.careful ? 1 : request.take;
  const ofEachKey = Math.max(1, Math.floor(take / keyed.size));
  return {
    projectId: first.project_id,
    configVersion: first.config_version,
    enabled: first.enabled,
    slow: first.slow,
    careful: first.careful,
    consecutiveFailures: first.consecutive_failures,
    failingSinceMs: first.failing_since_ms,
    paceAtMs: first.pace_at_ms,
    nowMs: first.now_ms,
    deliveries: [
      ...unkeyed.sort((a, b) => a.due_ms - b.due_ms || (String(a.id) < String(b.id) ? -1 : 1)),
      ...heads.flatMap((head) => head.ready),
    ].map(toDelivery),
    nextKeyedDueMs: later.length > 0 ? Math.min(...later) : null,
    lastKey: names.length >= Math.min(take, KEYS_AT_ONCE) ? (names.at(-1) ?? null) : null,
    more: unkeyed.length >= take || heads.some((head) => head.ready.length > 0),
    behind: [...keyed].some(
      ([key, of]) =>
        keysInHand.has(key) && (of.length >= ofEachKey || of.some(({ id }) => !inHand.has(id as string))),
    ),
  };
}

/** What of one key may go now: from its head, as far as everything before it is due too. */
function readyPrefix(rows: Row[], nowMs: number): { ready: Row[]; nextDueMs: number | null } {
  const ordered = rows.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
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
  id: row.id as string,
  eventId: row.event_id,
  bodyId: row.body_id,
  type: row.type,
  orderingKey: row.ordering_key,
  attemptCount: row.attempt_count,
  crashCount: row.crash_count,
  replayOf: row.replay_of,
  body: row.content,
});
