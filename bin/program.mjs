/**
 * Runs one of our programs once on an installation: the one that this folder's `.env` or environment describes, or
 * the one that `npm start` runs on DATA_DIR.
 */
import "./node-version.mjs";
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const { childEnvironment, readOptions, requireKeys } = await import("./options.mjs");

/** The database and the keys of an instance that runs on its own Postgres. */
async function runningInstance({ dataDir }) {
  const { clusterFolder } = await import("./data-dir.mjs");
  const { keptSecrets } = await import("./secrets.mjs");
  const folder = clusterFolder(dataDir);
  const pidFile = path.join(folder, "postmaster.pid");
  if (!fs.existsSync(pidFile)) throw new Error(`Nothing runs on ${dataDir}: start Posthorn, then ask again.`);
  const port = fs.readFileSync(pidFile, "utf8").split("\n")[3];
  const secrets = keptSecrets(dataDir, { hasData: true });
  const databaseUrl = `postgresql://postgres:${secrets.POSTGRES_PASSWORD}@127.0.0.1:${port}/posthorn`;
  return { databaseUrl, secrets };
}

/** `name` is a file of dist/; further arguments are passed on, and its exit code becomes ours. */
export async function runProgram(name) {
  const options = readOptions([], root);
  if (!options.embedded) requireKeys(process.env);
  const env = childEnvironment(options, options.embedded ? await runningInstance(options) : undefined);
  const { ensureBuilt } = await import("./build.mjs");
  const program = path.join(root, `dist/${name}.mjs`);
  if (!fs.existsSync(program)) await ensureBuilt({ say: console.log });
  const args = ["--enable-source-maps", program, ...process.argv.slice(2)];
  // Log lines are not part of what it prints.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, LOG_LEVEL: "silent" },
    stdio: "inherit",
  });
  child.once("exit", (code) => process.exit(code ?? 1));
}
