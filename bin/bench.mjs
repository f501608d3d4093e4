/** `npm run bench`: builds when stale, then measures (`bench/main.ts`); arguments are passed on. */
import "./node-version.mjs";
import { spawn } from "node:child_process";
import path from "node:path";

const { ensureBuilt } = await import("./build.mjs");
await ensureBuilt({ say: console.log });
const root = path.resolve(import.meta.dirname, "..");
const child = spawn(process.execPath, ["--import", "tsx", "bench/main.ts", ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
});
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => child.kill(name));
child.once("exit", (code) => process.exit(code ?? 1));
