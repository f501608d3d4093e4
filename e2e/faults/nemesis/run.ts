/** One seed from start to verdict: product, producer, receiver, the schedule, the peace after it, the check. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, newEndpoint, newProject } from "@/e2e/api";
import { openLedger } from "@/e2e/ledger";
import { type Backend, type Product, type Program, startProduct } from "@/e2e/product";
import { uuidOf } from "@/lib/platform/ids";
import { seededRandom } from "@/lib/policy/json-text-generator";
import {
  type Endpoint,
  type Evidence,
  type Inflicted,
  judge,
  recoveries,
  type Verdict,
  wrongsOf,
} from "./check";
import { INFLICT, type Victims } from "./inflict";
import { type ProducerLine, type ReceiverLine, readLedger } from "./ledgers";
import type { ProducerTask } from "./producer";
import type { ReceiverOrder } from "./receiver";
import { type FaultKind, type Planned, plan } from "./schedule";

export type Run = { seed: number; backend: Backend; seconds: number };
export type Result = Run & {
  verdict: Verdict;
  faults: FaultKind[];
  recoveries: [FaultKind, number | null][];
  /** How long the peace took until nothing was open. */
  settledMs: number;
};

const EVERY_MS = 40;
const PEACE_MS = 180_000;
/** Many short retries: an outage of the receiver must not end in "failed" here. */
const PATIENT = {
  timeoutMs: 10_000,
  retry: { waitsMs: [300, 600, ...Array(18).fill(1_500)], jitter: 0.2 },
  autoDisable: { kind: "never" },
};

export async function runSeed(run: Run): Promise<Result> {
  const product = await startProduct({ backend: run.backend, workers: 2 });
  const stopKeeping = keepRunning([...product.webs, ...product.workers]);
  const children: ChildProcess[] = [];
  try {
    return await runOn(product, run, children);
  } finally {
    stopKeeping();
    for (const child of children) child.kill("SIGKILL");
    await product.stop();
  }
}

async function runOn(product: Product, run: Run, children: ChildProcess[]): Promise<Result> {
  const random = seededRandom(run.seed + 1);
  const files = {
    produced: path.join(product.folder, "produced.jsonl"),
    received: path.join(product.folder, "received.jsonl"),
  };
  const receiver = await startChild("receiver.ts", files.received);
  children.push(receiver.child);
  const { port } = receiver.said as { port: number };
  const { api, project } = await newProject(product);
  const endpoints = await makeEndpoints(api, project, { port, order: receiver.order });
  const victims: Victims = {
    product,
    api,
    project,
    toggled: endpoints.find(({ manner }) => manner === "toggled")?.id ?? "",
    behave: (manner, paths) => receiver.order({ manner, paths }),
    paths: endpoints.map((endpoint) => endpoint.path),
    pick: (from) => from[Math.floor(random() * from.length)] as (typeof from)[number],
    disabled: [],
    toggling: Promise.resolve(),
  };
  const { urls } = product;
  const task: ProducerTask = {
    urls,
    key: api.key,
    project,
    ledger: files.produced,
    everyMs: EVERY_MS,
    seed: run.seed,
  };
  const producer = await startChild("producer.ts", JSON.stringify(task));
  children.push(producer.child);
  const inflicted = await inflictAll(plan(run.seed, run.seconds, run.backend), victims);
  await endOf(producer.child);
  const settledMs = await peace(product, project);
  const evidence: Evidence = {
    project,
    endpoints,
    produced: readLedger<ProducerLine>(files.produced),
    received: readLedger<ReceiverLine>(files.received),
    inflicted,
    disabled: victims.disabled,
  };
  const ledger = openLedger(product);
  const verdict = await judge(evidence, ledger).finally(ledger.close);
  if (wrongsOf(verdict).length > 0)
    keepEvidence(run, product.folder, { inflicted, disabled: victims.disabled, endpoints });
  const faults = inflicted.map(({ kind }) => kind);
  return { ...run, verdict, faults, recoveries: recoveries(evidence), settledMs };
}

/** For whoever looks for the cause: the ledgers, what was done when, and every process's log. */
function keepEvidence({ seed, backend }: Run, folder: string, facts: object): void {
  const kept = path.join(".test", `nemesis-${seed}-${backend}`);
  mkdirSync(kept, { recursive: true });
  writeFileSync(path.join(kept, "facts.json"), JSON.stringify(facts, null, 2));
  for (const name of readdirSync(folder).filter((each) => /\.(log|jsonl)$/.test(each)))
    copyFileSync(path.join(folder, name), path.join(kept, name));
}

/** Plays the supervisor: whatever ends is started again. Answers how to stop doing so. */
function keepRunning(programs: Program[]): () => void {
  let stopped = false;
  const keep = async (program: Program) => {
    for (;;) {
      await program.ended();
      if (stopped) return;
      // Without a database it ends at once; then again, until there is one.
      await program.start().catch(() => sleep(300));
    }
  };
  for (const program of programs) void keep(program);
  return () => {
    stopped = true;
  };
}

async function startChild(file: string, argument: string) {
  const child = fork(path.join(import.meta.dirname, file), [argument], { execArgv: ["--import", "tsx"] });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ended with ${code}`);
  });
  failed.catch(() => undefined);
  const [said] = await Promise.race([once(child, "message"), failed]);
  const order = async (sent: ReceiverOrder) => {
    const done = once(child, "message");
    child.send(sent);
    await done;
  };
  return { child, said, order };
}

type Place = { port: number; order: (sent: ReceiverOrder) => Promise<void> };

async function makeEndpoints(api: Client, project: string, { port, order }: Place): Promise<Endpoint[]> {
  const wanted = [
    { manner: "parallel", subscriptions: ["order.created"] },
    { manner: "ordered", subscriptions: ["order.sequenced"], ordering: "fifo" },
    { manner: "toggled", subscriptions: ["order.created"] },
  ] as const;
  const endpoints: Endpoint[] = [];
  for (const { manner, ...settings } of wanted) {
    const at = `/${manner}`;
    const url = `http://127.0.0.1:${port}${at}`;
    const { id, secret } = await newEndpoint(api, project, { url, ...PATIENT, ...settings });
    await order({ secrets: { [at]: secret ?? "" } });
    endpoints.push({ id, path: at, manner });
  }
  return endpoints;
}

/** Begins each fault at its time and takes it back at its own; they may overlap. */
async function inflictAll(planned: Planned[], victims: Victims): Promise<Inflicted[]> {
  const startedAt = performance.now();
  const inflicted: Inflicted[] = [];
  await Promise.all(
    planned.map(async ({ kind, atMs, lastsMs }) => {
      await sleep(Math.max(0, atMs - (performance.now() - startedAt)));
      const fault: Inflicted = { kind, from: Date.now(), to: Number.POSITIVE_INFINITY };
      inflicted.push(fault);
      const heal = await INFLICT[kind](victims);
      await sleep(lastsMs);
      await heal();
      fault.to = Date.now();
    }),
  );
  return inflicted.sort((a, b) => a.from - b.from);
}

async function endOf(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await ended;
  if (code !== 0) throw new Error(`the producer ended with ${code}`);
}

/** Waits until nothing is open; answers after how many milliseconds, at most `PEACE_MS`. */
async function peace(product: Product, project: string): Promise<number> {
  const ledger = openLedger(product);
  const startedAt = performance.now();
  try {
    while (performance.now() - startedAt < PEACE_MS) {
      const rows = await ledger.query(
        "SELECT FROM deliveries WHERE project_id = $1 AND status IN ('pending', 'held') LIMIT 1",
        [uuidOf("project", project)],
      );
      if (rows.length === 0) break;
      await sleep(200);
    }
    return Math.round(performance.now() - startedAt);
  } finally {
    await ledger.close();
  }
}
