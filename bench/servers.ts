/**
 * What a run starts and ends: Postgres with its durability as shipped, Redis, and the product's own web and
 * worker processes as `npm start` runs them. Whatever happens, `stop` ends them all, by their pids.
 */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { migrate } from "@/bin/migrate.mjs";
import { PROGRAM_FLAGS } from "@/bin/node-flags.mjs";
import { freePort } from "@/bin/ports.mjs";
import { startPostgres } from "@/bin/postgres.mjs";
import { isAlive, until } from "@/bin/processes.mjs";
import { startRedis } from "@/bin/redis.mjs";
import { makeTestFolder, sweepTestFolders } from "@/bin/test-folder.mjs";
import type { Backend } from "./options";
import { cpuOf, cpuOfFamily, peakMib, residentMib } from "./usage";

const root = path.resolve(import.meta.dirname, "..");

/** CPU microseconds by process. */
export type Cpu = { worker: number; web: number; postgres: number; redis: number };

const eachOf = (of: (name: keyof Cpu) => number): Cpu => ({
  worker: of("worker"),
  web: of("web"),
  postgres: of("postgres"),
  redis: of("redis"),
});
export const difference = (after: Cpu, before: Cpu): Cpu => eachOf((name) => after[name] - before[name]);
export const scaled = (cpu: Cpu, per: number): Cpu => eachOf((name) => cpu[name] / per);
export const summed = (all: Cpu[]): Cpu => eachOf((name) => all.reduce((sum, cpu) => sum + cpu[name], 0));

export type Worker = { pid: number; stop: () => Promise<void> };

export type Servers = {
  port: number;
  databaseUrl: string;
  rootKey: string;
  encryptionKeys: string;
  folder: string;
  /** Those that run now. */
  workers: () => Worker[];
  /** Starts one more; `own` is what it is told otherwise than the first. */
  startWorker: (own?: Record<string, string>) => Promise<Worker>;
  /** Of the workers that run now, and of everything else. */
  cpu: () => Cpu;
  /** MiB that Redis has resident, 0 without one. */
  redisMib: () => number;
  peaks: () => { worker: number; web: number };
  stop: () => Promise<void>;
};

type Given = { backend: Backend; statements: boolean; profile: string | undefined };

/** Starts everything; rejects, with all of it ended again, when one does not come up. */
export async function startServers({ backend, statements, profile }: Given): Promise<Servers> {
  await sweepTestFolders();
  const folder = makeTestFolder();
  const undo: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const postgres = await startPostgres({
      root,
      dataDir: path.join(folder, "postgres"),
      logFile: path.join(folder, "postgres.log"),
      password: randomBytes(12).toString("hex"),
      ...(statements ? { settings: { shared_preload_libraries: "pg_stat_statements" } } : {}),
    });
    undo.push(() => postgres.stop());
    const redis = backend === "redis" ? await startRedis({ folder }) : undefined;
    if (redis) undo.push(() => redis.stop());
    await migrate({ url: postgres.url(), redis: redis !== undefined });
    const env = await environment({ databaseUrl: postgres.url(), redisUrl: redis?.url });
    const start = async (name: string, own: Record<string, string> = {}): Promise<Worker> => {
      const child = startProgram(name, { env: { ...env, ...own }, folder, profile });
      undo.push(() => end(child));
      return { pid: await whenReady(name, child, folder), stop: () => end(child) };
    };
    const workers: Worker[] = [];
    const startWorker = async (own?: Record<string, string>) => {
      const worker = await start("worker", own);
      workers.push(worker);
      return worker;
    };
    await startWorker({ WORKER_LANES: "fast" });
    await startWorker({ WORKER_LANES: "slow" });
    const web = await start("web");
    const running = () => workers.filter(({ pid }) => isAlive(pid));
    return {
      port: Number(env.PORT),
      databaseUrl: postgres.url(),
      rootKey: env.ROOT_API_KEY,
      encryptionKeys: env.ENCRYPTION_KEYS,
      folder,
      workers: running,
      startWorker,
      redisMib: () => (redis ? residentMib(redis.pid as number) : 0),
      cpu: () => ({
        worker: running().reduce((sum, { pid }) => sum + cpuOf(pid), 0),
        web: cpuOf(web.pid),
        postgres: cpuOfFamily(postgres.pid()),
        redis: redis ? cpuOf(redis.pid as number) : 0,
      }),
      peaks: () => ({
        worker: Math.max(0, ...running().map(({ pid }) => peakMib(pid))),
        web: peakMib(web.pid),
      }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Urls = { databaseUrl: string; redisUrl: string | undefined };

/** As `npm start` would set it, but for a limit on requests that no single producer may exceed. */
async function environment({ databaseUrl, redisUrl }: Urls) {
  const port = await freePort();
  return {
    NODE_ENV: "production",
    POSTHORN_MODE: "embedded",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    QUEUE_PREFIX: "bench",
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    APP_SECRET: randomBytes(32).toString("hex"),
    ROOT_API_KEY: `root_${randomBytes(24).toString("hex")}`,
    METRICS_TOKEN: randomBytes(24).toString("hex"),
    EGRESS_ALLOW: "127.0.0.0/8",
    EGRESS_ALLOW_HTTP: "true",
    RATE_LIMIT_PER_MINUTE: "100000000",
    SHUTDOWN_GRACE_MS: "2000",
  };
}

type Surroundings = { env: Record<string, string>; folder: string; profile: string | undefined };

function startProgram(name: string, { env, folder, profile }: Surroundings): ChildProcess {
  const called = env.WORKER_LANES === "slow" ? `slow-${name}` : name;
  const log = openSync(path.join(folder, `${called}.log`), "a");
  const child = fork(path.join(root, `dist/${name}.mjs`), [], {
    cwd: root,
    env: { NODE_ENV: "production", PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    execArgv: [
      ...PROGRAM_FLAGS,
      ...(profile
        ? ["--cpu-prof", `--cpu-prof-dir=${path.resolve(profile)}`, `--cpu-prof-name=${called}.cpuprofile`]
        : []),
    ],
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return child;
}

function whenReady(name: string, child: ChildProcess, folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: { ready?: boolean }) => message.ready && resolve(child.pid ?? 0));
    child.once("exit", (code) => reject(new Error(`${name} ended (${code}); see ${folder}/${name}.log`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (!pid || !isAlive(pid)) return;
  child.kill("SIGTERM");
  if (!(await until(() => !isAlive(pid), 15_000))) child.kill("SIGKILL");
}
