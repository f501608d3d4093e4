/** The one statement of record: endpoint state under the lease, then attempts and deliveries of those that hold it. */
import { bools, byteas, floats, ints, smallints, texts, uuids } from "./binary-arrays";
import type { AttemptResult, EndpointResults } from "./record";

// Rides endpoint_states_pkey, deliveries_pkey, deliveries_due, endpoints_pkey. `owner` re-reads the lease under the row's lock,
// so that a drainer whose lease went to another in the meantime writes nothing at all.
export const RECORD = {
  name: "record",
  text: `
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::float8[], $5::float8[], $6::int[], $7::bool[], $8::bool[], $9::bool[])
  AS g(endpoint_id, token, consecutive_failures, failing_since, pace_at, failed_probes, slow, careful, release)
), owner AS (
  UPDATE endpoint_states s SET
    consecutive_failures = g.consecutive_failures,
    failing_since = to_timestamp(g.failing_since / 1000),
    pace_at = to_timestamp(g.pace_at / 1000),
    failed_probes = g.failed_probes,
    slow = g.slow, careful = g.careful,
    lease_token = CASE WHEN g.release THEN NULL ELSE s.lease_token END,
    lease_worker = CASE WHEN g.release THEN NULL ELSE s.lease_worker END,
    leased_deliveries = CASE WHEN g.release THEN '{}' ELSE s.leased_deliveries END
  FROM given g WHERE s.endpoint_id = g.endpoint_id AND s.lease_token = g.token
  RETURNING s.endpoint_id, g.release
), result AS (
  SELECT r.* FROM unnest($10::uuid[], $11::uuid[], $12::uuid[], $13::smallint[], $14::text[], $15::float8[], $16::text[],
    $17::text[], $18::float8[], $19::int[], $20::int[], $21::int[], $22::int[], $23::int[], $24::text[], $25::text[],
    $26::smallint[], $27::text[], $28::bytea[], $29::bool[], $30::text[], $31::text[])
  AS r(endpoint_id, attempt_id, delivery_id, before, status, delay_ms, reason, trigger, started_at, duration_ms,
    dns, connect, tls, first_byte, url, request_headers, status_code, response_headers, response_body, truncated,
    error_code, error_message)
  JOIN owner o ON o.endpoint_id = r.endpoint_id
), moved AS (
  UPDATE deliveries d SET
    -- What was cancelled while it was in flight may still have arrived, but is not tried again.
    status = CASE WHEN r.status = 'pending' THEN d.status ELSE r.status::delivery_status END,
    attempt_count = r.before + 1,
    next_attempt_at = CASE WHEN r.status = 'pending' AND d.status = 'pending'
      THEN date_trunc('milliseconds', now() + r.delay_ms * interval '1 millisecond') END,
    last_status_code = r.status_code, last_duration_ms = r.duration_ms, reason = CASE WHEN r.status = 'pending' AND d.status = 'cancelled' THEN d.reason ELSE r.reason END,
    settled_at = CASE WHEN r.status <> 'pending' OR d.status = 'cancelled' THEN now() END
  FROM result r
  WHERE d.id = r.delivery_id AND d.attempt_count = r.before AND d.status IN ('pending', 'cancelled')
  RETURNING d.crash_count, r.*
), kept AS (
  INSERT INTO attempts (id, delivery_id, number, trigger, started_at, duration_ms, phases, url, request_headers,
    status_code, response_headers, response_body, truncated, error_code, error_message)
  SELECT attempt_id, delivery_id, before + crash_count + 1, trigger, to_timestamp(started_at / 1000), duration_ms,
    ARRAY[dns, connect, tls, first_byte], url, request_headers, status_code, response_headers, response_body, truncated,
    error_code, error_message
  FROM moved
  ON CONFLICT (delivery_id, number) DO NOTHING
)
SELECT o.endpoint_id, date_part('epoch', now()) * 1000 AS now_ms, CASE WHEN o.release THEN (
  SELECT date_part('epoch', d.next_attempt_at) * 1000 FROM deliveries d
  WHERE d.endpoint_id = o.endpoint_id AND d.status = 'pending' AND d.ordering_key IS NULL AND d.id NOT IN (SELECT delivery_id FROM result)
  ORDER BY d.next_attempt_at, d.id LIMIT 1) END AS next_due_ms, CASE WHEN NOT o.release THEN (
  SELECT CASE WHEN e.status = 'enabled' AND e.deleted_at IS NULL AND p.deleted_at IS NULL
    THEN e.version || '.' || p.policy_version ELSE 'disabled' END
  FROM endpoints e JOIN projects p ON p.id = e.project_id WHERE e.id = o.endpoint_id) END AS config_version
FROM owner o`,
};

/** The values of `RECORD`, in the order of its parameters. */
export function recordValues(items: EndpointResults[]): unknown[] {
  const rows: AttemptResult[] = [];
  const endpointIds: string[] = [];
  for (const { endpointId, results } of items)
    for (const result of results) {
      rows.push(result);
      endpointIds.push(endpointId);
    }
  return [
    uuids(items, (item) => item.endpointId),
    uuids(items, (item) => item.token),
    ints(items, (item) => item.state.consecutiveFailures),
    floats(items, (item) => item.state.failingSinceMs),
    floats(items, (item) => item.state.paceAtMs),
    ints(items, (item) => item.state.failedProbes),
    bools(items, (item) => item.state.slow),
    bools(items, (item) => item.state.careful),
    bools(items, (item) => item.release),
    uuids(endpointIds, (id) => id),
    uuids(rows, (row) => row.attemptId),
    uuids(rows, (row) => row.deliveryId),
    smallints(rows, (row) => row.attemptsBefore),
    texts(rows, (row) => row.status),
    floats(rows, (row) => row.delayMs),
    texts(rows, (row) => row.reason),
    texts(rows, (row) => row.trigger),
    floats(rows, (row) => row.startedAtMs),
    ints(rows, (row) => Math.round(row.durationMs)),
    ints(rows, (row) => row.phases[0] ?? -1),
    ints(rows, (row) => row.phases[1] ?? -1),
    ints(rows, (row) => row.phases[2] ?? -1),
    ints(rows, (row) => row.phases[3] ?? -1),
    texts(rows, (row) => row.url),
    texts(rows, (row) => row.requestHeaders),
    smallints(rows, (row) => row.statusCode),
    texts(rows, (row) => row.responseHeaders),
    byteas(rows, (row) => row.responseBody),
    bools(rows, (row) => row.truncated),
    texts(rows, (row) => row.errorCode),
    texts(rows, (row) => row.errorMessage),
  ];
}
