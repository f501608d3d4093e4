/**
 * What a second and a third worker bring. Where all share the machine's cores they bring what cores are left; where
 * each may have only so much in hand and receivers take their time, nothing but a lock or a queue could be in the way.
 */
import { spawnSync } from "node:child_process";
import type { Bench } from "./bench";
import { perSecond, type Round, round } from "./delivered";
import type { Project } from "./ledger";
import type { Figure } from "./report";
import { cpuOf } from "./usage";
import { watchWaits } from "./waits";

const MOST_WORKERS = 3;
const RECEIVERS_CORE = "0";
/** Endpoints in a worker's hands at a time, each answered after 20 ms: 1,000 deliveries a second at best. */
const IN_HAND = 20;

type Way = { name: string; path: string; endpoints: number; events: number; own: Record<string, string> };
const WAYS: Way[] = [
  { name: "as fast as they can", path: "/e", endpoints: 200, events: 100, own: {} },
  {
    name: `${IN_HAND} endpoints in hand each, receivers take 20 ms`,
    path: "/soon",
    // Fewer than are rung in peals: a peal is one worker's.
    endpoints: 150,
    events: 40,
    own: { WORKER_CONCURRENCY: String(IN_HAND) },
  },
];

export async function workers(bench: Bench): Promise<Figure[]> {
  for (const { pid } of [bench.receiver, bench.publisher])
    spawnSync("taskset", ["-cp", RECEIVERS_CORE, String(pid)]);
  const figures: Figure[] = [];
  for (const way of WAYS) figures.push(...(await scaled(bench, way)));
  for (const worker of bench.servers.workers()) await worker.stop();
  await bench.servers.startWorker();
  return figures;
}

async function scaled(bench: Bench, way: Way): Promise<Figure[]> {
  const project = await bench.makeProject();
  await bench.ledger.query(
    `UPDATE projects SET overrides = '{"maxInFlight": ${way.path === "/soon" ? 1 : 100}}',
      routing_version = routing_version + 1, policy_version = policy_version + 1 WHERE id = $1`,
    [project.uuid],
  );
  await bench.ledger.makeEndpoints(project, way.endpoints, (index) => `${bench.origin}${way.path}/${index}`);
  for (const worker of bench.servers.workers()) await worker.stop();
  const figures: Figure[] = [];
  for (let count = 1; count <= MOST_WORKERS; count++) {
    await bench.servers.startWorker(way.own);
    figures.push(await measured(bench, { way, project, one: figures[0]?.value }));
  }
  return figures;
}

type Given = { way: Way; project: Project; one: number | undefined };

async function measured(bench: Bench, { way, project, one }: Given): Promise<Figure> {
  const given = { endpoints: way.endpoints, events: way.events };
  await round(bench, project, given);
  const running = bench.servers.workers();
  const before = running.map(({ pid }) => cpuOf(pid));
  const stopWatching = await watchWaits(bench.servers);
  const done: Round = await round(bench, project, given);
  const waits = await stopWatching();
  const used = running.map(({ pid }, index) => cpuOf(pid) - (before[index] ?? 0));
  const all = used.reduce((sum, each) => sum + each, 0);
  const shares = used.map((each) => Math.round((each * 100) / all)).join("/");
  const value = perSecond(done);
  return {
    backend: bench.backend,
    name: `${running.length} worker${running.length > 1 ? "s" : ""}, ${way.name}`,
    value,
    unit: "/s",
    ...(one === undefined ? {} : { bare: one, ratio: value / one }),
    note: `CPU of the workers ${shares} %; ${waits}`,
  };
}
