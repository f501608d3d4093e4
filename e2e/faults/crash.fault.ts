import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("an event that kills whoever sends it", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres", env: { FAILPOINT: "mid_post:poison.pill" } });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  it("F34: is failed as poison after three crashes, and its neighbours arrive", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/poison") });
    const [worker] = product.workers;
    if (!worker) throw new Error("no worker");
    const { deliveries } = await publish(api, project, { type: "poison.pill" });
    for (let n = 0; n < 5; n++) await publish(api, project, { type: "order.created" });
    for (let crash = 0; crash < 3; crash++) {
      await worker.ended();
      await worker.start();
    }
    await settled(api, project, 60_000);
    const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
    expect(delivery).toMatchObject({ status: "failed", reason: "poison", attemptCount: 0 });
    expect(delivery.attempts).toHaveLength(3);
    expect(delivery.attempts.every((attempt) => attempt.error?.code === "interrupted")).toBe(true);
    const arrived = new Set(receiver.to("/poison").map((request) => request.headers["webhook-id"]));
    expect(arrived.size).toBeGreaterThanOrEqual(5);
  });
});

describe("a worker that falls asleep in the middle of a request", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres", workers: 2 });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  it("F08: cannot overwrite what the next one recorded; there is one extra request at most", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/asleep") });
    let answerFirst: () => void = () => undefined;
    receiver.answer((received, response, index) => {
      if (index > 0) status(200)(received, response, index);
      else answerFirst = () => status(500)(received, response, index);
    });
    const { deliveries } = await publish(api, project);
    await receiver.waitFor(1);
    const asleep = senderOf(product, receiver.requests[0]?.fromPort ?? 0);
    process.kill(asleep, "SIGSTOP");
    try {
      await receiver.waitFor(2, { timeoutMs: 40_000 });
      await settled(api, project);
    } finally {
      process.kill(asleep, "SIGCONT");
    }
    answerFirst();
    await pause(3_000);
    const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
    expect(delivery).toMatchObject({ status: "succeeded", lastStatusCode: 200 });
    expect(receiver.requests).toHaveLength(2);
  });
});

/** Which of the workers holds the socket that the receiver's request came through. */
function senderOf(product: Product, port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const line = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .find((each) => each.trim().split(/\s+/)[1]?.endsWith(`:${hex}`));
  const inode = line?.trim().split(/\s+/)[9];
  const sender = product.workers
    .map((worker) => worker.pid())
    .find((pid) => socketsOf(pid).includes(`socket:[${inode}]`));
  if (!sender) throw new Error("no worker holds the connection");
  return sender;
}

const socketsOf = (pid: number) =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return []; // closed meanwhile
    }
  });
