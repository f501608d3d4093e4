import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type Drains, startDrains } from "./drains";
import { startPeriodic } from "./periodic";
import { startWatchdog } from "./watchdog";

let drains: Drains;
let periodic: ReturnType<typeof startPeriodic>;
let receiver: Receiver;
beforeAll(async () => {
  await prepareQueues();
  drains = await startDrains();
  periodic = startPeriodic(drains);
  receiver = await startReceiver();
});
afterAll(async () => {
  await periodic.stop();
  await drains.stop(1_000);
  await receiver.close();
  await closeQueues();
  await closeDb();
});

it("ends a worker that has due work and claims nothing, and only then", async () => {
  const project = await makeProject();
  await makeEndpoint(project, { url: receiver.url("/") });
  await publishTo(project);
  await settled(project);
  const reasons: string[] = [];
  const watchdog = startWatchdog(drains, (why) => reasons.push(why), 2_000);

  // Claims wait for this lock, so the worker is stuck as if its connections were.
  const lock = new pg.Client({ connectionString: env.DATABASE_URL });
  await lock.connect();
  await lock.query("BEGIN");
  await lock.query("LOCK TABLE endpoint_states IN SHARE MODE");
  expect(reasons).toEqual([]);
  await publishTo(project);
  await db.$executeRaw`UPDATE deliveries SET next_attempt_at = now() - interval '20 seconds' WHERE status = 'pending'`;
  await expect.poll(() => reasons, { timeout: 30_000 }).toHaveLength(1);
  expect(reasons[0]).toContain("has claimed nothing");
  watchdog.stop();
  await lock.query("ROLLBACK");
  await lock.end();
  await settled(project);
  expect(receiver.requests).toHaveLength(2);
}, 60_000);
