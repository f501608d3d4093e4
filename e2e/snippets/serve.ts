/** Runs a snippet that is a server: starts it as its words say and sends it requests over HTTP. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as http from "node:http";
import { freePort } from "@/bin/ports.mjs";
import type { Case, Scene } from "./cases";

const READY_MS = 20_000;
const VERDICTS: Record<number, boolean> = { 204: true, 401: false };

/** What the program of `scene` answers to each of its cases; `argv` starts it in `folder`, `$PORT` filled in. */
export async function serve(scene: Scene, argv: string[], folder: string): Promise<boolean[]> {
  const port = await freePort();
  const [command = "", ...args] = argv.map((each) => each.replace("$PORT", String(port)));
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PORT: String(port), WEBHOOK_SECRET: scene.secret },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  try {
    await ready(child, port, () => errors);
    const verdicts: boolean[] = [];
    for (const each of scene.cases) {
      const status = await post(port, each);
      const verdict = VERDICTS[status];
      if (verdict === undefined) throw new Error(`${each.name} was answered ${status}: ${errors}`);
      verdicts.push(verdict);
    }
    return verdicts;
  } finally {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  }
}

async function ready(child: ChildProcess, port: number, errors: () => string): Promise<void> {
  for (const until = performance.now() + READY_MS; ; ) {
    if (child.exitCode !== null) throw new Error(`it ended: ${errors()}`);
    const listens = await post(port, { headers: [], body: Buffer.alloc(0) }).then(
      () => true,
      () => false,
    );
    if (listens) return;
    if (performance.now() > until) throw new Error(`it does not listen: ${errors()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function post(port: number, { headers, body }: Pick<Case, "headers" | "body">): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", method: "POST", agent: false };
    const request = http.request({ ...options, headers: Object.fromEntries(headers) }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode ?? 0));
    });
    request.once("error", reject);
    request.end(body);
  });
}
