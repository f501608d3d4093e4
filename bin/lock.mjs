/**
 * A lock file that its holder's death releases: it names the process, and a process that is gone, or whose
 * pid now belongs to another, holds nothing. Works between processes of one machine.
 */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { isAlive, sleep, startedAt } from "./processes.mjs";

/** A takeover of a stale lock is a matter of milliseconds; a guard older than this was left by a crash. */
const GUARD_MS = 5_000;

/** The holder's own words, or undefined when there is no lock or it is unreadable. */
export function readLock(file) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Does the process that wrote this lock still run? */
export function isHeld(holder) {
  if (!holder || !isAlive(holder.pid)) return false;
  const started = startedAt(holder.pid);
  return started === undefined || holder.started === undefined || started === holder.started;
}

/** Writes the whole lock at once under a name of its own, then links it in place: never half a file. */
function claim(file, mine) {
  const draft = `${file}.${mine.token}`;
  fs.writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 });
  try {
    fs.linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Removes a stale lock; two that try at once are ordered by a guard folder, the second looks again. */
function clearStale(file) {
  const guard = `${file}.takeover`;
  try {
    fs.mkdirSync(guard);
  } catch {
    const age = Date.now() - (fs.statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > GUARD_MS) fs.rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (!isHeld(readLock(file))) fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(guard, { recursive: true, force: true });
  }
}

/**
 * Tries once.
 * @param {string} file @param {Record<string, unknown>} note what others may read about us
 * @returns {{release: () => void, tookOver: boolean} | {holder: Record<string, unknown>}}
 */
export function tryLock(file, note = {}) {
  const token = randomBytes(8).toString("hex");
  const mine = { ...note, pid: process.pid, started: startedAt(process.pid), token };
  for (let attempt = 0; attempt < 200; attempt++) {
    if (claim(file, mine)) {
      return {
        tookOver: attempt > 0,
        release: () => readLock(file)?.token === token && fs.rmSync(file, { force: true }),
      };
    }
    const holder = readLock(file);
    if (isHeld(holder)) return { holder };
    clearStale(file);
  }
  throw new Error(`The lock ${file} is stale and cannot be removed: delete it.`);
}

/** Runs `work` while holding the lock; waits for another holder, and says so once through `onWait`. */
export async function withLock(file, work, onWait) {
  for (let waited = false; ; waited = true) {
    const lock = tryLock(file);
    if ("release" in lock) {
      try {
        return await work();
      } finally {
        lock.release();
      }
    }
    if (!waited) onWait?.(lock.holder);
    await sleep(250);
  }
}
