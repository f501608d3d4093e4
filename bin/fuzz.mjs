/** `npm run fuzz -- --minutes 10`: the API held to its own description for as long as one likes; `SEED` repeats a run. */
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "5" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error("--minutes must be a number above nought");

const test = path.join(import.meta.dirname, "test.mjs");
const child = spawn(process.execPath, [test, "--only=http", "contract-fuzz"], {
  stdio: "inherit",
  env: { ...process.env, FUZZ_SECONDS: String(Math.round(minutes * 60)) },
});
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
