/** From the moment a publish is sent to the moment the receiver has it: idle, and while other endpoints hang. */
import { clearAway, makeDue, ringOnce } from "./backlog";
import type { Bench } from "./bench";
import { sleep } from "./clock";
import { HANGING_HOSTS } from "./hanging-hosts";
import { type Project, projectPath } from "./ledger";
import { eventsText, eventText } from "./payload";
import { quantile } from "./quantile";
import type { Figure } from "./report";

const SAMPLES = 300;
const GAP_MS = 10;
const HANGING_ENDPOINTS = 1_000;
const EVENTS_TO_HANGING = 20;
const BACKLOG = 1_000_000;
const HEALTHY = "/e/healthy";

/** From the publish to the receiver, and to the publisher's 202; milliseconds. */
type Percentiles = { p50: number; p99: number; ack50: number; ack99: number };

export async function idleLatency(bench: Bench): Promise<Figure[]> {
  const project = await healthyProject(bench);
  const { p50, p99, ack50, ack99 } = await sampled(bench, project, SAMPLES);
  const { worker, web } = bench.servers.peaks();
  const common = { backend: bench.backend, unit: "ms" };
  return [
    {
      ...common,
      name: "publish to receiver, idle, p50",
      value: p50,
      goal: "≤ 5 ms",
      met: p50 <= 5,
      note: acked(ack50, ack99),
    },
    {
      ...common,
      name: "publish to receiver, idle, p99",
      value: p99,
      goal: "≤ 20 ms",
      met: p99 <= 20,
      note: `peak MiB worker ${worker} web ${web}`,
    },
  ];
}

/**
 * A healthy endpoint's latency alone, and then beside endpoints that take every request and never answer and one that
 * is a million deliveries behind: because it takes a second for each, and because it was away and takes them all.
 */
export async function isolation(bench: Bench): Promise<Figure[]> {
  const project = await healthyProject(bench);
  const alone = await sampled(bench, project, SAMPLES * 4);
  await makeHanging(bench);
  const behind = await bench.makeProject();
  await bench.ledger.makeEndpoints(behind, 1, () => `${bench.origin}/late/backlog`);
  await ringOnce(bench, behind);
  await sleep(2_000);
  await makeDue(bench, behind, BACKLOG);
  // A backlog grows in hours: the pages of one made in seconds would all be written out beside what is measured.
  await bench.ledger.query("CHECKPOINT", []);
  await sleep(5_000);
  const slow = await sampled(bench, project, SAMPLES * 4);
  await bench.ledger.query("UPDATE endpoints SET url = $2, version = version + 1 WHERE project_id = $1", [
    behind.uuid,
    `${bench.origin}/e/backlog`,
  ]);
  await sleep(5_000);
  const fast = await sampled(bench, project, SAMPLES * 4);
  const { hanging: stuck } = await bench.receiver.ask("seen");
  await clearAway(bench, behind);
  const name = `healthy p99 beside ${HANGING_ENDPOINTS.toLocaleString("en-US")} that hang and a million due at one`;
  const figure = (how: string, beside: Percentiles): Figure => ({
    backend: bench.backend,
    name: `${name} ${how}`,
    value: beside.p99,
    unit: "ms",
    bare: alone.p99,
    ratio: beside.p99 / alone.p99,
    goal: "≤ 2",
    met: beside.p99 / alone.p99 <= 2,
    note: `p50 ${alone.p50.toFixed(1)} → ${beside.p50.toFixed(1)} ms; ${acked(beside.ack50, beside.ack99)}; ${stuck} requests taken and not answered`,
  });
  return [figure("that takes a second each", slow), figure("that takes them all", fast)];
}

const acked = (p50: number, p99: number) => `202 after p50 ${p50.toFixed(1)} p99 ${p99.toFixed(1)} ms`;

async function makeHanging(bench: Bench): Promise<void> {
  const hanging = await bench.makeProject();
  const { port } = new URL(bench.origin);
  await bench.ledger.makeEndpoints(
    hanging,
    HANGING_ENDPOINTS,
    (index) => `http://${HANGING_HOSTS[index % HANGING_HOSTS.length]}:${port}/hang/${index}`,
  );
  await bench.publisher.ask("load", {
    port: bench.servers.port,
    path: projectPath(hanging),
    key: hanging.key,
    body: eventsText(1),
    connections: 1,
    requests: EVENTS_TO_HANGING,
    seconds: 30,
  });
}

async function healthyProject(bench: Bench): Promise<Project> {
  const project = await bench.makeProject();
  await bench.ledger.makeEndpoints(project, 1, () => `${bench.origin}${HEALTHY}`);
  await sampled(bench, project, 30);
  return project;
}

async function sampled(bench: Bench, project: Project, samples: number): Promise<Percentiles> {
  await bench.receiver.ask("reset", { record: true, only: HEALTHY });
  const { sent, acks } = await bench.publisher.ask("sample", {
    port: bench.servers.port,
    path: projectPath(project),
    key: project.key,
    body: eventText,
    gapMs: GAP_MS,
    seconds: 60,
    samples,
  });
  if (!(await bench.receiver.ask("waitFor", { count: sent, timeoutMs: 30_000 })))
    throw new Error("a publish to a healthy endpoint did not arrive within 30 s");
  const { delays } = await bench.receiver.ask("seen");
  return {
    p50: quantile(delays, 0.5),
    p99: quantile(delays, 0.99),
    ack50: quantile(acks, 0.5),
    ack99: quantile(acks, 0.99),
  };
}
