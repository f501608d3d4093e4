/** The one statement of claim: leases for those that have something due, and what is due, in few columns. */
import { ints, texts, uuids } from "./binary-arrays";
import type { ClaimRequest } from "./claim";

/** Bodies up to this many bytes come with the claim. */
const INLINE_BODY = 16_384;
export const KEYS_AT_ONCE = 64;

export type ClaimRow = {
  endpoint_id: string;
  /** `ClaimHead` as JSON. */
  head: string;
  id: string;
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

/** What is the same for all rows of an endpoint. Times are Unix milliseconds. */
export type ClaimHead = [
  projectId: string,
  configVersion: string,
  enabled: boolean,
  slow: boolean,
  careful: boolean,
  consecutiveFailures: number,
  failingSinceMs: number | null,
  paceAtMs: number | null,
  failedProbes: number,
  nowMs: number,
];

const COLUMNS = `d.id, d.event_id, d.body_id, d.type, d.ordering_key, d.attempt_count, d.crash_count, d.replay_of,
      d.next_attempt_at`;
// Rides endpoint_states_pkey, deliveries_due, deliveries_due_by_key, bodies_pkey. The lease is taken only where
// something was found: an endpoint with nothing due is not written to. A body that several deliveries share comes once.
export const CLAIM = {
  name: "claim",
  text: `
WITH RECURSIVE want AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) AS w(endpoint_id, token, take, after_key)
), in_hand AS (
  SELECT * FROM unnest($6::uuid[], $7::uuid[]) AS h(endpoint_id, id)
), free AS (
  SELECT w.endpoint_id, w.token, w.after_key, s.leased_at, CASE WHEN s.careful THEN 1 ELSE w.take END AS take
  FROM want w JOIN endpoint_states s ON s.endpoint_id = w.endpoint_id
  WHERE (s.lease_token IS NULL OR s.lease_token = w.token)
    -- What is held for longer than a drain would wait has its appointment.
    AND (s.pace_at IS NULL OR s.pace_at < now() + interval '1 second')
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
  SELECT f.endpoint_id, d.* FROM free f CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM deliveries d WHERE d.endpoint_id = f.endpoint_id AND d.status = 'pending'
      AND d.ordering_key IS NULL AND d.next_attempt_at <= now() AND d.id NOT IN (SELECT id FROM in_hand)
    ORDER BY d.next_attempt_at, d.id LIMIT f.take) d
  UNION ALL
  SELECT k.endpoint_id, d.* FROM keyed k CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM deliveries d WHERE d.endpoint_id = k.endpoint_id AND d.status = 'pending'
      AND d.ordering_key = k.key ORDER BY d.id LIMIT k.each) d
), held AS (
  SELECT endpoint_id, array_agg(id) AS ids FROM (
    SELECT endpoint_id, id, true AS found FROM due UNION ALL SELECT endpoint_id, id, false FROM in_hand) all_of
  GROUP BY endpoint_id HAVING bool_or(found)
), own AS (
  UPDATE endpoint_states s
  SET lease_token = f.token, lease_worker = $5, leased_at = now(), leased_deliveries = held.ids
  FROM free f JOIN held USING (endpoint_id)
  -- Whoever held it since this statement began has done what is due here, and more.
  WHERE s.endpoint_id = f.endpoint_id AND (s.lease_token IS NULL OR s.lease_token = f.token)
    AND s.leased_at IS NOT DISTINCT FROM f.leased_at
  RETURNING s.endpoint_id, s.slow, s.careful, s.consecutive_failures, s.failing_since, s.pace_at, s.failed_probes
), heads AS MATERIALIZED (
  SELECT o.endpoint_id, json_build_array(e.project_id, e.version || '.' || p.policy_version,
    e.status = 'enabled' AND e.deleted_at IS NULL AND p.deleted_at IS NULL, o.slow, o.careful, o.consecutive_failures,
    date_part('epoch', o.failing_since) * 1000, date_part('epoch', o.pace_at) * 1000, o.failed_probes,
    date_part('epoch', now()) * 1000)::text AS head
  FROM own o JOIN endpoints e ON e.id = o.endpoint_id JOIN projects p ON p.id = e.project_id
), found AS (
  SELECT h.head, due.*, row_number() OVER (PARTITION BY due.body_id) = 1 AS first_of_body
  FROM heads h JOIN due ON due.endpoint_id = h.endpoint_id
)
SELECT f.endpoint_id, f.head, f.id, f.event_id, f.body_id, f.type, f.ordering_key, f.attempt_count, f.crash_count,
  f.replay_of, date_part('epoch', f.next_attempt_at) * 1000 AS due_ms,
  CASE WHEN octet_length(b.content) <= ${INLINE_BODY} THEN b.content END AS content
FROM found f LEFT JOIN bodies b ON f.first_of_body AND b.id = f.body_id`,
};

/** The values of `CLAIM`, in the order of its parameters. */
export function claimValues(requests: ClaimRequest[]): unknown[] {
  const inHand: { endpointId: string; id: string }[] = [];
  for (const { endpointId, inHand: ids } of requests) for (const id of ids) inHand.push({ endpointId, id });
  return [
    uuids(requests, (request) => request.endpointId),
    uuids(requests, (request) => request.token),
    ints(requests, (request) => request.take),
    texts(requests, (request) => request.afterKey),
    requests[0]?.workerId,
    uuids(inHand, (each) => each.endpointId),
    uuids(inHand, (each) => each.id),
  ];
}
