/** For development: restarts a program when the sources it was loaded from change. Next follows its own. */
import { watch } from "node:fs";
import path from "node:path";

const SETTLE_MS = 300;
const FOLLOWED = { lib: ["workers", "web"], worker: ["workers"], web: ["web"] };

/**
 * @param {string} root @param {{workers: {restart: () => void}[], web: {restart: () => void}}} programs
 * @returns {() => Promise<void>} stops following
 */
export function followSources(root, { workers, web }) {
  const restart = { workers: () => workers.map((worker) => worker.restart()), web: () => web.restart() };
  const timers = {};
  const watchers = Object.entries(FOLLOWED).map(([folder, programs]) =>
    watch(path.join(root, folder), { recursive: true }, (_event, file) => {
      if (!file || /\.test\.tsx?$/.test(file) || !/\.tsx?$/.test(file)) return;
      for (const program of programs) {
        clearTimeout(timers[program]);
        timers[program] = setTimeout(restart[program], SETTLE_MS);
      }
    }),
  );
  return async () => {
    for (const watcher of watchers) watcher.close();
    for (const timer of Object.values(timers)) clearTimeout(timer);
  };
}
