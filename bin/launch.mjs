/**
 * The steps of a start in order, each undone in reverse when it ends: lock, port, dependencies, keys,
 * Postgres, migrations, build, worker, web. One signal stops everything in order, a second one at once.
 */
import * as fs from "node:fs";
import path from "node:path";
import { install, missingPackages } from "./install.mjs";
import { tryLock, withLock } from "./lock.mjs";
import { PROGRAM_FLAGS } from "./node-flags.mjs";
import { childEnvironment, HELP, readOptions, requireKeys } from "./options.mjs";
import { freePort, probePort } from "./ports.mjs";
import { sleep } from "./processes.mjs";

const root = path.resolve(import.meta.dirname, "..");
const startedAt = performance.now();
const say = (line) => console.log(`posthorn: ${line}`);

/** npm passes a terminal's Ctrl-C on a second time: signals this close together are one. */
const SAME_SIGNAL_MS = 1_000;

/** Undo steps, newest last, and the programs to kill when nobody wants to wait. */
const undo = [];
const programs = [];
const abort = new AbortController();
const checkpoint = () => abort.signal.throwIfAborted();
let starting;
let stopping;

/** Lets the step under way end, then undoes everything; everybody who asks waits for the same end. */
function shutDown() {
  stopping ??= (async () => {
    abort.abort();
    await Promise.allSettled([starting]);
    for (const step of undo.reverse()) {
      await step().catch((error) => say(`while stopping: ${error.message}`));
    }
  })();
  return stopping;
}

function onSignals() {
  let first;
  const handle = async (name) => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      say(`${name}: stopping in order; once more stops at once.`);
      await shutDown();
      say("stopped.");
      process.exit(0);
    }
    if (now - first < SAME_SIGNAL_MS) return;
    say("stopping at once.");
    for (const program of programs) program.kill();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => handle(name));
  process.once("disconnect", () => handle("the parent is gone"));
}

function lockDataDir({ dataDir }) {
  const file = path.join(dataDir, "instance.lock");
  const lock = tryLock(file, { since: new Date().toISOString() });
  if ("holder" in lock) {
    throw new Error(
      `Posthorn already runs on ${dataDir} (pid ${lock.holder.pid}, since ${lock.holder.since}).\n` +
        "Stop it first, or give this one a DATA_DIR and a PORT of its own.",
    );
  }
  undo.push(async () => lock.release());
  return lock.tookOver;
}

/** After a kill -9 the earlier start's web process may need a moment to notice and let the port go. */
const LINGER_MS = 15_000;

async function choosePort({ host, port, tookOver }) {
  const end = performance.now() + (tookOver ? LINGER_MS : 0);
  for (;;) {
    try {
      return await probePort(host, port);
    } catch (error) {
      if (error.code !== "EADDRINUSE") throw new Error(`Cannot listen on ${host}:${port}: ${error.message}`);
      if (performance.now() > end) {
        throw new Error(`Port ${port} on ${host} is taken. Choose another: PORT=${port + 1} npm start`);
      }
    }
    await sleep(200);
  }
}

async function installDependencies() {
  if (missingPackages(root).length === 0) return;
  fs.mkdirSync(path.join(root, "dist"), { recursive: true });
  await withLock(
    path.join(root, "dist/install.lock"),
    async () => {
      if (missingPackages(root).length === 0) return;
      say("installing dependencies (npm ci) …");
      await install(root, abort.signal);
    },
    (holder) => say(`waiting for another installation (pid ${holder.pid}) …`),
  );
}

/** Postgres, its keys and its URL; undefined when the operator brought a database. */
async function bringDatabase({ dataDir }) {
  const { clusterFolder } = await import("./data-dir.mjs");
  const { keptSecrets } = await import("./secrets.mjs");
  const { startPostgres } = await import("./postgres.mjs");
  const folder = clusterFolder(dataDir);
  const secrets = keptSecrets(dataDir, { hasData: fs.existsSync(path.join(folder, "PG_VERSION")) });
  const logFile = path.join(dataDir, "postgres.log");
  if (fs.existsSync(logFile)) fs.renameSync(logFile, `${logFile}.1`);
  const postgres = await startPostgres({
    root,
    dataDir: folder,
    logFile,
    password: secrets.POSTGRES_PASSWORD,
    onRestart: (pid) => say(`Postgres had died and runs again (pid ${pid}).`),
    onDeath: (error) => say(error.message),
  });
  undo.push(() => postgres.stop());
  if (postgres.adopted) say(`took over the Postgres of an earlier start (pid ${postgres.pid()}).`);
  if (path.dirname(folder) !== dataDir) say(`root's ${dataDir} is private, so the database is in ${folder}.`);
  return { databaseUrl: postgres.url(), secrets, postgres };
}

/** A database that is just coming up, as beside us in a compose file, gets a while. */
async function migrateWhenReachable(target) {
  const { migrate } = await import("./migrate.mjs");
  const transient = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "57P03"];
  for (let attempt = 1; ; attempt++) {
    try {
      const applied = await migrate(target);
      if (applied.length) say(`migrated: ${applied.join(", ")}.`);
      return;
    } catch (error) {
      if (abort.signal.aborted) throw error;
      if (!transient.includes(error.code) || attempt === 30) {
        if (!transient.includes(error.code)) throw error;
        throw new Error(`The database at ${new URL(target.url).host} cannot be reached (${error.code}).`);
      }
      if (attempt === 1) say(`waiting for the database at ${new URL(target.url).host} …`);
      await sleep(1_000);
    }
  }
}

/** Worker first, then web: when the port answers, deliveries already run. Stopped the other way round. */
async function startPrograms(options, env) {
  const { supervise } = await import("./supervisor.mjs");
  const told = { setupUrl: undefined, ready: false };
  const common = {
    cwd: root,
    env,
    say,
    execArgv: options.dev ? ["--import", "tsx"] : PROGRAM_FLAGS,
  };
  const run = (program) => {
    const running = supervise({ ...common, ...program });
    programs.push(running);
    return running;
  };
  const chosen = await Promise.all(
    workersOf(options).map(async (each) => ({ ...each, metricsPort: String(await freePort()) })),
  );
  const workers = chosen.map(({ name, lanes, metricsPort }) =>
    run({
      name,
      file: path.join(root, options.dev ? "worker/main.ts" : "dist/worker.mjs"),
      env: { ...env, WORKER_LANES: lanes, HOST: "127.0.0.1", METRICS_PORT: metricsPort },
      graceMs: options.graceMs + 3_000,
    }),
  );
  undo.push(() => Promise.all(workers.map((worker) => worker.stop())));
  const web = run({
    name: "web",
    file: path.join(root, options.dev ? "web/main.ts" : "dist/web.mjs"),
    args: options.dev ? ["--dev"] : [],
    env: { ...env, WORKER_METRICS: [...chosen.map(metricsOf), env.WORKER_METRICS].filter(Boolean).join() },
    graceMs: Math.min(options.graceMs, 15_000) + 3_000,
    onMessage: (message) => {
      for (const { state, sentence, advice } of message?.findings ?? []) {
        say(`${state}: ${sentence} ${advice ?? ""}`);
      }
      if (typeof message?.setupUrl !== "string") return;
      if (told.ready && told.setupUrl !== message.setupUrl) say(`first owner: ${message.setupUrl}`);
      told.setupUrl = message.setupUrl;
    },
  });
  undo.push(web.stop);
  const aborted = new Promise((_, reject) => abort.signal.addEventListener("abort", reject));
  await Promise.race([aborted, Promise.all([web, ...workers].map((program) => program.ready))]);
  told.ready = true;
  return { told, run, workers, web };
}

/** Endpoints that do not answer have a process of their own: docs/decisions/0026-a-process-for-the-slow.md. */
function workersOf({ workers, dev }) {
  const names = Array.from({ length: workers }, (_, n) => (workers > 1 ? `worker ${n + 1}` : "worker"));
  if (dev) return names.map((name) => ({ name, lanes: "all" }));
  const fast = names.map((name) => ({ name, lanes: "fast" }));
  return workers > 0 ? [...fast, { name: "slow worker", lanes: "slow" }] : [];
}

/** Where web finds a worker's metrics: one scrape shows the whole. */
const metricsOf = ({ name, metricsPort }) => `${name}=http://127.0.0.1:${metricsPort}/metrics`;

/** Development runs the sources themselves; otherwise what was built from them. */
async function prepareSources({ dev }) {
  if (dev) {
    const { ensureClient } = await import("./generate.mjs");
    return ensureClient();
  }
  const { ensureBuilt } = await import("./build.mjs");
  return ensureBuilt({ signal: abort.signal, say });
}

/** For a test that forked us: says when we are ready and who is who, and ends us when the test is gone. */
function answerParent({ workers, web, url, setupUrl, postgres }) {
  if (!process.send) return;
  process.on("message", (message) => {
    if (message?.ask !== "pids") return;
    const pids = {
      web: web.pid(),
      workers: workers.map((worker) => worker.pid()),
      postgres: postgres?.pid(),
    };
    process.send({ pids });
  });
  process.send({ ready: true, url, setupUrl });
}

async function start(options) {
  options.port = await choosePort(options);
  await installDependencies();
  checkpoint();
  const built = prepareSources(options);
  built.catch(() => undefined);
  const embedded = options.embedded ? await bringDatabase(options) : undefined;
  checkpoint();
  const env = childEnvironment(options, embedded);
  await migrateWhenReachable({ url: env.DATABASE_URL, redis: Boolean(env.REDIS_URL) });
  await built;
  checkpoint();

  const { told, run, workers, web } = await startPrograms(options, env);
  if (options.dev) {
    const { followSources } = await import("./follow.mjs");
    undo.push(followSources(root, { workers, web }));
  }
  const { banner } = await import("./banner.mjs");
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(banner({ env, dataDir: options.dataDir, seconds, setupUrl: told.setupUrl, dev: options.dev }));
  answerParent({ workers, web, url: env.APP_URL, setupUrl: told.setupUrl, postgres: embedded?.postgres });
  const demo = path.join(root, "dist/demo.mjs");
  if (options.demo && fs.existsSync(demo)) {
    undo.push(run({ name: "demo", file: demo, graceMs: 3_000, mayEnd: true }).stop);
  }
}

/** Runs until a signal; exits 1 with a sentence when a step fails. */
export async function launch(argv) {
  try {
    const options = readOptions(argv, root);
    if (options.help) return console.log(HELP);
    if (options.embedded) {
      const { makeDataDir } = await import("./data-dir.mjs");
      makeDataDir(options.dataDir);
      options.tookOver = lockDataDir(options);
    } else {
      requireKeys(process.env);
    }
    onSignals();
    starting = start(options);
    await starting;
  } catch (error) {
    if (stopping) return;
    console.error(`\n${process.env.DEBUG ? error.stack : error.message}\n`);
    await shutDown();
    process.exit(1);
  }
}
