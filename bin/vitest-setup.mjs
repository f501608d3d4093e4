/**
 * Runs once for the database tests: a throw-away Postgres (durability off: nothing here outlives the run)
 * with a migrated template database, and a Redis where `redis-server` is installed.
 */
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { generateClient } from "./generate.mjs";
import { migrate } from "./migrate.mjs";
import { freePort } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { isAlive, signal, until } from "./processes.mjs";

const PREFIX = "posthorn-test-";

/** What a killed earlier run left behind: its servers and its folder. */
async function sweep() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(os.tmpdir(), name);
    const read = (file) => Number(fs.readFileSync(path.join(folder, file), "utf8").split("\n")[0]);
    try {
      if (isAlive(read("owner.pid"))) continue;
      for (const file of ["postgres/postmaster.pid", "redis.pid"]) {
        if (!fs.existsSync(path.join(folder, file))) continue;
        const pid = read(file);
        if (isAlive(pid)) signal(pid, "SIGQUIT");
        await until(() => !isAlive(pid), 3_000);
      }
      fs.rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's folder, or one that is being made or removed right now.
    }
  }
}

async function startRedis(folder) {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return undefined;
  const port = await freePort();
  const child = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder],
    { stdio: "ignore" },
  );
  fs.writeFileSync(path.join(folder, "redis.pid"), String(child.pid));
  return { url: `redis://127.0.0.1:${port}`, stop: () => signal(child.pid, "SIGKILL") };
}

export default async function setup() {
  await sweep();
  generateClient();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), PREFIX));
  fs.chmodSync(folder, 0o711);
  fs.writeFileSync(path.join(folder, "owner.pid"), String(process.pid));
  const redis = await startRedis(folder);
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
    fs.rmSync(folder, { recursive: true, force: true });
  };
}
