import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { backends, type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";

const LONG_MS = 90_000;
const EVENTS = 20;
type Batch = { results: { data: { n: number } }[] };

describe.each(backends())("what a run holds on %s", (backend) => {
  let product: Product;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({ backend });
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await product?.stop();
  });
  const worker = () => product.workers[0] as Product["workers"][0];
  const web = () => product.webs[0] as Product["webs"][0];

  /** A project with a run that holds `EVENTS` events for one endpoint. */
  async function holding(path: string): Promise<{ api: Client; project: string; run: string }> {
    const { api, project } = await newProject(product, { dialect: "spektr" });
    const subscriptions = [{ type: "*", when: "runEnd" }];
    await newEndpoint(api, project, { url: receiver.url(path), subscriptions });
    const body = Array.from({ length: EVENTS }, (_, n) => ({ type: "step", run: "loan", data: { n } }));
    expect((await api.send("POST", `/api/v1/projects/${project}/events`, { body })).status).toBe(202);
    return { api, project, run: "loan" };
  }
  const end = { type: "run.ended", run: "loan", runEnd: true, data: `{"n":${EVENTS}}` };
  const batchesTo = (path: string) =>
    receiver
      .to(path)
      .map(({ body }) => (JSON.parse(body.toString()) as Batch).results.map(({ data }) => data.n));
  const whole = Array.from({ length: EVENTS + 1 }, (_, n) => n);

  it("F02, F04, F12, F17: stays held when everything around it dies, and goes in one batch when the process that accepted its end dies with it", async () => {
    const { api, project, run } = await holding("/dies");
    await worker().end("SIGKILL");
    await web().end("SIGKILL");
    await product.postgres.restart("immediate");
    if (product.redisUrl) {
      const redis = new Redis(product.redisUrl);
      await redis.flushall();
      redis.disconnect();
    }
    await worker().start();
    await web().start({ FAILPOINT: "after_commit" });
    expect(await api.call("getRun", { project, run })).toMatchObject({ held: EVENTS, endedAt: null });
    expect(receiver.to("/dies")).toHaveLength(0);
    // Its process dies between the commit and everything that follows, the answer too.
    await expect(publish(api, project, end)).rejects.toThrow();
    await web().ended();
    await web().start();
    await settled(api, project, LONG_MS);
    expect(batchesTo("/dies")).toEqual([whole]);
  });

  it("F06: a worker killed after the answer repeats the batch with the same id, and its events settle with it", async () => {
    const { api, project } = await holding("/repeats");
    await worker().end("SIGTERM");
    await worker().start({ FAILPOINT: "after_2xx:step" });
    await publish(api, project, end);
    await worker().ended();
    await worker().start();
    await settled(api, project, LONG_MS);
    expect(batchesTo("/repeats")).toEqual([whole, whole]);
    expect(new Set(receiver.to("/repeats").map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    const { data } = await api.call("listDeliveries", { project }, { query: { limit: "100" } });
    expect(data).toHaveLength(EVENTS + 1);
    expect(new Set(data.map(({ status }) => status))).toEqual(new Set(["succeeded"]));
  });
});
