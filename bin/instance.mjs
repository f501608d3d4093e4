/** A whole Posthorn for a test: `npm start` with a port, a data folder and a root key of its own. */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import path from "node:path";
import { makeTestFolder } from "./test-folder.mjs";

const READY_MS = 300_000;

/**
 * Starts one and waits until it is ready.
 * @param {{env?: Record<string, string>, folder?: string}} [options] `folder` from an earlier
 *   instance starts on its data again; `env` sets or, with "", empties variables; logs go to `<folder>/start.log`
 * @returns {Promise<{url: string, setupUrl?: string, rootApiKey: string, folder: string, logFile: string,
 *   supervisor: number, pids: () => Promise<{web: number, workers: number[], postgres?: number}>,
 *   stop: () => Promise<void>, remove: () => Promise<void>}>} `remove` stops it and deletes the folder
 */
export async function startInstance({ env = {}, folder = makeTestFolder() } = {}) {
  const rootApiKey = env.ROOT_API_KEY ?? `root_${randomBytes(24).toString("base64url")}`;
  const logFile = path.join(folder, "start.log");
  const log = fs.openSync(logFile, "a", 0o600);
  // Empty rather than absent: a developer's .env must not lend a test their database.
  const own = {
    PORT: "0",
    DATA_DIR: folder,
    DATABASE_URL: "",
    REDIS_URL: "",
    APP_URL: "",
    NODE_ENV: "production",
  };
  const child = fork(path.join(import.meta.dirname, "start.mjs"), [], {
    env: { ...process.env, ...own, ROOT_API_KEY: rootApiKey, ...env },
    execArgv: [],
    stdio: ["ignore", log, log, "ipc"],
  });
  fs.closeSync(log);
  const ready = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`${why}:\n${fs.readFileSync(logFile, "utf8").slice(-4_000)}`));
    const timer = setTimeout(() => fail("Posthorn was not ready in time"), READY_MS);
    child.on("message", (message) => message?.ready && resolve(message));
    child.once("exit", (code) => fail(`Posthorn ended with ${code}`));
    child.once("message", () => clearTimeout(timer));
    child.once("exit", () => clearTimeout(timer));
  });

  const pids = async () => {
    child.send({ ask: "pids" });
    for (;;) {
      const [message] = await once(child, "message");
      if (message?.pids) return message.pids;
    }
  };
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  const remove = async () => {
    await stop();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  return { ...ready, rootApiKey, folder, logFile, supervisor: child.pid, pids, stop, remove };
}
