/** A Redis of a test's own, where `redis-server` is installed. */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { freePort } from "./ports.mjs";
import { signal, sleep } from "./processes.mjs";

export const hasRedis = () => spawnSync("redis-server", ["--version"]).status === 0;

async function answers(port) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const open = await new Promise((resolve) => {
      const socket = createConnection(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await sleep(25);
  }
  throw new Error(`Redis does not answer on port ${port}.`);
}

/**
 * @param {{folder: string, port?: number, args?: string[]}} options `redis.pid` is left in the folder
 * @returns {Promise<{url: string, port: number, pid: number, stop: () => void}>} `stop` kills it: nothing is saved
 */
export async function startRedis({ folder, port, args = [] }) {
  const at = port ?? (await freePort());
  const child = spawn(
    "redis-server",
    [
      "--port",
      String(at),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
      "--dir",
      folder,
      ...args,
    ],
    { stdio: "ignore" },
  );
  writeFileSync(path.join(folder, "redis.pid"), String(child.pid));
  await answers(at);
  return {
    url: `redis://127.0.0.1:${at}`,
    port: at,
    pid: child.pid,
    stop: () => signal(child.pid, "SIGKILL"),
  };
}
