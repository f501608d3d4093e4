/**
 * `npm test`: installs what tests need, runs every phase on servers it starts itself, and closes with
 * `N passed, N failed`. `--only=lint,types,unit,db,build,http,e2e,faults` runs some; further arguments go to
 * the runner of a single phase (`npm run e2e -- deliveries`). `npm run faults -- --seeds=20 --seconds=90` searches
 * longer (`--minutes`, `--seed`, `--backend`) and runs nothing else; its tables stay in `.test/nemesis.md`.
 * `npm run scale` is no part of it: what holds beyond one machine (`e2e/scale/`).
 */
import "./node-version.mjs";
import path from "node:path";
import { parseArgs } from "node:util";
import { install, missingPackages } from "./install.mjs";

const root = path.resolve(import.meta.dirname, "..");
const ORDER = ["lint", "types", "unit", "db", "build", "http", "e2e", "faults"];
/** Phases that run when they are asked for by name alone. */
const EXTRA = ["scale"];
const ALL = [...ORDER, ...EXTRA];

function wantedPhases() {
  const { values, positionals, tokens } = parseArgs({
    options: { only: { type: "string" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const only = values.only ? String(values.only).split(",") : ORDER;
  const unknown = only.filter((name) => !ALL.includes(name));
  if (unknown.length) throw new Error(`No such phase: ${unknown.join(", ")}. There are: ${ALL.join(", ")}.`);
  const flags = tokens.filter((token) => token.kind === "option" && token.name !== "only");
  const rest = [
    ...positionals,
    ...flags.map((flag) => `${flag.rawName}${flag.value ? `=${flag.value}` : ""}`),
  ];
  if (rest.length && only.length > 1)
    throw new Error(`Arguments need a single phase: --only=<phase> ${rest.join(" ")}`);
  return { phases: ALL.filter((name) => only.includes(name)), rest };
}

/** @returns {Promise<Record<string, (rest: string[]) => Promise<{passed: number, failed: number, skipped: number}>>>} */
async function runners(lacking) {
  const phases = await import("./phases.mjs");
  const { ensureBuilt } = await import("./build.mjs");
  const onBuilt = async (name, config, rest) => {
    await ensureBuilt({ say: console.log });
    return phases.vitest(name, ["--config", config, ...rest]);
  };
  const browserless = { passed: 0, failed: 0, skipped: 1 };
  return {
    lint: phases.lint,
    types: phases.types,
    unit: (rest) => phases.vitest("unit", ["--project", "unit", ...rest]),
    db: (rest) => phases.vitest("db", ["--project", "db", ...rest]),
    build: phases.build,
    http: (rest) => onBuilt("http", "vitest.e2e.config.ts", rest),
    e2e: async (rest) => (lacking.includes("browser") ? browserless : phases.endToEnd(rest)),
    faults: (rest) => onBuilt("faults", "vitest.faults.config.ts", searching(rest)),
    scale: (rest) => onBuilt("scale", "vitest.scale.config.ts", rest),
  };
}

/** What the search for faults is told travels in the environment; the rest is for the runner. */
function searching(rest) {
  const left = rest.filter((argument) => {
    const [, name, value] = /^--(seeds|seconds|minutes|seed|backend)=(\w+)$/.exec(argument) ?? [];
    if (name) process.env[`NEMESIS_${name.toUpperCase()}`] = value;
    return !name;
  });
  return left.length < rest.length ? ["e2e/faults/nemesis", ...left] : left;
}

const TOOLS_OF = {
  unit: ["php", "python"],
  db: ["redis", "php", "python"],
  http: ["redis", "php", "python", "ruby", "go", "java", "rust", "openssl"],
  e2e: ["browser", "redis", "php", "python"],
  faults: ["redis"],
  scale: ["redis"],
};

async function main() {
  const { phases, rest } = wantedPhases();
  if (missingPackages(root).length) await install(root);
  const { ensureClient } = await import("./generate.mjs");
  await ensureClient();
  const { ensureTools } = await import("./test-tools.mjs");
  const run = await runners(ensureTools(phases.flatMap((name) => TOOLS_OF[name] ?? [])));

  const results = [];
  for (const name of phases) {
    console.log(`\n── ${name} ──`);
    const started = performance.now();
    const counts = await run[name](rest).catch((error) => {
      console.error(error);
      return { passed: 0, failed: 1, skipped: 0 };
    });
    results.push({ name, ...counts, seconds: (performance.now() - started) / 1000 });
  }
  report(results);
}

function report(results) {
  console.log("");
  const skippedPart = (skipped) => (skipped ? `, ${skipped} skipped` : "");
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(
      `${name.padEnd(8)} ${seconds.toFixed(1).padStart(7)} s  ${passed} passed, ${failed} failed${skippedPart(skipped)}`,
    );
  }
  const total = (key) => results.reduce((all, result) => all + result[key], 0);
  console.log(`\n${total("passed")} passed, ${total("failed")} failed${skippedPart(total("skipped"))}`);
  process.exitCode = total("failed") ? 1 : 0;
}

await main().catch((error) => {
  console.error(error.message);
  console.log("\n0 passed, 1 failed");
  process.exitCode = 1;
});
