/**
 * `npm run generate`: the Prisma client from `prisma/schema.prisma`, only when it is missing or older
 * than the schema (`--force` always). Needs no network and no database.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";

const root = path.resolve(import.meta.dirname, "..");
const output = path.join(root, "lib/platform/prisma");
const stamp = path.join(output, ".generated-from");

/** What the generated client depends on: the schema and Prisma's own version. */
function wantedStamp() {
  const hash = createHash("sha256");
  hash.update(readFileSync(path.join(root, "prisma/schema.prisma")));
  hash.update(readFileSync(path.join(root, "node_modules/prisma/package.json")));
  return hash.digest("hex");
}

export function clientIsStale() {
  if (!existsSync(path.join(output, "client.ts")) || !existsSync(stamp)) return true;
  return readFileSync(stamp, "utf8") !== wantedStamp();
}

/** Generates when stale, one process at a time; throws with Prisma's own words when that fails. */
export async function ensureClient({ force = false } = {}) {
  if (!force && !clientIsStale()) return false;
  mkdirSync(path.join(root, "dist"), { recursive: true });
  return withLock(path.join(root, "dist/generate.lock"), () => (force || clientIsStale()) && generate());
}

function generate() {
  const run = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/prisma/build/index.js"), "generate"],
    {
      cwd: root,
      encoding: "utf8",
      env: {
        ...process.env,
        // Generating needs no engine, yet the CLI downloads one unless this names an executable.
        PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY || process.execPath,
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
        CHECKPOINT_DISABLE: "1",
      },
    },
  );
  if (run.status !== 0) throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`);
  writeFileSync(stamp, wantedStamp());
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await ensureClient({ force: process.argv.includes("--force") });
  console.log(made ? "Prisma client generated." : "Prisma client is up to date.");
}
