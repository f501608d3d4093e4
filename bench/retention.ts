/**
 * What retention costs those who send: delivered per second with nothing to delete, while a million old deliveries go,
 * and after. Retention is the worker's own, at its own pace.
 */
import { newUuid } from "@/lib/platform/ids";
import type { Bench } from "./bench";
import { monotonicMs, sleep } from "./clock";
import { delivering } from "./delivered";
import type { Project } from "./ledger";
import type { Figure } from "./report";

const ENDPOINTS = 50;
const OLD_EVENTS = 333_334;
const EACH = 3;
const OLDEST_DAYS = 200;
const YOUNGEST_DAYS = 100;
const START_TIMEOUT_MS = 150_000;

/** Settled long ago, a hundred to two hundred days: $1 the project, $2 an endpoint. */
const OLD_ROWS = [
  `CREATE TEMP TABLE old_events AS SELECT i, at,
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8001' || lpad(to_hex(i), 12, '0'))::uuid AS id
    FROM generate_series(1, ${OLD_EVENTS}) AS i CROSS JOIN LATERAL (SELECT now() - interval '${OLDEST_DAYS} days'
      + interval '${OLDEST_DAYS - YOUNGEST_DAYS} days' * (i / ${OLD_EVENTS}.0)) AS t(at)`,
  `INSERT INTO events (id, project_id, producer_id, type, "timestamp", payload, content_hash, fan_out_id, created_at)
    SELECT id, $1::uuid, CASE WHEN i % 2 = 0 THEN 'old-' || i END, 'order.created', at,
      convert_to('{"id":' || i || ',"customer":{"id":"cus_8214","email":"ada@example.com"},"total":"178.00"}', 'UTF8'),
      '\\x00', $2::uuid, at FROM old_events ORDER BY i`,
  `INSERT INTO bodies (id, event_id, dialect, content) SELECT id, id, 'standard',
      convert_to('{"type":"order.created","data":{"id":' || i || ',"customer":{"id":"cus_8214"}}}', 'UTF8')
    FROM old_events WHERE $1::uuid IS NOT NULL AND $2::uuid IS NOT NULL ORDER BY i`,
  `INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status, attempt_count, last_status_code,
      last_duration_ms, created_at, settled_at)
    SELECT overlay(id::text PLACING '8' || j || '01' FROM 20 FOR 4)::uuid, $1::uuid, id, $2::uuid, id, 'order.created',
      'succeeded', 1, 200, 20, at, at FROM old_events CROSS JOIN generate_series(1, ${EACH}) AS j ORDER BY i, j`,
  `INSERT INTO attempts (id, delivery_id, number, trigger, started_at, duration_ms, phases, url, request_headers, status_code,
      response_headers)
    SELECT id, id, 1, 'schedule', created_at, 20, '{-1,-1,-1,12}', 'http://127.0.0.1:9/e/0',
      '[["webhook-id","evt_01jx3m5q8zk4t7w2y9c6b1n0af"],["content-type","application/json"]]', 200, '[]'
    FROM deliveries WHERE project_id = $1::uuid AND endpoint_id = $2::uuid ORDER BY id`,
];

export async function retention(bench: Bench): Promise<Figure[]> {
  const project = await bench.makeProject();
  await bench.ledger.makeEndpoints(project, ENDPOINTS, (index) => `${bench.origin}/e/${index}`);
  const measure = () => delivering(bench, project, ENDPOINTS);
  await measure();
  const before = [await measure(), await measure()];
  const old = await makeOld(bench);
  await waitFor(async () => (await left(bench, old)) < OLD_EVENTS);
  const startedAt = monotonicMs();
  const during: number[] = [];
  for (;;) {
    const perSecond = await measure();
    if ((await left(bench, old)) === 0) break;
    during.push(perSecond);
  }
  const seconds = (monotonicMs() - startedAt) / 1000;
  const after = [await measure(), await measure()];
  const quiet = mean([...before, ...after]);
  const ratio = mean(during) / quiet;
  return [
    {
      backend: bench.backend,
      name: "delivered while a million old ones are deleted",
      value: mean(during),
      unit: "/s",
      bare: quiet,
      ratio,
      goal: "≥ 0.90",
      met: ratio >= 0.9,
      note: `gone after ${Math.round(seconds)} s; before ${rounded(before)}, during ${rounded(during)}, after ${rounded(after)}`,
    },
  ];
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded = (values: number[]) => values.map((value) => Math.round(value)).join(" ");

async function makeOld({ ledger, makeProject }: Bench): Promise<Project> {
  const project = await makeProject();
  const endpoint = newUuid();
  for (const statement of OLD_ROWS)
    await ledger.query(statement, statement.includes("$1") ? [project.uuid, endpoint] : []);
  await ledger.query("VACUUM (ANALYZE)");
  await ledger.query("CHECKPOINT");
  return project;
}

/** Events that retention has still to take. */
async function left({ ledger }: Bench, { uuid }: Project): Promise<number> {
  const { rows } = await ledger.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM events WHERE project_id = $1 AND payload IS NOT NULL",
    [uuid],
  );
  return rows[0]?.count ?? 0;
}

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (const until = monotonicMs() + START_TIMEOUT_MS; !(await isSo()); await sleep(500))
    if (monotonicMs() > until) throw new Error("retention did not begin");
}
