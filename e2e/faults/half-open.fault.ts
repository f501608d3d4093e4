import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, newEndpoint, newProject, settled } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { uuidOf } from "@/lib/platform/ids";
import { by, startWire, type Wire } from "./wire";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("connections to Postgres that stay open and carry nothing", () => {
  let product: Product;
  let [webs, workers]: Wire[] = [];
  let ledger: Ledger;
  let receiver: Receiver;
  const wireTo = async (databaseUrl: string) => startWire(Number(new URL(databaseUrl).port));
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      through: async ({ databaseUrl }) => {
        [webs, workers] = [await wireTo(databaseUrl), await wireTo(databaseUrl)];
        return {
          webs: { DATABASE_URL: by(webs, databaseUrl) },
          workers: { DATABASE_URL: by(workers, databaseUrl) },
        };
      },
    });
    ledger = openLedger(product);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await ledger?.close();
    await webs?.close();
    await workers?.close();
    await product?.stop();
  });

  const send = (api: Client, project: string, id: string) =>
    api.send("POST", `/api/v1/projects/${project}/events`, {
      body: `{"type":"order.created","id":"${id}","data":{"id":"${id}"}}`,
    });
  const eventsOf = (project: string) =>
    ledger.query<{ producer_id: string }>("SELECT producer_id FROM events WHERE project_id = $1", [
      uuidOf("project", project),
    ]);

  /** What the test plays of the supervisor: a worker that has ended itself is started again. */
  async function arrived(count: number, path: string): Promise<void> {
    const [worker] = product.workers;
    for (let tries = 0; tries < 240 && receiver.to(path).length < count; tries++, await pause(500))
      if (worker && !worker.isReady()) await worker.start();
    expect(receiver.to(path).length).toBeGreaterThanOrEqual(count);
  }

  it("lets no worker start that cannot open what is stored", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/lost-key") });
    const [worker] = product.workers;
    await worker?.end("SIGTERM");
    const another = { ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}` };
    await expect(worker?.start(another)).rejects.toThrow(/ENCRYPTION_KEYS does not open what is stored/);
    await worker?.start();
    await send(api, project, "after");
    await settled(api, project);
    expect(receiver.to("/lost-key")).toHaveLength(1);
  });

  it("F46: a publish whose answer never comes is 503, and its retry finds the one event", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f46") });
    expect((await send(api, project, "before")).status).toBe(202);
    webs?.silence(true);
    const [first, page] = await Promise.all([
      send(api, project, "lost-on-the-way"),
      api.send("GET", `/api/v1/projects/${project}/endpoints`),
    ]);
    expect([first.status, page.status]).toEqual([503, 503]);
    expect(Number(first.headers.get("retry-after"))).toBeGreaterThan(0);
    webs?.strand();
    webs?.silence(false);

    // Committed, and the answer lost: what is sent passes, what comes back does not.
    webs?.watch((_, from) => (from === "server" ? "drop" : "forward"));
    expect((await send(api, project, "lost-on-the-way-back")).status).toBe(503);
    webs?.watch(null);
    for (const id of ["lost-on-the-way", "lost-on-the-way-back"])
      for (let tries = 0; tries < 100; tries++) {
        const { status } = await send(api, project, id);
        if (status === 202) break;
        expect(status).toBe(503);
      }
    await settled(api, project);
    const made = (await eventsOf(project)).map(({ producer_id }) => producer_id);
    expect(made.sort()).toEqual(["before", "lost-on-the-way", "lost-on-the-way-back"]);
    expect(receiver.to("/f46")).toHaveLength(3);
  });

  it("F46: a worker that hears nothing any more goes on by itself, and sends nothing twice", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f46-worker") });
    await send(api, project, "before");
    await settled(api, project);
    workers?.strand();
    for (let n = 0; n < 20; n++) expect((await send(api, project, `n-${n}`)).status).toBe(202);
    await arrived(21, "/f46-worker");
    await settled(api, project);
    expect(receiver.to("/f46-worker")).toHaveLength(21);
  });
});
