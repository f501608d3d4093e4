/**
 * The embedded Postgres 18 for people who bring no database: created once, started, adopted when it
 * outlived its parent, restarted when it dies, stopped in order. Durability is Postgres' default.
 */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { freePort } from "./ports.mjs";
import { clusterUser, plainEnv, postgresBinaries } from "./postgres-binaries.mjs";
import { commandLine, isAlive, signal, sleep, until } from "./processes.mjs";

const INITDB = [
  "--username=postgres",
  "--auth=scram-sha-256",
  // Without these the encoding follows LANG: SQL_ASCII under LANG=C.
  "--encoding=UTF8",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--locale=C",
];

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "256MB",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** What postmaster.pid says: line 1 pid, line 4 port, line 8 status. */
function readPidFile(dataDir) {
  try {
    const lines = fs.readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/** The postmaster of this cluster if one runs; a pid that now belongs to something else does not count. */
function runningServer(dataDir) {
  const found = readPidFile(dataDir);
  if (!found || !isAlive(found.pid)) return undefined;
  const command = commandLine(found.pid);
  if (command === undefined || command.includes("postgres")) return found;
  fs.rmSync(path.join(dataDir, "postmaster.pid"));
  return undefined;
}

/** Makes the cluster beside its final place and renames it, so that an interrupted start leaves no half. */
function createCluster({ dataDir, password, binaries, user, initdbFlags }) {
  const fresh = `${dataDir}.new`;
  const passwordFile = `${dataDir}.password`;
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { recursive: true, mode: 0o700 });
  fs.writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined)
    for (const file of [fresh, passwordFile]) fs.chownSync(file, user.uid, user.gid);
  const run = spawnSync(
    binaries.initdb,
    ["-D", fresh, `--pwfile=${passwordFile}`, ...INITDB, ...(initdbFlags ?? [])],
    { ...user, cwd: "/", env: plainEnv, encoding: "utf8" },
  );
  fs.rmSync(passwordFile, { force: true });
  if (run.status !== 0)
    throw new Error(`initdb failed in ${fresh}:\n${run.stdout}${run.stderr}${run.error ?? ""}`);
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.renameSync(fresh, dataDir);
}

function launch({ dataDir, binaries, user, port, settings, logFile }) {
  const flags = Object.entries({ ...SETTINGS, ...settings, port }).flatMap(([k, v]) => ["-c", `${k}=${v}`]);
  const log = fs.openSync(logFile, "a", 0o600);
  const child = spawn(binaries.postgres, ["-D", dataDir, ...flags], {
    ...user,
    cwd: "/",
    env: plainEnv,
    // Its own session: Ctrl-C in the terminal must reach the supervisor alone, which stops Postgres last.
    detached: true,
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  const state = { exited: false, error: undefined };
  child.once("error", (error) => Object.assign(state, { exited: true, error }));
  child.once("exit", () => Object.assign(state, { exited: true }));
  child.unref();
  return { child, state };
}

const tail = (file) =>
  fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").slice(-15).join("\n") : "";

/** Starts the server and waits until it takes connections; a crashed predecessor's remains may need a moment. */
async function bringUp(options) {
  for (let attempt = 1; ; attempt++) {
    const { child, state } = launch(options);
    const up = () => readPidFile(options.dataDir)?.pid === child.pid && readPidFile(options.dataDir)?.ready;
    await until(() => state.exited || up(), 120_000);
    if (!state.exited && up()) return child.pid;
    if (!state.exited) signal(child.pid, "SIGINT");
    if (attempt === 5) {
      const why = state.error ? String(state.error) : tail(options.logFile);
      throw new Error(`The embedded Postgres did not start in ${options.dataDir}:\n${why}`);
    }
    await sleep(200 * attempt);
  }
}

/** Fast shutdown; what does not go in time goes by force, which Postgres repairs at its next start. */
async function stopServer(pid) {
  for (const [name, waitMs] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ]) {
    if (!isAlive(pid) || !signal(pid, name)) return;
    if (await until(() => !isAlive(pid), waitMs)) return;
  }
}

async function ensureDatabase(url, name) {
  const client = new pg.Client({ connectionString: url("postgres"), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/**
 * Creates, starts or adopts the cluster in `dataDir`.
 * @param {{root: string, dataDir: string, password: string, logFile: string, database?: string,
 *   settings?: Record<string, string>, initdbFlags?: string[], onRestart?: (pid: number) => void,
 *   onDeath?: (error: Error) => void}} options
 * @returns {Promise<{url: (database?: string) => string, adopted: boolean, port: number, pid: () => number,
 *   stop: () => Promise<void>}>} `stop` also stops an adopted server. While running, a server that dies is
 *   started again on the same port.
 */
export async function startPostgres(options) {
  const { dataDir, database = "posthorn", logFile } = options;
  const user = clusterUser(dataDir);
  const binaries = postgresBinaries(options.root, user);
  const running = runningServer(dataDir);
  if (!fs.existsSync(path.join(dataDir, "PG_VERSION"))) {
    createCluster({ ...options, binaries, user });
  }
  if (running) {
    // It may be recovering, or still going down from an earlier stop.
    await until(() => !isAlive(running.pid) || readPidFile(dataDir)?.ready, 60_000);
  }
  const adopted = running && isAlive(running.pid) ? running : undefined;
  const port = adopted?.port ?? (await freePort());
  const run = { dataDir, binaries, user, port, settings: options.settings, logFile };
  let pid = adopted?.pid ?? (await bringUp(run));
  let stopping = false;

  const url = (name = database) => `postgresql://postgres:${options.password}@127.0.0.1:${port}/${name}`;
  await ensureDatabase(url, database);

  let reviving = false;
  const watch = setInterval(async () => {
    if (stopping || reviving || isAlive(pid)) return;
    reviving = true;
    pid = await bringUp(run).catch((error) => {
      options.onDeath?.(error);
      return pid;
    });
    reviving = false;
    if (isAlive(pid)) options.onRestart?.(pid);
  }, 500);
  watch.unref();

  const stop = async () => {
    stopping = true;
    clearInterval(watch);
    await until(() => !reviving, 10_000);
    await stopServer(pid);
  };
  return { url, adopted: Boolean(adopted), port, pid: () => pid, stop };
}
