/**
 * `npm run build`: pages, web server and worker, only when a source changed since the last build
 * (`--force` always). Two starts from one checkout take turns.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureClient } from "./generate.mjs";
import { withLock } from "./lock.mjs";

const root = path.resolve(import.meta.dirname, "..");
const dist = path.join(root, "dist");
const stamp = path.join(dist, "built-from");

const SOURCES = [
  "app",
  "components",
  "lib",
  "web",
  "proxy.ts",
  "worker",
  "bin/build.mjs",
  "bin/demo.ts",
  "bin/demo-events.ts",
  "bin/demo-receiver.ts",
  "bin/doctor.ts",
  "bin/reseal.ts",
  "prisma/schema.prisma",
  "package.json",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** What becomes a file of its own in dist/. */
const PROGRAMS = {
  web: "web/main.ts",
  worker: "worker/main.ts",
  demo: "bin/demo.ts",
  doctor: "bin/doctor.ts",
  reseal: "bin/reseal.ts",
};

const isSource = (file) => !/\.test\.tsx?$/.test(file) && !file.startsWith("lib/platform/prisma/");

function filesOf(at) {
  const stat = fs.statSync(path.join(root, at), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [at];
  return fs
    .readdirSync(path.join(root, at))
    .sort()
    .flatMap((name) => filesOf(`${at}/${name}`));
}

/** A hash over every source file's name and bytes. */
export function sourceHash() {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap(filesOf).filter(isSource)) {
    const content = fs.readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

export function isBuilt() {
  const outputs = [
    path.join(dist, "web.mjs"),
    path.join(dist, "worker.mjs"),
    path.join(root, ".next/BUILD_ID"),
  ];
  return (
    outputs.every((file) => fs.existsSync(file)) &&
    fs.existsSync(stamp) &&
    fs.readFileSync(stamp, "utf8") === sourceHash()
  );
}

async function bundlePrograms() {
  const { build, stop } = await import("esbuild");
  const present = Object.entries(PROGRAMS).filter(
    ([name, source]) => name !== "demo" || fs.existsSync(path.join(root, source)),
  );
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir: dist,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "@": root },
    sourcemap: true,
    logLevel: "warning",
  });
  // Its service process would otherwise stay as long as we do.
  await stop();
}

function buildPages(signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
    });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`next build failed:\n${Buffer.concat(output)}`)),
    );
  });
}

function copyApiReference() {
  const from = path.join(root, "node_modules/@scalar/api-reference/dist/browser/standalone.js");
  fs.mkdirSync(path.join(root, "public"), { recursive: true });
  fs.copyFileSync(from, path.join(root, "public/scalar.js"));
}

/**
 * Builds when stale. Answers whether it built.
 * @param {{force?: boolean, signal?: AbortSignal, say?: (line: string) => void}} [options]
 */
export async function ensureBuilt({ force = false, signal, say = () => undefined } = {}) {
  if (!force && isBuilt()) return false;
  fs.mkdirSync(dist, { recursive: true });
  return withLock(
    path.join(dist, "build.lock"),
    async () => {
      // Another start may have built it while we waited.
      if (!force && isBuilt()) return false;
      say("building (the first time takes a minute) …");
      const hash = sourceHash();
      fs.rmSync(stamp, { force: true });
      await ensureClient();
      copyApiReference();
      await bundlePrograms();
      await buildPages(signal);
      fs.writeFileSync(stamp, hash);
      return true;
    },
    (holder) => say(`waiting for another build (pid ${holder.pid}) …`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  try {
    const built = await ensureBuilt({ force: process.argv.includes("--force"), say: console.log });
    console.log(built ? `Built in ${((performance.now() - started) / 1000).toFixed(1)} s.` : "Up to date.");
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
