import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { isAlive } from "@/bin/processes.mjs";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { altered, missing, type Stream, startStream, unexplained } from "@/e2e/faults/stream";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { backends, logsOf, type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import type { ClusterNode, RedisCluster } from "@/e2e/redis-cluster";
import { redisFindings } from "@/lib/doctor/redis";
import { uuidOf } from "@/lib/platform/ids";
import { seededRandom } from "@/lib/policy/json-text-generator";

const SHARDS = 12;
/** Enough that every shard has some. */
const ENDPOINTS = 100;
const LONG_MS = 90_000;
/** The sweep leaves alone what is due for less than this: whatever is sent sooner was rung for. */
const SWEPT_AFTER_S = 1;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.runIf(backends().includes("redis"))(`on a Redis Cluster of three masters, ${SHARDS} shards`, () => {
  let product: Product;
  let cluster: RedisCluster;
  let ledger: Ledger;
  let receiver: Receiver;
  let stream: Stream;
  let api: Client;
  let project: string;
  beforeAll(async () => {
    const env = { QUEUE_SHARDS: String(SHARDS) };
    product = await startProduct({ backend: "cluster", webs: 2, workers: 2, env });
    cluster = product.cluster as RedisCluster;
    ledger = openLedger(product);
    receiver = await startReceiver();
    ({ api, project } = await newProject(product));
    for (let n = 0; n < ENDPOINTS; n++) await newEndpoint(api, project, { url: receiver.url(`/e/${n}`) });
    stream = await startStream(product, { random: seededRandom(1) });
  });
  afterAll(async () => {
    await stream?.halt();
    await stream?.close();
    await receiver?.close();
    await ledger?.close();
    await product?.stop();
  });

  /** The next test starts from a whole cluster, whatever became of this one. */
  afterEach(async () => {
    for (const node of cluster.nodes) if (!isAlive(node.pid())) await node.start();
  });

  const findings = () => redisFindings(cluster.url, SHARDS);
  const stateOf = async (check: string) => (await findings()).find((each) => each.check === check)?.state;

  /** Publishes one event to every endpoint; answers how many of its deliveries had to be found by the sweep. */
  async function unrung(): Promise<number> {
    const body = '{"type":"order.created","data":{}}';
    const answer = await api.send("POST", `/api/v1/projects/${project}/events`, { body });
    expect(answer.status).toBe(202);
    await settled(api, project, LONG_MS);
    const [row] = await ledger.query<{ late: number; all: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE a.started_at - d.created_at > $2 * interval '1 second')::int AS late
       FROM deliveries d JOIN attempts a ON a.delivery_id = d.id AND a.number = 1 WHERE d.event_id = $1`,
      [uuidOf("event", JSON.parse(answer.text).id), SWEPT_AFTER_S],
    );
    expect(row?.all).toBe(ENDPOINTS);
    return row?.late ?? ENDPOINTS;
  }
  async function everyQueueRingsAgain(): Promise<void> {
    await cluster.settled();
    for (const end = performance.now() + LONG_MS; performance.now() < end; await pause(500))
      if ((await unrung()) === 0) return;
    if (process.env.SCALE_LOGS) console.log(logsOf(product).slice(-20_000));
    throw new Error("some queue of the cluster rings no more");
  }
  async function nothingIsLost(): Promise<void> {
    expect(await missing(stream, LONG_MS)).toEqual([]);
    expect(altered(stream)).toEqual([]);
    expect(stream.forged).toBe(0);
    const interrupted = await ledger.interrupted();
    expect(unexplained(stream, []).filter(({ id }) => !interrupted.has(id))).toEqual([]);
  }

  it("spreads its queues over all masters, and the doctor finds nothing wrong", async () => {
    await everyQueueRingsAgain();
    const masters = await cluster.masters();
    const keys = await Promise.all(masters.map(async (node) => (await node.holds()).keys));
    expect(masters).toHaveLength(3);
    expect(Math.min(...keys)).toBeGreaterThan(0);
    expect((await findings()).filter(({ state }) => state !== "ok")).toEqual([]);
  });

  it("each master killed in turn under a stream, its replica takes over: nothing lost, altered or repeated", async () => {
    const pids = product.workers.map((worker) => worker.pid());
    for (const victim of await cluster.masters()) {
      await victim.kill();
      await cluster.settled();
      await everyQueueRingsAgain();
      await victim.start();
      await nothingIsLost();
    }
    await everyQueueRingsAgain();
    expect(product.workers.map((worker) => worker.pid())).toEqual(pids);
  });

  it("a master gone with its replica, a third of the queues with them: the sweep delivers what cannot ring", async () => {
    const [victim] = (await cluster.masters()) as [ClusterNode];
    const pair = [victim, ...(await cluster.replicasOf(victim))];
    for (const node of pair) await node.kill();
    await pause(4_000);
    expect(await unrung()).toBeLessThan(ENDPOINTS);
    await nothingIsLost();
    expect(await stateOf("redis-cluster")).toBe("error");
    for (const node of pair) await node.start();
    await everyQueueRingsAgain();
    await nothingIsLost();
    expect(await stateOf("redis-cluster")).toBe("ok");
  });

  it("every node killed at once and started empty: nothing lost", async () => {
    for (const node of cluster.nodes) await node.kill();
    await pause(2_000);
    for (const node of cluster.nodes) await node.start();
    await everyQueueRingsAgain();
    await stream.halt();
    await nothingIsLost();
    const arrived = new Set(stream.arrivals.map(({ id }) => id)).size;
    console.log(
      `${stream.accepted.size} accepted, ${arrived} arrived, ${stream.arrivals.length - arrived} repeated`,
    );
  });
});
