/**
 * Keeps one program running: forks it, restarts it when it dies (at once the first time, then with growing
 * pauses up to 5 s), stops it in order. The program says `{ready: true}` over its channel and ends itself
 * when the channel closes, so that it never outlives a killed supervisor.
 */
import { fork } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isAlive, signal, until } from "./processes.mjs";

const PAUSES_MS = [0, 500, 1_000, 2_000, 5_000];
/** After this long without a crash the next one counts as the first again. */
const STEADY_MS = 60_000;
/** A file URL, since `--import` takes a specifier rather than a path. */
const LEASH = ["--import", pathToFileURL(path.join(import.meta.dirname, "leash.mjs")).href];
/** A program that never once got ready is broken, not unlucky. */
const START_CRASHES = 3;

/**
 * @param {{name: string, file: string, args?: string[], execArgv?: string[], env: NodeJS.ProcessEnv,
 *   cwd: string, graceMs: number, mayEnd?: boolean, onMessage?: (message: unknown) => void, say: (line: string) => void}} program
 * @returns {{ready: Promise<void>, restart: () => void, stop: () => Promise<void>, kill: () => void, pid: () => number}}
 *   `ready` rejects when the program crashes three times before it was ever ready
 */
export function supervise({
  name,
  file,
  args = [],
  execArgv = [],
  env,
  cwd,
  graceMs,
  mayEnd,
  onMessage,
  say,
}) {
  let child;
  let timer;
  let stopping = false;
  let everReady = false;
  let crashes = 0;
  let crashedAt = 0;
  let settleReady;
  const ready = new Promise((resolve, reject) => {
    settleReady = { resolve, reject };
  });
  ready.catch(() => undefined);

  const start = () => {
    // Its own session: Ctrl-C in a terminal reaches the supervisor alone, which stops things in order.
    child = fork(file, args, {
      cwd,
      env,
      execArgv: [...LEASH, ...execArgv],
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.on("message", (message) => {
      if (message?.ready) {
        everReady = true;
        settleReady.resolve();
      }
      onMessage?.(message);
    });
    child.once("error", (error) => say(`${name}: ${error.message}`));
    child.once("exit", (code, killedBy) => {
      if (stopping || (mayEnd && code === 0)) return;
      if (performance.now() - crashedAt > STEADY_MS) crashes = 0;
      crashes += 1;
      crashedAt = performance.now();
      if (!everReady && crashes >= START_CRASHES) {
        settleReady.reject(new Error(`${name} does not start; its last words are above.`));
        return;
      }
      const pause = PAUSES_MS[Math.min(crashes - 1, PAUSES_MS.length - 1)];
      say(
        `${name} ended unexpectedly (${killedBy ?? `exit code ${code}`}); starting it again${pause ? ` in ${pause} ms` : ""}.`,
      );
      timer = setTimeout(start, pause);
    });
  };

  const stop = async () => {
    stopping = true;
    clearTimeout(timer);
    const { pid } = child;
    if (!pid || !isAlive(pid)) return;
    signal(pid, "SIGTERM");
    if (await until(() => !isAlive(pid), graceMs)) return;
    say(`${name} did not stop within ${graceMs} ms and is killed.`);
    signal(pid, "SIGKILL");
    await until(() => !isAlive(pid), 2_000);
  };

  /** For development: a change of the sources ends the program in order, and it starts again at once. */
  const restart = () => {
    if (stopping || !child.pid || !isAlive(child.pid)) return;
    child.removeAllListeners("exit");
    child.once("exit", () => !stopping && start());
    signal(child.pid, "SIGTERM");
  };

  const kill = () => {
    stopping = true;
    clearTimeout(timer);
    if (child.pid && isAlive(child.pid)) signal(child.pid, "SIGKILL");
  };

  start();
  return { ready, restart, stop, kill, pid: () => child.pid };
}
