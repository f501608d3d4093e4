import { afterAll, beforeAll, expect, it } from "vitest";
import { readHealth } from "@/lib/health";
import { closeDb, db, pool } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { claim } from "./claim";
import { makeEndpoint, makeProject, publishTo } from "./ledger-fixture";
import { sweep } from "./sweep";

const ENDPOINTS = 500;
const EACH = 400;

let endpointIds: string[] = [];
let project: Awaited<ReturnType<typeof makeProject>>;
beforeAll(async () => {
  await prepareQueues();
  project = await makeProject();
  const { id } = await makeEndpoint(project, { url: "http://127.0.0.1:1/" });
  await publishTo(project);
  // Like the one that was published, but many: half of it due, half of it later, a tenth with ordering keys.
  const rows = await db.$queryRaw<{ id: string }[]>`
    WITH e AS (
      INSERT INTO endpoints (id, project_id, url, subscriptions)
      SELECT gen_random_uuid(), project_id, url, subscriptions FROM endpoints, generate_series(1, ${ENDPOINTS}::int)
      WHERE id = ${id}::uuid RETURNING id
    ), s AS (INSERT INTO endpoint_states (endpoint_id, leased_deliveries) SELECT id, '{}' FROM e)
    SELECT id FROM e`;
  endpointIds = rows.map((row) => row.id);
  await db.$executeRaw`
    INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, status, next_attempt_at, ordering_key)
    SELECT gen_random_uuid(), d.project_id, d.event_id, e.id, d.body_id, d.type, 'pending',
      date_trunc('milliseconds', now() + (n % 2 * 2 - 1) * interval '1 hour'),
      CASE WHEN n % 10 = 0 THEN 'key:' || n % 7 END
    FROM deliveries d, unnest(${endpointIds}::uuid[]) AS e(id), generate_series(1, ${EACH}::int) n
    WHERE d.endpoint_id = ${id}::uuid`;
  await db.$executeRaw`ANALYZE deliveries`;
}, 120_000);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const scans = async () => {
  const { rows } = await pool("pages").query<{ all: number; by_index: number }>(
    "SELECT seq_scan::int AS all, idx_scan::int AS by_index FROM pg_stat_user_tables WHERE relname = 'deliveries'",
  );
  return rows[0] as { all: number; by_index: number };
};

/** A connection tells what it has counted before it is gone: asks when all the others are. */
async function counted() {
  await closeDb();
  const others = async () => {
    const { rows } = await pool("pages").query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
       WHERE datname = current_database() AND application_name <> 'posthorn-queue' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.count;
  };
  await expect.poll(others, { timeout: 30_000 }).toBe(0);
  return scans();
}

it("F32: nothing on the way of an event reads a backlog of 200,000 from end to end", async () => {
  const workerId = newUuid();
  await db.worker.create({ data: { id: workerId } });
  // The first sweep also looks for leases of the dead, which is not on the way of an event.
  await sweep();
  const before = await counted();
  const claims = await Promise.all(
    endpointIds
      .slice(0, 50)
      .map((endpointId) =>
        claim({ endpointId, workerId, token: newUuid(), take: 100, inHand: [], afterKey: null }),
      ),
  );
  expect(claims.every((claimed) => (claimed?.deliveries.length ?? 0) >= 90)).toBe(true);
  expect((await sweep())?.rung).toBeGreaterThan(400);
  expect((await publishTo(project)).kind).toBe("accepted");
  expect((await readHealth()).oldestDueMs).toBeGreaterThan(3_000_000);
  const after = await counted();
  expect(after.by_index).toBeGreaterThan(before.by_index + 100);
  expect(after.all).toBe(before.all);
}, 90_000);
