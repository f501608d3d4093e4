import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signal } from "@/bin/processes.mjs";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { backends, type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { by, startWire, type Wire } from "./wire";

const LONG_MS = 90_000;

describe.runIf(backends().includes("redis"))("without a Redis that answers", () => {
  let product: Product;
  let receiver: Receiver;
  let wire: Wire;
  beforeAll(async () => {
    product = await startProduct({
      backend: "redis",
      through: async ({ redisUrl }) => {
        wire = await startWire(Number(new URL(redisUrl ?? "").port));
        const REDIS_URL = by(wire, redisUrl ?? "");
        return { webs: { REDIS_URL }, workers: { REDIS_URL } };
      },
    });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
    await wire?.close();
  });

  /** Publishes once each, at its first try: answers what was answered. */
  async function publishes(api: Client, project: string, count: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let n = 0; n < count; n++) {
      const body = `{"type":"order.created","data":{"n":${n}}}`;
      statuses.push((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status);
    }
    return statuses;
  }
  const worker = () => product.workers[0] as Product["workers"][0];

  /** Publishes while Redis is hurt; all is accepted at once, all arrives once, before or after it is well again. */
  async function survives(path: string, hurt: () => Promise<unknown>, heal: () => Promise<unknown>) {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url(path) });
    const pid = worker().pid();
    await hurt();
    try {
      expect(await publishes(api, project, 40)).toEqual(Array(40).fill(202));
      // Without a queue the sweep's worker drains by itself what nobody could be rung for.
      await settled(api, project, LONG_MS);
    } finally {
      await heal();
    }
    expect(await publishes(api, project, 10)).toEqual(Array(10).fill(202));
    await settled(api, project, LONG_MS);
    expect(receiver.to(path)).toHaveLength(50);
    expect(new Set(receiver.to(path).map((request) => request.headers["webhook-id"])).size).toBe(50);
    expect(worker().pid()).toBe(pid);
    expect(worker().isReady()).toBe(true);
  }
  const says = async (command: (redis: Redis) => Promise<unknown>) => {
    const redis = new Redis(product.redisUrl ?? "");
    await command(redis);
    redis.disconnect();
  };

  it("F09, F10: stopped, every publish is accepted at once and delivered while it is away", () =>
    survives(
      "/stopped",
      async () => product.redis?.stop(),
      async () => product.redis?.start(),
    ));

  it("F13: full, it costs no 202, and nothing is sent twice once there is room", () =>
    survives(
      "/full",
      () => says((redis) => redis.config("SET", "maxmemory", "1")),
      () => says((redis) => redis.config("SET", "maxmemory", "0")),
    ));

  it("F15: asleep, it holds up nobody, and the worker goes on by itself when it wakes", () =>
    survives(
      "/asleep",
      async () => signal(product.redis?.pid() ?? 0, "SIGSTOP"),
      async () => signal(product.redis?.pid() ?? 0, "SIGCONT"),
    ));

  it("F15: behind connections that stay open and carry nothing, likewise", () =>
    survives(
      "/silent",
      async () => wire.silence(true),
      async () => {
        wire.silence(false);
        wire.cutAll();
      },
    ));
});

describe.runIf(backends().includes("redis"))("four workers without a queue between them", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend: "redis", workers: 4 });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  it("F42: sweep one at a time, and send each event to each endpoint once", async () => {
    const { api, project } = await newProject(product);
    for (let n = 0; n < 10; n++) await newEndpoint(api, project, { url: receiver.url(`/f42/${n}`) });
    await product.redis?.stop();
    const body = '{"type":"order.created","data":{}}';
    for (let n = 0; n < 30; n++)
      expect((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status).toBe(202);
    await settled(api, project, LONG_MS);
    await product.redis?.start();
    for (let n = 0; n < 10; n++) expect(receiver.to(`/f42/${n}`)).toHaveLength(30);
  });
});
