import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isHeld, readLock, tryLock, withLock } from "./lock.mjs";
import { startedAt } from "./processes.mjs";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "lock-"));
  file = path.join(folder, "instance.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const release = (lock: ReturnType<typeof tryLock>) => "release" in lock && lock.release();

test("a second attempt sees who holds it, and gets it after the release", () => {
  const first = tryLock(file, { since: "now" });
  expect(tryLock(file)).toMatchObject({ holder: { pid: process.pid, since: "now" } });
  release(first);
  expect(existsSync(file)).toBe(false);
  expect(tryLock(file)).toHaveProperty("release");
});

test("a holder that was killed holds nothing", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  writeFileSync(file, JSON.stringify({ pid: child.pid, started: startedAt(child.pid), token: "theirs" }));
  expect(tryLock(file)).toHaveProperty("holder.pid", child.pid);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  expect(tryLock(file)).toHaveProperty("release");
});

test.runIf(process.platform === "linux")("a pid that now belongs to another process holds nothing", () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: "1", token: "of another life" }));
  expect(isHeld(readLock(file))).toBe(false);
  expect(tryLock(file)).toHaveProperty("release");
});

test("an unreadable lock is stale", () => {
  writeFileSync(file, "half a li");
  expect(tryLock(file)).toHaveProperty("release");
});

test("releasing never removes a lock that has passed to another", () => {
  const first = tryLock(file);
  writeFileSync(file, JSON.stringify({ pid: process.pid, token: "another" }));
  release(first);
  expect(readLock(file)).toHaveProperty("token", "another");
});

test("of ten processes that find the same stale lock, one gets it", () => {
  const lock = path.resolve(import.meta.dirname, "lock.mjs");
  const script = `
    import { tryLock } from ${JSON.stringify(lock)};
    setTimeout(() => {
      const got = "release" in tryLock(${JSON.stringify(file)});
      process.stdout.write(got ? "1" : "0");
      setTimeout(() => {}, got ? 4000 : 0);
    }, ${Date.now() + 3_000} - Date.now());`;
  writeFileSync(path.join(folder, "try.mjs"), script);
  writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, token: "dead" }));
  const all = Array.from({ length: 10 }, () => `node ${path.join(folder, "try.mjs")} & `).join("");
  const { stdout } = spawnSync("sh", ["-c", `${all} wait`], { encoding: "utf8" });
  expect(stdout.length).toBe(10);
  expect(stdout.replaceAll("0", "")).toBe("1");
}, 30_000);

test("work behind the lock goes one after the other", async () => {
  const log = path.join(folder, "log");
  writeFileSync(log, "");
  const write = (word: string) => writeFileSync(log, `${word} `, { flag: "a" });
  const work = async () => {
    write("in");
    await new Promise((resolve) => setTimeout(resolve, 30));
    write("out");
  };
  await Promise.all([withLock(file, work), withLock(file, work), withLock(file, work)]);
  expect(readFileSync(log, "utf8").trim()).toBe("in out in out in out");
});
