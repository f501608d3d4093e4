import * as fs from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { altered, missing, type Stream, startStream } from "@/e2e/faults/stream";
import { backends, type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { seededRandom } from "@/lib/policy/json-text-generator";

const WORKERS = 3;
const WEBS = 2;
const ENDPOINTS = 60;
const EVENTS = 20;
const LONG_MS = 240_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(backends())(`${WORKERS} workers and ${WEBS} web processes on %s`, (backend) => {
  let product: Product;
  let receiver: Receiver;
  let stream: Stream;
  let api: Client;
  let project: string;
  beforeAll(async () => {
    product = await startProduct({ backend, webs: WEBS, workers: WORKERS });
    receiver = await startReceiver();
    ({ api, project } = await newProject(product));
    for (let n = 0; n < ENDPOINTS; n++) await newEndpoint(api, project, { url: receiver.url(`/e/${n}`) });
  });
  afterAll(async () => {
    await stream?.halt();
    await stream?.close();
    await receiver?.close();
    await product?.stop();
  });

  /** Publishes in calls that take turns among the web processes. */
  async function publishMany(): Promise<void> {
    const ways = product.urls.map((url) => api.at(url));
    for (let n = 0; n < EVENTS; n++) {
      const body = '{"type":"order.created","data":{}}';
      const answer = await ways[n % ways.length]?.send("POST", `/api/v1/projects/${project}/events`, {
        body,
      });
      expect(answer?.status).toBe(202);
    }
  }

  it("share what is due: each worker delivers at least half of its fair share, and nothing goes out twice", async () => {
    const owner = ownerOfPorts(product.workers.map((worker) => worker.pid()));
    try {
      await publishMany();
      await settled(api, project, LONG_MS);
    } finally {
      owner.stop();
    }
    expect(receiver.requests).toHaveLength(ENDPOINTS * EVENTS);
    const deliveries = new Set(
      receiver.requests.map(({ path, headers }) => `${path} ${headers["webhook-id"]}`),
    );
    expect(deliveries.size).toBe(ENDPOINTS * EVENTS);
    const shares = owner.sharesOf(receiver.requests.map(({ fromPort }) => fromPort));
    console.log(`${backend}: deliveries by worker ${shares.join(", ")}`);
    const fair = shares.reduce((sum, count) => sum + count, 0) / WORKERS;
    expect(Math.min(...shares)).toBeGreaterThan(fair / 2);
  });

  it("are replaced one after the other under a stream: nothing lost, nothing altered, nothing twice", async () => {
    stream = await startStream(product, { random: seededRandom(2) });
    for (const program of [...product.workers, ...product.webs]) {
      await pause(500);
      await program.end("SIGTERM");
      await program.start();
    }
    await stream.halt();
    expect(await missing(stream)).toEqual([]);
    expect(altered(stream)).toEqual([]);
    expect(stream.forged).toBe(0);
    expect(stream.arrivals).toHaveLength(stream.accepted.size);
    console.log(
      `${backend}: ${stream.accepted.size} accepted and delivered once during ${WORKERS + WEBS} restarts`,
    );
  });
});

/** Which process a connection to the receiver comes from, as Linux knows it while the connection is open. */
function ownerOfPorts(pids: number[]) {
  const owner = new Map<number, number>();
  const look = () => {
    const portOf = new Map(
      fs
        .readFileSync("/proc/net/tcp", "utf8")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .map(([, local = "", , , , , , , , inode = ""]) => [
          inode,
          Number.parseInt(local.split(":")[1] ?? "", 16),
        ]),
    );
    for (const pid of pids)
      for (const fd of fs.readdirSync(`/proc/${pid}/fd`)) {
        const port = portOf.get(/^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1] ?? "");
        if (port) owner.set(port, pid);
      }
  };
  const timer = setInterval(look, 100);
  return {
    /** How many of the ports are of each process. */
    sharesOf: (ports: number[]) => pids.map((pid) => ports.filter((port) => owner.get(port) === pid).length),
    stop: () => clearInterval(timer),
  };
}

/** Empty for a descriptor that has just been closed. */
function linkOf(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return "";
  }
}
