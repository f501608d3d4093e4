/** `npm run bytes -- --texts 10000`: so many random JSON texts through every dialect, byte for byte; `SEED` repeats a run. */
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { texts: { type: "string", default: "10000" } } });
const texts = Number(values.texts);
if (!Number.isInteger(texts) || texts < 1) throw new Error("--texts must be a whole number above nought");

const test = path.join(import.meta.dirname, "test.mjs");
const child = spawn(process.execPath, [test, "--only=http", "random-bytes"], {
  stdio: "inherit",
  env: { ...process.env, RANDOM_TEXTS: String(texts) },
});
child.once("exit", (code) => {
  process.exitCode = code ?? 1;
});
