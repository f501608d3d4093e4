/**
 * Fills the ledger as months of work would have left it: rows as the product writes them, skewed as traffic is, with
 * values that are frequent, rare and nowhere. Deterministic but for the ids of what is made through `makeEndpoints`.
 */
import { createHash } from "node:crypto";
import { generateApiKey } from "@/lib/api-keys";
import { DURATION_LIMITS_MS } from "@/lib/latency-histogram";
import { hashPassword } from "@/lib/passwords";
import { newUuid, publicId } from "@/lib/platform/ids";
import type { Ledger, Project } from "./ledger";
import { projectOf } from "./ledger";

export const ENDPOINTS = 200;
const TYPES = 115;
const SPAN_DAYS = 89;
const PERSON = { email: "bench@example.com", password: "correct horse battery" };

export type Seeded = { project: Project; person: typeof PERSON; endpoints: string[] };

/** A workspace with a key for everything, somebody who may read its audit log, and two projects. */
async function seedPeople({ query }: Ledger): Promise<{ workspaceId: string; key: string }> {
  const workspaceId = newUuid();
  const userId = newUuid();
  const key = generateApiKey("phk_live");
  await query("INSERT INTO workspaces (id, name) VALUES ($1, 'Lists')", [workspaceId]);
  await query(
    `INSERT INTO api_keys (id, workspace_id, name, hint, hash, scopes)
    VALUES ($1, $2, 'lists', '', $3, '{read,events:write,endpoints:write,endpoints:admin,replay,workspace:write}')`,
    [newUuid(), workspaceId, createHash("sha256").update(key).digest()],
  );
  await query("INSERT INTO users (id, email, name, password_hash) VALUES ($1, $2, 'Olga', $3)", [
    userId,
    PERSON.email,
    await hashPassword(PERSON.password),
  ]);
  await query("INSERT INTO members (workspace_id, user_id, role) VALUES ($1, $2, 'owner')", [
    workspaceId,
    userId,
  ]);
  return { workspaceId, key };
}

// `u` is a number from 0 to 1 that looks random and is the same in every run; `id7` a UUIDv7 of that time.
const FUNCTIONS = `
CREATE OR REPLACE FUNCTION pg_temp.u(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
  $$ SELECT (hashint8extended(n, salt) & 4294967295)::float8 / 4294967296 $$;
CREATE OR REPLACE FUNCTION pg_temp.id7(at timestamptz, n bigint, salt int) RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
    || '8' || lpad(to_hex(salt), 3, '0') || lpad(to_hex(n), 12, '0'))::uuid $$;`;

/** What is made for each event: denser towards now; every tenth is another project's. */
const EVENTS = `
CREATE TEMP TABLE seed_events AS
SELECT i, at, pg_temp.id7(at, i, 1) AS id, pg_temp.id7(at, i, 2) AS body_id,
  CASE WHEN i % 10 = 0 THEN $2::uuid ELSE $1::uuid END AS project_id,
  CASE WHEN i % ($3::bigint / 7) = 3 THEN 'account.erased' ELSE 'kind' || t % 12 || '.type' || t END AS type,
  CASE WHEN i % ($3::bigint / 7) = 3 THEN 'privacy' WHEN t % 12 > 8 THEN NULL ELSE 'category' || t % 12 END AS category,
  CASE WHEN i % ($3::bigint / 5) = 4 THEN 'audit-eu' WHEN c < 0.3 THEN 'orders' WHEN c < 0.45 THEN 'billing'
    WHEN c < 0.5 THEN 'process-' || floor(c * 1000) END AS channel,
  CASE WHEN i % ($3::bigint / 3) = 9 THEN 'run-rare' WHEN pg_temp.u(i, 5) < 0.02 THEN 'run-' || i / 20 END AS run_id, 1 + floor(pg_temp.u(i, 6) * 5)::int AS fan
FROM (SELECT i, now() - interval '1 minute' - interval '${SPAN_DAYS} days' * power(1 - i / $3::float8, 1.6) AS at,
  floor(${TYPES} * power(greatest(pg_temp.u(i, 1), 0.001), 3))::int AS t, pg_temp.u(i, 2) AS c FROM generate_series(1, $3::bigint) AS i) AS g`;

const EVENT_ROWS = `
INSERT INTO events (id, project_id, producer_id, type, category, channel, run_id, "timestamp", payload, content_hash,
  fan_out_id, created_at)
SELECT id, project_id, CASE WHEN i % 4 = 0 THEN 'order-' || i END, type, category, channel, run_id, at,
  convert_to('{"id":' || i || ',"customer":{"id":"cus_' || i % 5000 || '","email":"ada@example.com","locale":"en-GB"},'
    || '"lines":[{"sku":"HORN-AMBER-01","quantity":1,"unitPrice":"129.00"}],"total":"178.00","currency":"EUR"}', 'UTF8'),
  '\\x00', $1::uuid, at FROM seed_events ORDER BY i`;

const BODY_ROWS = `
INSERT INTO bodies (id, event_id, dialect, content)
SELECT body_id, id, 'standard', convert_to('{"type":"' || type || '","timestamp":"' || at || '","data":{"id":' || i
  || ',"customer":{"id":"cus_' || i % 5000 || '","email":"ada@example.com"},"total":"178.00","currency":"EUR"}}', 'UTF8')
FROM seed_events ORDER BY i`;

/** The last endpoint got three, the one before nothing for forty days and much until then. $1: endpoints of the project, $2: those of the other, $3: how many events. */
const DELIVERY_ROWS = `
INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, status, next_attempt_at,
  attempt_count, last_status_code, last_duration_ms, reason, replay_of, run_id, created_at, settled_at)
SELECT pg_temp.id7(at + interval '1 millisecond', n, 3), project_id, id,
  CASE WHEN i % 10 = 0 THEN ($2::uuid[])[1 + floor(cardinality($2::uuid[]) * e)]
    WHEN i % ($3::bigint / 3) = 5 THEN ($1::uuid[])[${ENDPOINTS}]
    WHEN e < 0.05 AND at < now() - interval '40 days' THEN ($1::uuid[])[${ENDPOINTS - 1}]
    ELSE ($1::uuid[])[1 + floor(${ENDPOINTS - 2} * power(greatest(e, 0.001), 2.5))] END,
  body_id, type, CASE WHEN c < 0.003 THEN 'replay' ELSE category END, status::delivery_status,
  CASE WHEN status = 'pending' THEN now() + interval '1 day' END,
  CASE status WHEN 'failed' THEN 8 WHEN 'pending' THEN 3 WHEN 'succeeded' THEN 1 WHEN 'cancelled' THEN 2 ELSE 0 END,
  CASE WHEN i % ($3::bigint / 3) = 7 THEN 418 WHEN status = 'succeeded' THEN
      CASE WHEN s < 0.8 THEN 200 WHEN s < 0.93 THEN 204 WHEN s < 0.98 THEN 201 WHEN s < 0.99999 THEN 202 ELSE 207 END
    WHEN status <> 'held' AND s < 0.75 THEN (ARRAY[500, 502, 503, 503, 503, 404, 429, 400])[1 + floor(s / 0.75 * 8)] END,
  CASE WHEN status <> 'held' THEN floor(20 + 400 * power(greatest(d, 0.01), 6) + 8000 * power(greatest(d, 0.5), 60))::int END,
  CASE WHEN status = 'cancelled' THEN 'disabled' WHEN status NOT IN ('succeeded', 'held') AND s >= 0.75
      THEN CASE WHEN i % ($3::bigint / 3) < 9 THEN 'tls' WHEN s < 0.9 THEN 'timeout' ELSE 'connect' END
    WHEN status = 'failed' THEN 'exhausted' END,
  CASE WHEN c < 0.003 THEN pg_temp.id7(at, n, 4) END, run_id, at + interval '1 millisecond',
  CASE WHEN status NOT IN ('pending', 'held') THEN at + interval '1 second' END
FROM (SELECT *, pg_temp.u(n, 11) AS e, pg_temp.u(n, 12) AS s, pg_temp.u(n, 13) AS d, pg_temp.u(n, 14) AS c,
    CASE WHEN r < 0.020 OR i % ($3::bigint / 3) = 7 THEN 'failed' WHEN r < 0.029 THEN 'cancelled'
      WHEN r < 0.0291 AND run_id IS NOT NULL THEN 'held' WHEN r > 0.99 AND at > now() - interval '6 hours' THEN 'pending'
      ELSE 'succeeded' END AS status
  FROM (SELECT *, i * 8 + j AS n, pg_temp.u(i * 8 + j, 10) AS r FROM seed_events
    CROSS JOIN LATERAL generate_series(1, fan) AS j) AS each) AS drawn
ORDER BY n`;

const ATTEMPT_ROWS = `
INSERT INTO attempts (id, delivery_id, number, trigger, started_at, duration_ms, phases, url, request_headers,
  status_code, response_headers, response_body, error_code, error_message)
SELECT uuidv7(), d.id, n, 'schedule',
  d.created_at + n * interval '1 second', coalesce(d.last_duration_ms, 10), '{-1,-1,-1,12}', 'https://hooks.example.com/in',
  '[["webhook-id","evt_01jx3m5q8zk4t7w2y9c6b1n0af"],["webhook-timestamp","1780000000"],["webhook-signature","v1,n0bCZkHcFZn4m1F9pE2J3m5Q8ZK4T7W2Y9C6B1N0AFc="],["content-type","application/json"]]',
  d.last_status_code, '[["content-type","text/plain"],["date","Sat, 21 Nov 2026 10:00:00 GMT"],["server","nginx"]]',
  CASE WHEN d.status = 'failed' THEN convert_to('upstream is away', 'UTF8') END,
  CASE WHEN d.last_status_code IS NULL THEN d.reason END, CASE WHEN d.last_status_code IS NULL THEN 'It did not answer.' END
FROM deliveries d CROSS JOIN LATERAL generate_series(1, d.attempt_count) AS n WHERE d.attempt_count > 0`;

/** As `lib/delivery/stats.ts` counts and `stats-compaction.ts` gathers: the older, the coarser; in the order of time. */
const STATS_ROWS = `
INSERT INTO delivery_stats (project_id, endpoint_id, type, bucket, attempts_succeeded, attempts_retried, attempts_failed,
  deliveries_succeeded, deliveries_failed, deliveries_waiting, durations)
SELECT project_id, endpoint_id, type, bucket, count(*) FILTER (WHERE status = 'succeeded'),
  coalesce(sum(attempt_count - 1) FILTER (WHERE status = 'failed'), 0), count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'succeeded'), count(*) FILTER (WHERE status = 'failed'),
  count(*) FILTER (WHERE status = 'pending'),
  ARRAY[${Array.from({ length: DURATION_LIMITS_MS.length + 1 }, (_, i) => `count(*) FILTER (WHERE b = ${i})`).join(", ")}]
FROM (SELECT project_id, status, attempt_count,
    width_bucket(last_duration_ms - 1, ARRAY[${DURATION_LIMITS_MS.join(", ")}]) AS b,
    m - m % CASE WHEN created_at > now() - interval '75 minutes' THEN finest
      WHEN created_at > now() - interval '2 days' THEN greatest(finest, 30) WHEN created_at > now() - interval '8 days' THEN 180
      WHEN created_at > now() - interval '31 days' THEN 720 ELSE 1440 END AS bucket, kept.*
  FROM deliveries CROSS JOIN LATERAL (SELECT floor(extract(epoch FROM created_at) / 60)::int) AS minute(m)
  CROSS JOIN LATERAL (VALUES (deliveries.endpoint_id, '', 60), ('00000000-0000-0000-0000-000000000000'::uuid, deliveries.type, 1),
    ('00000000-0000-0000-0000-000000000000'::uuid, '', 1)) AS kept(endpoint_id, type, finest)) AS each
GROUP BY 1, 2, 3, 4 ORDER BY bucket`;

const AROUND = [
  `INSERT INTO event_types (id, workspace_id, name, category)
    SELECT gen_random_uuid(), $1::uuid, 'kind' || t % 12 || '.type' || t, CASE WHEN t % 12 <= 8 THEN 'category' || t % 12 END
    FROM generate_series(0, 999) AS t UNION ALL SELECT gen_random_uuid(), $1::uuid, 'account.erased', 'privacy'`,
  `INSERT INTO projects (id, workspace_id, uid, name)
    SELECT pg_temp.id7(now(), n, 6), $1::uuid, 'customer-' || n, 'Customer ' || n FROM generate_series(1, 2000) AS n`,
];

/** Over 83 days. $1: the workspace, $2: how many. */
const AUDIT_ROWS = `INSERT INTO audit_entries (id, workspace_id, actor_kind, actor_id, actor_name, action, target_id, detail, at)
    SELECT pg_temp.id7(at, n, 7), $1::uuid, (ARRAY['user', 'api-key', 'system'])[1 + n % 3],
      CASE WHEN n % 3 < 2 THEN 'usr_' || lpad((n % 40)::text, 26, '0') END, 'Olga',
      CASE WHEN n % 100000 = 5 THEN 'workspace.update' ELSE (ARRAY['endpoint.update', 'endpoint.disable', 'endpoint.enable',
        'delivery.replay', 'project.create'])[1 + n % 5] END, 'ep_' || n, '{"changed":["url"]}', at
    FROM generate_series(1, $2::int) AS n
    CROSS JOIN LATERAL (SELECT now() - ($2::int + 1 - n) * (interval '7200000 seconds' / $2::int)) AS t(at)`;

/** $1: the project. */
const AROUND_PROJECT = [
  `INSERT INTO runs (project_id, run_id, started_at, flush_at, flushed_at)
    SELECT $1::uuid, run_id, min(at), max(at) + interval '100 days', CASE WHEN max(i) % 50 > 0 THEN max(at) END
    FROM seed_events WHERE run_id IS NOT NULL AND project_id = $1::uuid GROUP BY run_id`,
  `INSERT INTO runs (project_id, run_id, started_at, flush_at, flushed_at) SELECT $1::uuid, 'nightly-' || n, at, at, at
    FROM generate_series(1, 5000) AS n CROSS JOIN LATERAL (SELECT now() - n * interval '20 minutes') AS t(at)`,
  `INSERT INTO replay_jobs (id, project_id, filter, status, per_second, total, done)
    SELECT pg_temp.id7(now(), n, 8), $1::uuid, '{}', 'done', 50, 10, 10 FROM generate_series(1, 5000) AS n`,
];

/** Fills it with about so many deliveries; `say` hears what is being done. */
export async function seedLists(
  ledger: Ledger,
  deliveries: number,
  say: (words: string) => void,
): Promise<Seeded> {
  const { query, makeEndpoints } = ledger;
  const { workspaceId, key } = await seedPeople(ledger);
  const [project, other] = [newUuid(), newUuid()].map((id) => projectOf(id, key)) as [Project, Project];
  for (const { uuid } of [project, other])
    await query("INSERT INTO projects (id, workspace_id, name) VALUES ($1, $2, 'Project')", [
      uuid,
      workspaceId,
    ]);
  await makeEndpoints(project, ENDPOINTS, (index) => `https://hooks${index}.example.com/in`);
  await makeEndpoints(other, 20, (index) => `https://other${index}.example.com/in`);
  const idsOf = async ({ uuid }: Project): Promise<string[]> =>
    (
      await query<{ id: string }>("SELECT id FROM endpoints WHERE project_id = $1 ORDER BY number", [uuid])
    ).rows.map(({ id }) => id);
  const endpoints = await idsOf(project);
  const events = Math.ceil(deliveries / 3);
  const fanOut = newUuid();
  await query(FUNCTIONS);
  await query(
    "INSERT INTO fan_outs (id, project_id, routing_version, type, skipped) VALUES ($1, $2, 0, '', $3)",
    [fanOut, project.uuid, JSON.stringify({ "not-subscribed": endpoints.slice(5) })],
  );
  for (const statement of AROUND) await query(statement, [workspaceId]);
  await query(AUDIT_ROWS, [workspaceId, Math.min(deliveries, 300_000)]);
  const rebuild = await dropIndexes(ledger);
  say("events");
  await query(EVENTS, [project.uuid, other.uuid, events]);
  await query(EVENT_ROWS, [fanOut]);
  await query(BODY_ROWS);
  say("deliveries");
  await query(DELIVERY_ROWS, [endpoints, await idsOf(other), events]);
  say("attempts");
  await query(ATTEMPT_ROWS);
  say("rollups");
  await query(STATS_ROWS);
  for (const statement of AROUND_PROJECT) await query(statement, [project.uuid]);
  say("indexes");
  await rebuild();
  await query("VACUUM (ANALYZE)");
  return { project, person: PERSON, endpoints: endpoints.map((id) => publicId("endpoint", id)) };
}

/** Millions of rows go in faster without indexes; what it answers makes them again. The worker's sweep keeps its own. */
async function dropIndexes({ query }: Ledger): Promise<() => Promise<void>> {
  const { rows } = await query<{ name: string; text: string }>(
    `SELECT indexname AS name, indexdef AS text FROM pg_indexes
    WHERE tablename IN ('events', 'bodies', 'deliveries', 'attempts') AND indexname NOT LIKE '%_pkey'
      AND indexname NOT LIKE 'deliveries_due%'`,
  );
  for (const { name } of rows) await query(`DROP INDEX "${name}"`);
  return async () => {
    await query("SET maintenance_work_mem = '512MB'");
    for (const { text } of rows) await query(text);
  };
}
