/** What `npm run check` and `npm test` run and how each is counted. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { breaches } from "./conventions.mjs";

export const root = path.resolve(import.meta.dirname, "..");
const bin = (name) => path.join(root, "node_modules/.bin", name);

/** Runs a program in the foreground; answers its exit code. */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...env },
    });
    const pass = (name) => () => child.kill(name);
    const handlers = { SIGINT: pass("SIGINT"), SIGTERM: pass("SIGTERM") };
    for (const [name, handler] of Object.entries(handlers)) process.on(name, handler);
    const end = (code) => {
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler);
      resolve(code);
    };
    child.once("error", (error) => {
      console.error(error.message);
      end(1);
    });
    child.once("exit", (code) => end(code ?? 1));
  });
}

const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
const sum = (...counts) =>
  counts.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }));

export async function lint() {
  const plain = process.stdout.isTTY ? [] : ["--colors=off"];
  const biome = await run(bin("biome"), ["ci", "--error-on-warnings", ...plain, "."]);
  const broken = breaches(root);
  for (const line of broken) console.error(line);
  return sum(one(biome), one(broken.length));
}

export async function types() {
  const generated = await run(bin("next"), ["typegen"]);
  return one(generated || (await run(bin("tsc"), ["--noEmit"])));
}

export async function build() {
  return one(await run(process.execPath, ["bin/build.mjs"]));
}

/** A runner that died before it could report has failed once, whatever its report says. */
const honest = (code, counts) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

function readReport(file, count) {
  if (!fs.existsSync(file)) return { passed: 0, failed: 0, skipped: 0 };
  return count(JSON.parse(fs.readFileSync(file, "utf8")));
}

const reportFile = (name) => {
  const folder = path.join(root, ".test");
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.json`);
  fs.rmSync(file, { force: true });
  return file;
};

/** @param {string} name of the report @param {string[]} args what vitest runs */
export async function vitest(name, args) {
  const report = reportFile(name);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run(bin("vitest"), ["run", "--passWithNoTests", ...reporters, ...args]);
  return honest(
    code,
    readReport(report, ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests,
      skipped: numPendingTests + numTodoTests,
    })),
  );
}

/** The journeys, in a browser, against an instance of their own. */
export async function endToEnd(args) {
  const { startInstance } = await import("./instance.mjs");
  const instance = await startInstance();
  const report = reportFile("e2e");
  const env = {
    E2E_URL: instance.url,
    E2E_SETUP_URL: instance.setupUrl ?? "",
    E2E_ROOT_API_KEY: instance.rootApiKey,
    E2E_LOG_FILE: instance.logFile,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  };
  try {
    const options = ["test", "--pass-with-no-tests", "--reporter=list,json", ...args];
    const code = await run(bin("playwright"), options, env);
    return honest(
      code,
      readReport(report, ({ stats }) => ({
        passed: stats.expected + stats.flaky,
        failed: stats.unexpected,
        skipped: stats.skipped,
      })),
    );
  } finally {
    if (process.env.E2E_KEEP) fs.cpSync(instance.logFile, path.join(root, ".test/e2e.log"));
    await instance.remove();
  }
}
