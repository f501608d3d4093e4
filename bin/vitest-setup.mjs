/**
 * Runs once for the database tests: a throw-away Postgres (durability off: nothing here outlives the run)
 * with a migrated template database, and a Redis where `redis-server` is installed.
 */
import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { ensureClient } from "./generate.mjs";
import { migrate } from "./migrate.mjs";
import { startPostgres } from "./postgres.mjs";
import { hasRedis, startRedis } from "./redis.mjs";
import { makeTestFolder, sweepTestFolders } from "./test-folder.mjs";

export default async function setup() {
  await sweepTestFolders();
  await ensureClient();
  const folder = makeTestFolder();
  const redis = hasRedis() ? await startRedis({ folder }) : undefined;
  const postgres = await startPostgres({
    root: path.resolve(import.meta.dirname, ".."),
    dataDir: path.join(folder, "postgres"),
    logFile: path.join(folder, "postgres.log"),
    password: randomBytes(12).toString("hex"),
    database: "posthorn_test",
    initdbFlags: ["--no-sync"],
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  await migrate({ url: postgres.url(), redis: false });
  process.env.POSTHORN_TEST_TEMPLATE_URL = postgres.url();
  if (redis) process.env.REDIS_TEST_URL = redis.url;

  return async () => {
    redis?.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
