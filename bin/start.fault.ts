import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startInstance } from "./instance.mjs";
import { isAlive } from "./processes.mjs";

type Instance = Awaited<ReturnType<typeof startInstance>>;

const answers = async ({ url }: Instance) =>
  (await fetch(url, { redirect: "manual" }).catch(() => null))?.status;
const lock = ({ folder }: Instance) => path.join(folder, "instance.lock");
const said = ({ logFile }: Instance) => readFileSync(logFile, "utf8");
const everyone = async (instance: Instance) => {
  const { web, workers, postgres } = await instance.pids();
  const [worker, slowWorker] = workers as [number, number];
  return { web, worker, slowWorker, postgres: postgres as number };
};

describe("npm start", () => {
  let first: Instance;
  beforeAll(async () => {
    first = await startInstance();
  });
  afterAll(() => first.remove());

  test("a second start on the same data says who runs there and leaves it alone", async () => {
    const start = path.resolve(import.meta.dirname, "start.mjs");
    const env = { ...process.env, DATA_DIR: first.folder, DATABASE_URL: "", PORT: "0" };
    const second = spawnSync(process.execPath, [start], { encoding: "utf8", env });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`already runs on ${first.folder} (pid ${first.supervisor}`);
    expect(await answers(first)).toBeTruthy();
  });

  test("a port that is taken is named", () => {
    const start = path.resolve(import.meta.dirname, "start.mjs");
    const { port } = new URL(first.url);
    const env = { ...process.env, DATA_DIR: `${first.folder}/other`, DATABASE_URL: "", PORT: port };
    const second = spawnSync(process.execPath, [start], { encoding: "utf8", env });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is taken`);
  });

  test("one scrape of its port shows the metrics of every process", async () => {
    const { METRICS_TOKEN } = JSON.parse(readFileSync(path.join(first.folder, "secrets.json"), "utf8"));
    const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
    const text = await fetch(`${first.url}/metrics`, { headers }).then((response) => response.text());
    const started = [...text.matchAll(/^posthorn_process_start_time_seconds\{process="(.+)"\}/gm)];
    const names = new Set(started.map(([, name]) => name));
    expect([...names]).toEqual(expect.arrayContaining(["web", "worker", "slow worker"]));
    expect(names.size).toBe(1 + (await first.pids()).workers.length);
  });

  test("several run side by side", async () => {
    const second = await startInstance();
    expect(second.url).not.toBe(first.url);
    expect(await answers(second)).toBeTruthy();
    await second.remove();
    expect(await answers(first)).toBeTruthy();
  });

  test.each(["web", "worker", "slowWorker", "postgres"] as const)(
    "%s comes back after kill -9",
    async (who) => {
      const before = await everyone(first);
      process.kill(before[who], "SIGKILL");
      await expect.poll(async () => (await everyone(first))[who], { timeout: 20_000 }).not.toBe(before[who]);
      await expect.poll(() => answers(first), { timeout: 20_000 }).toBeTruthy();
      await expect.poll(async () => isAlive((await everyone(first))[who]), { timeout: 20_000 }).toBe(true);
    },
  );

  test("after kill -9 of the supervisor nothing but Postgres stays, and the next start takes it over", async () => {
    const before = await everyone(first);
    process.kill(first.supervisor as number, "SIGKILL");
    await expect.poll(() => isAlive(before.web) || isAlive(before.worker), { timeout: 20_000 }).toBe(false);
    expect(isAlive(before.postgres)).toBe(true);
    expect(existsSync(lock(first))).toBe(true);

    first = await startInstance({ folder: first.folder });
    expect(said(first)).toContain(`took over the Postgres of an earlier start (pid ${before.postgres})`);
    expect(await answers(first)).toBeTruthy();
  });

  test("SIGTERM stops everything, an adopted Postgres too, and leaves no lock", async () => {
    const before = await everyone(first);
    await first.stop();
    for (const pid of Object.values(before)) expect(isAlive(pid)).toBe(false);
    expect(existsSync(lock(first))).toBe(false);
    expect(said(first)).toMatch(/stopped\.\s*$/);
  });

  test("the keys are kept from start to start", async () => {
    const secrets = () => readFileSync(path.join(first.folder, "secrets.json"), "utf8");
    const before = secrets();
    first = await startInstance({ folder: first.folder });
    expect(secrets()).toBe(before);
  });
});
