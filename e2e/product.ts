/**
 * The real product for a test: a Postgres and, when asked, a Redis of its own, `dist/web.mjs` and
 * `dist/worker.mjs` as child processes on free ports. Each can be killed and started again by itself: the test
 * plays the supervisor. Run `node bin/build.mjs` first.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";
import { migrate } from "@/bin/migrate.mjs";
import { PROGRAM_FLAGS } from "@/bin/node-flags.mjs";
import { freePort } from "@/bin/ports.mjs";
import { startPostgres } from "@/bin/postgres.mjs";
import { isAlive, signal, until } from "@/bin/processes.mjs";
import { hasRedis, startRedis } from "@/bin/redis.mjs";
import { makeTestFolder } from "@/bin/test-folder.mjs";
import { type RedisCluster, startRedisCluster } from "./redis-cluster";

const root = path.resolve(import.meta.dirname, "..");
const READY_MS = 60_000;

export type Backend = "redis" | "postgres" | "cluster";
/** The backends this machine can run; a Redis Cluster is for the proofs that ask for it. */
export const backends = (): Backend[] => (hasRedis() ? ["redis", "postgres"] : ["postgres"]);

export type Program = {
  name: string;
  pid: () => number;
  /** The link that a web process printed for the first owner, while there is none. */
  setupUrl: () => string | null;
  /** Whether the process that runs now has said so. */
  isReady: () => boolean;
  /** Sends the signal and waits until the process is gone. */
  end: (name: NodeJS.Signals) => Promise<void>;
  /** Resolves when it has ended, by whomever. */
  ended: () => Promise<void>;
  /** Starts it (again) and waits until it is ready; `env` is for this start only. */
  start: (env?: Record<string, string>) => Promise<void>;
};

/** What a test needs to know to talk to a product that runs. */
export type Access = {
  urls: string[];
  rootKey: string;
  metricsToken: string;
  databaseUrl: string;
  redisUrl: string | null;
  folder: string;
};

export type Product = Access & {
  backend: Backend;
  webs: Program[];
  workers: Program[];
  postgres: {
    /** `fast` breaks connections, `immediate` is a crash; it is started again by itself. */
    restart: (how: "fast" | "immediate") => Promise<void>;
  };
  /** Redis starts empty again. */
  redis: { pid: () => number; stop: () => Promise<void>; start: () => Promise<void> } | null;
  cluster: RedisCluster | null;
  stop: () => Promise<void>;
};

/** What only one program is told; `webs` and `workers` override the rest. */
type Envs = { webs?: Record<string, string>; workers?: Record<string, string> };

type Options = {
  backend: Backend;
  webs?: number;
  workers?: number;
  env?: Record<string, string>;
  /** Asked once Postgres and Redis answer: other ways for programs to reach them, through a wire that can be cut. */
  through?: (servers: Pick<Access, "databaseUrl" | "redisUrl" | "folder">) => Promise<Envs>;
  /** Where Postgres keeps its data, and how it is set. */
  postgresFolder?: string;
  postgresSettings?: Record<string, string>;
  /** Where programs log to instead of files in the folder. */
  logFile?: string;
};

/** Starts everything and waits until it is ready. */
export async function startProduct(options: Options): Promise<Product> {
  const { backend, webs = 1, workers = 1, env = {} } = options;
  const folder = makeTestFolder();
  const postgres = await startPostgres({
    root,
    dataDir: options.postgresFolder ?? path.join(folder, "postgres"),
    logFile: path.join(folder, "postgres.log"),
    password: randomBytes(12).toString("hex"),
    initdbFlags: ["--no-sync"],
    ...(options.postgresSettings ? { settings: options.postgresSettings } : {}),
  });
  const redis = backend === "redis" ? await restartableRedis(folder) : null;
  const cluster =
    backend === "cluster" ? await startRedisCluster({ folder, masters: 3, replicas: true }) : null;
  const access = { databaseUrl: postgres.url(), redisUrl: redis?.url ?? cluster?.url ?? null };
  const secrets = { rootKey: `root_${random()}`, metricsToken: random() };
  const common = { ...environment({ ...access, ...secrets }), ...env };
  const through = (await options.through?.({ ...access, folder })) ?? {};

  const programs: Program[] = [];
  const urls: string[] = [];
  const program = async (file: string, name: string, own: Record<string, string> = {}) => {
    const logFile = options.logFile ?? path.join(folder, `${name}.log`);
    const made = makeProgram({ file, name, logFile, env: { ...common, ...own } });
    programs.push(made);
    await made.start();
    return made;
  };
  const stop = async () => {
    await Promise.all(programs.map((each) => each.end("SIGTERM")));
    await redis?.stop();
    await cluster?.stop();
    await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  const startWeb = async (index: number) => {
    const port = await freePort();
    urls[index] = `http://127.0.0.1:${port}`;
    return program("web.mjs", `web-${index}`, { ...through.webs, PORT: String(port), APP_URL: urls[index] });
  };
  try {
    await migrate({ url: access.databaseUrl, redis: backend !== "postgres" });
    const [runningWebs, runningWorkers] = await Promise.all([
      Promise.all(Array.from({ length: webs }, (_, index) => startWeb(index))),
      Promise.all(
        Array.from({ length: workers }, (_, index) =>
          program("worker.mjs", `worker-${index}`, through.workers),
        ),
      ),
    ]);
    const restart = (how: "fast" | "immediate") => restartPostgres(postgres, how);
    const running = { webs: runningWebs, workers: runningWorkers, postgres: { restart }, redis, cluster };
    return { ...access, ...secrets, ...running, backend, urls, folder, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const random = () => randomBytes(24).toString("base64url");

type Known = Pick<Access, "databaseUrl" | "redisUrl" | "rootKey" | "metricsToken">;

/** Nothing of the test's own environment but what a program needs to run at all. */
function environment({ databaseUrl, redisUrl, rootKey, metricsToken }: Known): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: process.env.HOME ?? "",
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    POSTHORN_MODE: "embedded",
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    APP_SECRET: randomBytes(32).toString("hex"),
    ROOT_API_KEY: rootKey,
    METRICS_TOKEN: metricsToken,
    EGRESS_ALLOW: "127.0.0.0/8,::1/128",
    EGRESS_ALLOW_HTTP: "true",
    LOG_LEVEL: "debug",
  };
}

type Launch = { file: string; name: string; logFile: string; env: Record<string, string> };

function makeProgram({ file, name, logFile, env }: Launch): Program {
  let pid = 0;
  let setupUrl: string | null = null;
  let isReady = false;
  let ended: Promise<unknown> = Promise.resolve();
  const start = async (extra: Record<string, string> = {}) => {
    const log = fs.openSync(logFile, "a", 0o600);
    const child = fork(path.join(root, "dist", file), [], {
      cwd: root,
      env: { NODE_ENV: "production", ...env, ...extra },
      execArgv: PROGRAM_FLAGS,
      stdio: ["ignore", log, log, "ipc"],
    });
    fs.closeSync(log);
    pid = child.pid ?? 0;
    ended = once(child, "exit");
    isReady = false;
    child.on("message", (message: { ready?: boolean; setupUrl?: string }) => {
      setupUrl = message.setupUrl ?? setupUrl;
      if (message.ready && child.pid === pid) isReady = true;
    });
    await until(() => isReady || !isAlive(child.pid ?? 0), READY_MS);
    if (!isReady)
      throw new Error(`${name} did not start:\n${fs.readFileSync(logFile, "utf8").slice(-3_000)}`);
  };
  const end = async (how: NodeJS.Signals) => {
    if (!pid || !isAlive(pid)) return;
    signal(pid, how);
    await ended;
  };
  const ready = () => isReady && isAlive(pid);
  return {
    name,
    pid: () => pid,
    setupUrl: () => setupUrl,
    isReady: ready,
    start,
    end,
    ended: async () => void (await ended),
  };
}

type RunningPostgres = Awaited<ReturnType<typeof startPostgres>>;

/** `bin/postgres.mjs` starts a server that went away again, on the same port. */
async function restartPostgres(postgres: RunningPostgres, how: "fast" | "immediate"): Promise<void> {
  const before = postgres.pid();
  signal(before, how === "fast" ? "SIGINT" : "SIGQUIT");
  const isBack = await until(() => postgres.pid() !== before && isAlive(postgres.pid()), 30_000);
  if (!isBack) throw new Error(`Postgres did not come back after a ${how} shutdown`);
}

async function restartableRedis(folder: string) {
  let running = await startRedis({ folder });
  const { url, port } = running;
  return {
    url,
    pid: () => running.pid,
    stop: async () => {
      running.stop();
      await until(() => !isAlive(running.pid), 5_000);
    },
    start: async () => {
      running = await startRedis({ folder, port });
    },
  };
}

/** Everything the processes have written so far, Postgres included. */
export function logsOf({ folder }: Pick<Access, "folder">): string {
  const files = fs.readdirSync(folder).filter((name) => name.endsWith(".log"));
  return files.map((name) => fs.readFileSync(path.join(folder, name), "utf8")).join("\n");
}
