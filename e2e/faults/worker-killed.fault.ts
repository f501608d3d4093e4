import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { backends, type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";
import { by, startWire, type Wire } from "./wire";

const LONG_MS = 90_000;

describe("a worker that is killed at one exact place", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres" });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });
  const worker = () => product.workers[0] as Product["workers"][0];

  /** Publishes one event to a worker that dies at `failpoint` with it in hand, starts another, and waits for the end. */
  async function dyingAt(failpoint: string, path: string) {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url(path) });
    await worker().end("SIGTERM");
    await worker().start({ FAILPOINT: `${failpoint}:killed.here` });
    const { id, deliveries } = await publish(api, project, { type: "killed.here" });
    await worker().ended();
    await worker().start();
    await settled(api, project, LONG_MS);
    const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
    return { id, delivery, requests: receiver.to(path) };
  }

  it("F04: before the request, delivers later; the interrupted attempt shows and uses up no retry", async () => {
    const { id, delivery, requests } = await dyingAt("after_claim", "/f04");
    expect(requests.map((request) => request.headers["webhook-id"])).toEqual([id]);
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 1 });
    expect(delivery.attempts.map((attempt) => attempt.error?.code ?? attempt.statusCode)).toEqual([
      "interrupted",
      200,
    ]);
  });

  it("F05: in the middle of the request, sends it again whole", async () => {
    const { id, delivery, requests } = await dyingAt("mid_post", "/f05");
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 1 });
    expect(delivery.attempts.map((attempt) => attempt.error?.code ?? attempt.statusCode)).toEqual([
      "interrupted",
      200,
    ]);
    expect(requests.length).toBeGreaterThanOrEqual(1);
    expect(new Set(requests.map((request) => request.headers["webhook-id"]))).toEqual(new Set([id]));
  });

  it("F06: after the answer and before it is written, repeats it once, same id and newly signed, and shows both", async () => {
    const { id, delivery, requests } = await dyingAt("after_2xx", "/f06");
    expect(requests).toHaveLength(2);
    const [first, second] = requests;
    expect([first?.headers["webhook-id"], second?.headers["webhook-id"]]).toEqual([id, id]);
    expect(second?.headers["webhook-timestamp"]).not.toBe(first?.headers["webhook-timestamp"]);
    expect(second?.headers["webhook-signature"]).not.toBe(first?.headers["webhook-signature"]);
    expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
    expect(delivery.attempts.map((attempt) => attempt.error?.code ?? attempt.statusCode)).toEqual([
      "interrupted",
      200,
    ]);
  });
});

describe("a worker whose write to Postgres is answered by nobody", () => {
  let product: Product;
  let receiver: Receiver;
  let wire: Wire;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      through: async ({ databaseUrl }) => {
        wire = await startWire(Number(new URL(databaseUrl).port));
        return { workers: { DATABASE_URL: by(wire, databaseUrl) } };
      },
    });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
    await wire?.close();
  });

  it("F16: kept from Postgres for longer than a heartbeat lasts, writes what it has and repeats nothing", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f16") });
    const answers: (() => void)[] = [];
    receiver.answerAt("/f16", (received, response, index) =>
      answers.push(() => status(200)(received, response, index)),
    );
    for (let n = 0; n < 5; n++) await publish(api, project);
    await receiver.waitFor(5, { path: "/f16" });
    wire.watch(() => "cut");
    wire.cutAll();
    for (const answer of answers) answer();
    // Leases of a worker are void ten seconds after its last sign of life.
    await new Promise((resolve) => setTimeout(resolve, 14_000));
    wire.watch(null);
    await settled(api, project, LONG_MS);
    expect(receiver.to("/f16")).toHaveLength(5);
    const { data } = await api.call("listDeliveries", { project });
    expect(data.map(({ status: state, attemptCount }) => [state, attemptCount])).toEqual(
      Array(5).fill(["succeeded", 1]),
    );
  });

  // A prepared statement is called by its name, which stands between two NULs.
  const isRecord = (chunk: Buffer) => chunk.includes("\0record\0");

  it.each(["before", "after"])(
    "F18: the connection lost %s the result is committed, writes it once and sends nothing twice",
    async (when) => {
      const path = `/f18/${when}`;
      const { api, project } = await newProject(product);
      await newEndpoint(api, project, { url: receiver.url(path) });
      let cuts = 0;
      for (let n = 0; n < 10; n++) {
        let armed = true;
        wire.watch((chunk, from, connection) => {
          if (!armed || from !== "client" || !isRecord(chunk)) return "forward";
          armed = false;
          cuts++;
          if (when === "before") return "cut";
          wire.watch((_, side, other) => (side === "server" && other === connection ? "cut" : "forward"));
          return "forward";
        });
        const { deliveries } = await publish(api, project);
        await receiver.waitFor(n + 1, { path });
        await settled(api, project, LONG_MS);
        wire.watch(null);
        const delivery = await api.call("getDelivery", { project, delivery: deliveries[0]?.id ?? "" });
        expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 1 });
        expect(delivery.attempts).toHaveLength(1);
      }
      expect(cuts).toBe(10);
      expect(receiver.to(path)).toHaveLength(10);
    },
  );
});

describe.runIf(backends().includes("redis"))("a worker that dies after it has written the result", () => {
  let product: Product;
  let receiver: Receiver;
  let wire: Wire;
  beforeAll(async () => {
    product = await startProduct({
      backend: "redis",
      through: async ({ redisUrl }) => {
        wire = await startWire(Number(new URL(redisUrl ?? "").port));
        return { workers: { REDIS_URL: by(wire, redisUrl ?? "") } };
      },
    });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
    await wire?.close();
  });

  it("F07: and before the queue knows of it, repeats nothing", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f07") });
    const worker = product.workers[0] as Product["workers"][0];
    for (let n = 0; n < 3; n++) {
      // What a job came to is handed to the queue under this word.
      wire.watch((chunk, from) => {
        if (from !== "client" || !chunk.includes("returnvalue")) return "forward";
        process.kill(worker.pid(), "SIGKILL");
        return "cut";
      });
      await publish(api, project);
      await worker.ended();
      wire.watch(null);
      await worker.start();
      await settled(api, project, LONG_MS);
    }
    // The queue's own recovery of the job (5 s), and a sweep, have had their time after the last.
    await new Promise((resolve) => setTimeout(resolve, 8_000));
    expect(receiver.to("/f07")).toHaveLength(3);
  });
});

describe("a worker whose log cannot be written", () => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend: "postgres", logFile: "/dev/full" });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });

  it("F38: goes on delivering", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f38") });
    const pids = [...product.webs, ...product.workers].map((program) => program.pid());
    for (let n = 0; n < 20; n++) await publish(api, project);
    await settled(api, project);
    expect(receiver.to("/f38")).toHaveLength(20);
    expect([...product.webs, ...product.workers].map((program) => program.pid())).toEqual(pids);
    expect([...product.webs, ...product.workers].every((program) => program.isReady())).toBe(true);
  });
});
