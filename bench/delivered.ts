/** Delivered per second, end to end: from the first publish over HTTP to the last delivery recorded. */
import type { Bench } from "./bench";
import { monotonicMs } from "./clock";
import { type Project, projectPath } from "./ledger";
import { eventsText } from "./payload";
import type { Figure } from "./report";
import { type Cpu, difference, scaled, summed } from "./servers";
import { resetStatements, statementsTable } from "./statements";

/** What we want to reach, by backend and number of endpoints. */
const GOALS: Record<string, number> = {
  "redis 50": 0.4,
  "redis 2000": 0.35,
  "redis 20000": 0.3,
  "postgres 50": 0.35,
  "postgres 2000": 0.2,
};

const CALLS_AT_ONCE = 4;
const DELIVERIES_A_CALL = 1_000;
const MAX_EVENTS_A_CALL = 100;
const MAX_DELIVERIES = 200_000;
const ROUND_TIMEOUT_MS = 120_000;
/** A process that has just started still compiles what it runs; how that goes is no figure anybody lives with. */
const WARM_UP_DELIVERIES = 40_000;

export type Round = { deliveries: number; elapsedMs: number; steadyMs: number; cpu: Cpu };

/** One measurement over so many endpoints; with 20,000 each gets one delivery at a time. */
export async function delivered(bench: Bench, endpoints: number): Promise<Figure[]> {
  const project = await bench.makeProject();
  await bench.ledger.makeEndpoints(project, endpoints, (index) => `${bench.origin}/e/${index}`);
  const onlyOneEach = endpoints >= 10_000;
  const cold = await round(bench, project, { endpoints, events: Math.ceil(4_000 / endpoints) });
  const warm = await round(bench, project, { endpoints, events: Math.ceil(WARM_UP_DELIVERIES / endpoints) });
  const before = await bench.bareLoop();
  const wanted = Math.min(
    MAX_DELIVERIES,
    (warm.deliveries / warm.elapsedMs) * 1000 * bench.options.seconds * 1.3,
  );
  if (bench.options.statements) await resetStatements(bench.ledger);
  const rounds: Round[] = [];
  if (onlyOneEach)
    for (let done = 0; done < wanted; done += endpoints)
      rounds.push(await round(bench, project, { endpoints, events: 1 }));
  else
    rounds.push(
      await round(bench, project, { endpoints, events: Math.max(1, Math.round(wanted / endpoints)) }),
    );
  const all = totalOf(rounds);
  if (bench.options.statements) console.log(await statementsTable(bench.ledger, all.deliveries));
  const after = await bench.bareLoop();
  const bare = (before.perSecond + after.perSecond) / 2;
  await checkLedger(bench, project, endpoints, [cold, warm, ...rounds]);
  const goal = GOALS[`${bench.backend} ${endpoints}`];
  const ratio = perSecond(all) / bare;
  const { worker, web } = bench.servers.peaks();
  return [
    {
      backend: bench.backend,
      name: `delivered, ${endpoints.toLocaleString("en-US")} endpoints`,
      value: perSecond(all),
      unit: "/s",
      bare,
      ratio,
      ...(goal === undefined ? {} : { goal: `≥ ${goal.toFixed(2)}`, met: ratio >= goal }),
      cpu: scaled(all.cpu, all.deliveries),
      note: `${all.deliveries} in ${(all.elapsedMs / 1000).toFixed(1)} s, peak MiB worker ${worker} web ${web}${
        onlyOneEach ? `, cold ${Math.round(perSecond(cold))}/s` : ""
      }`,
    },
  ];
}

/** Deliveries per second of one round of about `--seconds`, over endpoints that exist. */
export async function delivering(bench: Bench, project: Project, endpoints: number): Promise<number> {
  const events = Math.ceil((bench.options.seconds * DELIVERIES_A_SECOND) / endpoints);
  return perSecond(await round(bench, project, { endpoints, events }));
}
/** What a round is sized by; how long it takes is what is measured. */
const DELIVERIES_A_SECOND = 5_000;

/** Publishes so many events to so many endpoints; ends when all deliveries are recorded. */
export async function round(
  bench: Bench,
  project: Project,
  given: { endpoints: number; events: number },
): Promise<Round> {
  const { servers, receiver, publisher, ledger } = bench;
  const perCall = Math.max(
    1,
    Math.min(MAX_EVENTS_A_CALL, Math.floor(DELIVERIES_A_CALL / given.endpoints), given.events),
  );
  const calls = Math.ceil(given.events / perCall);
  const deliveries = calls * perCall * given.endpoints;
  await receiver.ask("reset", { record: false });
  const cpuBefore = servers.cpu();
  const published = await publisher.ask("load", {
    port: servers.port,
    path: projectPath(project),
    key: project.key,
    body: eventsText(perCall),
    connections: Math.min(CALLS_AT_ONCE, calls),
    requests: calls,
    seconds: ROUND_TIMEOUT_MS / 1000,
  });
  const arrived = await receiver.ask("waitFor", { count: deliveries, timeoutMs: ROUND_TIMEOUT_MS });
  const settled = await ledger.settled(30_000);
  const endedAt = monotonicMs();
  const cpu = difference(servers.cpu(), cpuBefore);
  const { count, firstAt, lastAt } = await receiver.ask("seen");
  if (!arrived || !settled) throw new Error(`${count} of ${deliveries} arrived; all recorded: ${settled}`);
  return { deliveries, elapsedMs: endedAt - published.startedAt, steadyMs: lastAt - firstAt, cpu };
}

export const perSecond = ({ deliveries, elapsedMs }: Round) => (deliveries * 1000) / elapsedMs;

function totalOf(rounds: Round[]): Round {
  const sum = (of: (round: Round) => number) => rounds.reduce((total, round) => total + of(round), 0);
  return {
    deliveries: sum((round) => round.deliveries),
    elapsedMs: sum((round) => round.elapsedMs),
    steadyMs: sum((round) => round.steadyMs),
    cpu: summed(rounds.map((round) => round.cpu)),
  };
}

/** Every delivery is there, succeeded at its first attempt: speed that loses or repeats is none. */
async function checkLedger(
  bench: Bench,
  project: Project,
  endpoints: number,
  rounds: Round[],
): Promise<void> {
  const expected = totalOf(rounds).deliveries;
  const { deliveries, succeeded, attempts } = await bench.ledger.counts(project);
  if (deliveries !== expected || succeeded !== expected || attempts !== expected)
    throw new Error(
      `${endpoints} endpoints: expected ${expected} deliveries, the ledger has ${deliveries}, ${succeeded} succeeded, ${attempts} attempts`,
    );
}
