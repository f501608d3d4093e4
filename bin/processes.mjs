/** Facts about processes that a pid alone does not tell: whether it still runs, and whether it is the same one. */
import { readFileSync } from "node:fs";

/** Linux's own line about a process, after its name (which may itself hold spaces); undefined elsewhere. */
function statFields(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** True while the process can still do something: a zombie whose parent never collects it is gone. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return false;
  }
  const state = statFields(pid)?.[0];
  return state !== "Z" && state !== "X";
}

/** When the process started, in clock ticks since boot: a pid used again has another. Undefined off Linux. */
export const startedAt = (pid) => statFields(pid)?.[19];

/** The command line, or undefined where it cannot be read. */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

/** Sends a signal; a process that is already gone is not an error. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `done()` is true; answers false when `timeoutMs` passed first. */
export async function until(done, timeoutMs, everyMs = 20) {
  const end = performance.now() + timeoutMs;
  while (!done()) {
    if (performance.now() > end) return false;
    await sleep(everyMs);
  }
  return true;
}
