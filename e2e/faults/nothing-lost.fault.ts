import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { backends, type Product, startProduct } from "@/e2e/product";
import { seededRandom } from "@/lib/policy/json-text-generator";
import { altered, missing, type Stream, startStream, unexplained } from "./stream";

const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 1e9));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const TIMES = 3;

describe.each(backends())(`under a steady stream on %s, seed ${seed}`, (backend) => {
  const random = seededRandom(seed);
  let product: Product;
  let stream: Stream;
  let ledger: Ledger;
  const kills: number[] = [];

  beforeAll(async () => {
    product = await startProduct({ backend });
    ledger = openLedger(product);
    stream = await startStream(product, { random });
    await pause(1_000);
  });
  afterAll(async () => {
    await stream?.halt();
    await stream?.close();
    await ledger?.close();
    await product?.stop();
  });

  const worker = () => product.workers[0] as Product["workers"][0];
  const web = () => product.webs[0] as Product["webs"][0];

  async function everythingArrives(): Promise<void> {
    await pause(500);
    expect(await missing(stream, 45_000)).toEqual([]);
    expect(altered(stream)).toEqual([]);
    const interrupted = await ledger.interrupted();
    expect(unexplained(stream, kills).filter(({ id }) => !interrupted.has(id))).toEqual([]);
    expect(stream.forged).toBe(0);
  }

  it("F04, F06: a worker killed three times loses nothing, and repeats only what it had in flight", async () => {
    for (let n = 0; n < TIMES; n++) {
      await pause(500 + random() * 1_000);
      kills.push(performance.now());
      await worker().end("SIGKILL");
      await worker().start();
    }
    await everythingArrives();
  });

  it("F01, F02, F03: a web process killed between commit and wake loses nothing and duplicates nothing", async () => {
    for (let n = 0; n < TIMES; n++) {
      await web().end("SIGTERM");
      await web().start({ FAILPOINT: "after_commit" });
      await web().ended();
      await web().start();
      await pause(500);
    }
    await everythingArrives();
  });

  if (backend === "redis") redisFaults();

  function redisFaults(): void {
    it("F12: FLUSHALL under load loses nothing", async () => {
      const redis = new Redis(product.redisUrl ?? "");
      for (let n = 0; n < TIMES; n++) {
        await pause(500 + random() * 1_000);
        await redis.flushall();
      }
      redis.disconnect();
      await everythingArrives();
    });

    it("F09, F11: a Redis that stops and comes back empty loses nothing", async () => {
      for (let n = 0; n < TIMES; n++) {
        await product.redis?.stop();
        await pause(1_000);
        await product.redis?.start();
        await pause(1_000);
      }
      await everythingArrives();
    });
  }

  it("F16, F17: Postgres restarted and crashed under load: every 202 survives", async () => {
    for (const how of ["fast", "immediate", "fast"] as const) {
      await pause(500 + random() * 1_000);
      await product.postgres.restart(how);
    }
    await everythingArrives();
  });

  it("F35: workers stopped in order, again and again, repeat nothing at all", async () => {
    const before = stream.arrivals.length;
    for (let n = 0; n < TIMES; n++) {
      await pause(500);
      await worker().end("SIGTERM");
      await worker().start();
    }
    await everythingArrives();
    const since = stream.arrivals.slice(before).map((arrival) => arrival.id);
    expect(new Set(since).size).toBe(since.length);
  });

  it("ends with all of it in the ledger: nothing waits, and attempts are the requests the receiver saw", async () => {
    await stream.halt();
    expect(await missing(stream)).toEqual([]);
    const { api, project } = stream;
    const open = await api.call("listDeliveries", { project }, { query: { status: ["pending", "held"] } });
    expect(open.data).toEqual([]);
    expect(stream.accepted.size).toBeGreaterThan(500);
  });
});
