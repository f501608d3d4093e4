/** Publishes per second over HTTP, each answered 202 after its commit, beside a bare JSON echo. */
import type { Bench } from "./bench";
import { type Project, projectPath } from "./ledger";
import { eventsText, eventText } from "./payload";
import type { Figure } from "./report";
import { difference, scaled } from "./servers";

const CONNECTIONS = 64;
const ARRAY_CONNECTIONS = 8;
const EVENTS_A_CALL = 100;
const MAX_EVENTS = 400_000;

export async function publishing(bench: Bench): Promise<Figure[]> {
  const nobody = await bench.makeProject();
  const somebody = await bench.makeProject();
  await bench.ledger.makeEndpoints(somebody, 1, () => `${bench.origin}/e/publishing`);
  const single = { body: eventText, connections: CONNECTIONS, events: 1 };
  const array = { body: eventsText(EVENTS_A_CALL), connections: ARRAY_CONNECTIONS, events: EVENTS_A_CALL };
  return [
    await published(bench, nobody, {
      ...single,
      name: "published singly, 64 connections",
      atLeast: 8_000,
      ratioAtLeast: 0.17,
    }),
    await published(bench, nobody, { ...array, name: "published, 100 per call", atLeast: 25_000 }),
    await published(bench, somebody, { ...single, name: "published singly, delivering meanwhile" }),
  ];
}

type Way = {
  name: string;
  body: string;
  connections: number;
  /** Per call. */
  events: number;
  atLeast?: number;
  ratioAtLeast?: number;
};

async function published(bench: Bench, project: Project, way: Way): Promise<Figure> {
  const { publisher, servers, ledger, options } = bench;
  const load = { port: servers.port, path: projectPath(project), key: project.key, ...way };
  const requests = Math.ceil(MAX_EVENTS / way.events);
  await publisher.ask("load", { ...load, requests, seconds: 1 });
  const before = way.events === 1 ? await bench.echo() : undefined;
  const cpuBefore = servers.cpu();
  const { answered, startedAt, endedAt, p50, p99 } = await publisher.ask("load", {
    ...load,
    requests,
    seconds: options.seconds,
  });
  const cpu = difference(servers.cpu(), cpuBefore);
  const after = way.events === 1 ? await bench.echo() : undefined;
  if (!(await ledger.settled(120_000)))
    throw new Error("what was published was not delivered in two minutes");
  const events = answered * way.events;
  const perSecond = (events * 1000) / (endedAt - startedAt);
  const bare = before !== undefined && after !== undefined ? (before + after) / 2 : undefined;
  const ratio = bare === undefined ? undefined : perSecond / bare;
  return {
    backend: bench.backend,
    name: way.name,
    value: perSecond,
    unit: "events/s",
    ...(bare === undefined || ratio === undefined ? {} : { bare, ratio }),
    ...goalOf(way, perSecond, ratio),
    cpu: scaled(cpu, events),
    note: `answer p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  };
}

function goalOf({ atLeast, ratioAtLeast }: Way, perSecond: number, ratio: number | undefined) {
  if (atLeast === undefined) return {};
  const goal = `≥ ${atLeast.toLocaleString("en-US")}/s${ratioAtLeast ? `, ≥ ${ratioAtLeast}` : ""}`;
  return { goal, met: perSecond >= atLeast && (ratio ?? 1) >= (ratioAtLeast ?? 0) };
}
