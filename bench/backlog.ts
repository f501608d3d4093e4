/** Deliveries that have come to be due while nobody sent them, by the million: made as rows, so that it takes a minute. */
import type { Bench } from "./bench";
import { sleep } from "./clock";
import { type Project, projectPath } from "./ledger";
import { eventText } from "./payload";
import type { Figure } from "./report";
import { residentMib } from "./usage";

const SMALL = 10_000;
const LARGE = 1_000_000;
const ENDPOINTS = 50;
const SMALL_ROUNDS = 6;
/** Of a small backlog the first and the last tenth are not counted, of a large one only so much is drained. */
const LARGE_FROM = 20_000;
const LARGE_TO = 80_000;
const CHUNK = 50_000;
const TIMEOUT_MS = 300_000;
const MOST_REDIS_MIB = 64;

/** A worker that nobody runs and that holds every lease of the project: nothing of it is claimed. */
const NOBODY = "00000000-0000-7000-8000-000000000001";

const PARK = `
WITH nobody AS (
  INSERT INTO workers (id, heartbeat_at) VALUES ('${NOBODY}', now() + interval '1 day') ON CONFLICT DO NOTHING
)
UPDATE endpoint_states SET lease_token = gen_random_uuid(), lease_worker = '${NOBODY}', leased_at = now(),
  leased_deliveries = '{}' WHERE endpoint_id IN (SELECT id FROM endpoints WHERE project_id = $1)`;
const UNPARK = `
UPDATE endpoint_states SET lease_token = NULL, lease_worker = NULL WHERE lease_worker = '${NOBODY}'
  AND endpoint_id IN (SELECT id FROM endpoints WHERE project_id = $1)`;

/** Copies of the project's first event, each to all of its endpoints, due now. */
const COPY = `
WITH template AS (SELECT * FROM events WHERE project_id = $1 ORDER BY id LIMIT 1
), ev AS (
  INSERT INTO events (id, project_id, type, category, "timestamp", payload, content_hash, fan_out_id)
  SELECT uuidv7(), project_id, type, category, now(), payload, content_hash, fan_out_id
  FROM template CROSS JOIN generate_series(1, $2::int) RETURNING id, type, category
), bo AS (
  INSERT INTO bodies (id, event_id, dialect, content)
  SELECT uuidv7(), ev.id, b.dialect, b.content FROM ev CROSS JOIN
    (SELECT dialect, content FROM bodies WHERE event_id = (SELECT id FROM template) LIMIT 1) b RETURNING id, event_id
)
INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, next_attempt_at)
SELECT uuidv7(), $1, ev.id, e.id, bo.id, ev.type, ev.category, date_trunc('milliseconds', now())
FROM ev JOIN bo ON bo.event_id = ev.id CROSS JOIN (SELECT id FROM endpoints WHERE project_id = $1) e`;

/** Publishes one event to the project, which rings all of its endpoints. */
export async function ringOnce(bench: Bench, project: Project): Promise<void> {
  const { port } = bench.servers;
  const call = { port, path: projectPath(project), key: project.key, body: eventText };
  await bench.publisher.ask("load", { ...call, connections: 1, requests: 1, seconds: 30 });
}

/** Makes so many deliveries due at the project's endpoints at one moment, and rings for them. */
export async function makeDue(bench: Bench, project: Project, deliveries: number): Promise<void> {
  const { rows } = await bench.ledger.query<{ endpoints: number }>(
    "SELECT count(*)::int AS endpoints FROM endpoints WHERE project_id = $1",
    [project.uuid],
  );
  const endpoints = rows[0]?.endpoints ?? 1;
  await bench.ledger.query(PARK, [project.uuid]);
  for (let made = 0; made < deliveries; made += CHUNK) {
    const events = Math.ceil(Math.min(CHUNK, deliveries - made) / endpoints);
    await bench.ledger.query(COPY, [project.uuid, events]);
  }
  await bench.ledger.query(UNPARK, [project.uuid]);
  await ringOnce(bench, project);
}

/** Takes away what is due and everything else that was ever published. */
export async function clearAway(bench: Bench, project: Project): Promise<void> {
  await bench.ledger.query(PARK, [project.uuid]);
  await sleep(2_000);
  await bench.ledger.query("TRUNCATE attempts, deliveries, bodies, events");
  await bench.ledger.query(UNPARK, [project.uuid]);
}

export async function backlog(bench: Bench): Promise<Figure[]> {
  const project = await bench.makeProject();
  await bench.ledger.makeEndpoints(project, ENDPOINTS, (index) => `${bench.origin}/e/${index}`);
  await ringOnce(bench, project);
  await bench.ledger.settled(30_000);
  const small = await smallBacklogs(bench, project);
  const [worker] = bench.servers.workers();
  const mib = () => residentMib(worker?.pid ?? 0);
  await bench.receiver.ask("reset", { record: false });
  await makeDue(bench, project, LARGE);
  const large = await drainedPerSecond(bench, LARGE_FROM, (LARGE_FROM + LARGE_TO) / 2);
  const [before, redisMib] = [mib(), bench.servers.redisMib()];
  const rest = await drainedPerSecond(bench, (LARGE_FROM + LARGE_TO) / 2, LARGE_TO);
  const after = mib();
  const mostRedisMib = Math.max(redisMib, bench.servers.redisMib());
  await clearAway(bench, project);
  const value = 2 / (1 / large + 1 / rest);
  const ratio = value / small;
  const figure: Figure = {
    backend: bench.backend,
    name: "drained with 1,000,000 due, beside 10,000",
    value,
    unit: "/s",
    bare: small,
    ratio,
    goal: "≥ 0.90",
    met: ratio >= 0.9,
    note: `worker ${before} → ${after} MiB over ${(LARGE_TO - LARGE_FROM) / 2_000},000 deliveries`,
  };
  if (bench.backend !== "redis") return [figure];
  const memory = { name: "Redis with 1,000,000 due", value: mostRedisMib, unit: "MiB" };
  return [
    figure,
    { ...memory, backend: bench.backend, goal: `< ${MOST_REDIS_MIB}`, met: mostRedisMib < MOST_REDIS_MIB },
  ];
}

async function smallBacklogs(bench: Bench, project: Project): Promise<number> {
  const rates: number[] = [];
  for (let n = 0; n <= SMALL_ROUNDS; n++) {
    await bench.receiver.ask("reset", { record: false });
    await makeDue(bench, project, SMALL);
    rates.push(await drainedPerSecond(bench, SMALL * 0.1, SMALL * 0.9));
    if (!(await bench.ledger.settled(60_000)))
      throw new Error("a backlog of 10,000 was not drained in a minute");
  }
  // The first is for what still compiles.
  const counted = rates.slice(1);
  return counted.length / counted.reduce((sum, rate) => sum + 1 / rate, 0);
}

/** From the arrival of one request to that of another, counted since the receiver began anew. */
async function drainedPerSecond({ receiver }: Bench, from: number, to: number): Promise<number> {
  const reached = async (count: number) => {
    if (!(await receiver.ask("waitFor", { count, timeoutMs: TIMEOUT_MS })))
      throw new Error(`fewer than ${count} arrived in ${TIMEOUT_MS / 1_000} s`);
    return performance.now();
  };
  const startedAt = await reached(from);
  return ((to - from) * 1_000) / ((await reached(to)) - startedAt);
}
