import pg from "pg";
import { expect, it } from "vitest";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { runEngine } from "./engine.fixture";
import { startWatchdog } from "./watchdog";

const engine = runEngine();

it("ends a worker that has due work and claims nothing, and only then", async () => {
  const project = await makeProject();
  await makeEndpoint(project, { url: engine.receiver.url("/") });
  await publishTo(project);
  await settled(project);
  const reasons: string[] = [];
  const watchdog = startWatchdog(engine.drains, (why) => reasons.push(why), 2_000);

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
  expect(engine.receiver.requests).toHaveLength(2);
}, 60_000);
