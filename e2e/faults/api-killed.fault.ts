import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, client, newEndpoint, newProject, settled } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { type Product, startProduct } from "@/e2e/product";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { uuidOf } from "@/lib/platform/ids";
import { by, startWire, type Wire } from "./wire";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a web process that loses its database, or its life, in the middle of a publish", () => {
  let product: Product;
  let wire: Wire;
  let ledger: Ledger;
  let receiver: Receiver;
  beforeAll(async () => {
    product = await startProduct({
      backend: "postgres",
      through: async ({ databaseUrl }) => {
        wire = await startWire(Number(new URL(databaseUrl).port));
        return { webs: { DATABASE_URL: by(wire, databaseUrl) } };
      },
    });
    ledger = openLedger(product);
    receiver = await startReceiver();
  });
  afterAll(async () => {
    await receiver?.close();
    await ledger?.close();
    await product?.stop();
    await wire?.close();
  });

  const web = () => product.webs[0] as Product["webs"][0];
  const send = (api: Client, project: string, id: string) =>
    api
      .send("POST", `/api/v1/projects/${project}/events`, {
        body: `{"type":"order.created","id":"${id}","data":{"id":"${id}"}}`,
      })
      .catch(() => null);
  async function sendUntilAccepted(api: Client, project: string, id: string): Promise<string> {
    for (let tries = 0; tries < 600; tries++) {
      const answer = await send(api, project, id);
      if (answer?.status === 202) return JSON.parse(answer.text).id;
      expect(answer?.status ?? 503).toBe(503);
      await pause(50);
    }
    throw new Error(`${id} was never accepted`);
  }
  const events = async (project: string) =>
    ledger.query<{ id: string; producer_id: string; deliveries: number }>(
      `SELECT e.id, e.producer_id, (SELECT count(*)::int FROM deliveries d WHERE d.event_id = e.id) AS deliveries
       FROM events e WHERE e.project_id = $1`,
      [uuidOf("project", project)],
    );

  it("F01, F18: 200 connections lost before or right after COMMIT; every retry finds its one event", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f01") });
    const outcomes = { cut: 0, refused: 0 };
    for (let n = 0; n < 200; n++) {
      const id = `f01-${n}-`;
      const isBefore = n % 2 === 0;
      let armed = true;
      // The statement holds the producer's id: cut instead of it, or instead of its answer.
      wire.watch((chunk, from, connection) => {
        if (!armed || from !== "client" || !chunk.includes(id)) return "forward";
        armed = false;
        outcomes.cut++;
        if (isBefore) return "cut";
        wire.watch((_, side, other) => (side === "server" && other === connection ? "cut" : "forward"));
        return "forward";
      });
      const answer = await send(api, project, id);
      if (answer?.status !== 202) outcomes.refused++;
      if (answer && answer.status !== 202) {
        expect(answer.status).toBe(503);
        expect(answer.headers.get("retry-after")).not.toBeNull();
      }
      wire.watch(null);
      await sendUntilAccepted(api, project, id);
    }
    await settled(api, project);
    const made = await events(project);
    expect(made).toHaveLength(200);
    expect(new Set(made.map((event) => event.producer_id)).size).toBe(200);
    expect(made.every(({ deliveries }) => deliveries === 1)).toBe(true);
    expect(receiver.to("/f01")).toHaveLength(200);
    // Were nothing cut, or no cut noticed, this would have shown nothing.
    expect(outcomes).toEqual({ cut: 200, refused: 200 });
  });

  it("F01: killed with the statement on its way, it leaves nothing; the retry makes the one event", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f01-kill") });
    for (let n = 0; n < 3; n++) {
      const id = `f01-kill-${n}-`;
      wire.watch((chunk, from) => {
        if (from !== "client" || !chunk.includes(id)) return "forward";
        process.kill(web().pid(), "SIGKILL");
        return "cut";
      });
      expect(await send(api, project, id)).toBeNull();
      await web().ended();
      expect((await events(project)).some((event) => event.producer_id === id)).toBe(false);
      wire.watch(null);
      await web().start();
      await sendUntilAccepted(api, project, id);
    }
    await settled(api, project);
    expect(receiver.to("/f01-kill")).toHaveLength(3);
  });

  it("F02: killed between COMMIT and the bell, the event arrives without anybody asking again", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f02") });
    await web().end("SIGTERM");
    await web().start({ FAILPOINT: "after_commit" });
    expect(await send(api, project, "f02")).toBeNull();
    await web().ended();
    const [arrived] = await receiver.waitFor(1, { path: "/f02", timeoutMs: 60_000 });
    expect(arrived?.headers["webhook-id"]).toMatch(/^evt_/);
    await web().start();
    await settled(api, project);
    expect(receiver.to("/f02")).toHaveLength(1);
  });

  it("F03: its answer cut off on the way, the retry is answered with the same event, which arrives once", async () => {
    const { api, project } = await newProject(product);
    await newEndpoint(api, project, { url: receiver.url("/f03") });
    const front = await startWire(Number(new URL(product.urls[0] ?? "").port));
    const cutOff = client(product, api.key, `http://127.0.0.1:${front.port}`);
    front.watch((_, from) => (from === "server" ? "cut" : "forward"));
    expect(await send(cutOff, project, "f03")).toBeNull();
    await front.close();
    const [arrived] = await receiver.waitFor(1, { path: "/f03" });
    const id = await sendUntilAccepted(api, project, "f03");
    expect(arrived?.headers["webhook-id"]).toBe(id);
    const other = await api.send("POST", `/api/v1/projects/${project}/events`, {
      body: '{"type":"order.created","id":"f03","data":{"id":"another"}}',
    });
    expect(other.status).toBe(409);
    await settled(api, project);
    expect(receiver.to("/f03")).toHaveLength(1);
  });

  it("F44: cut off within a fan-out to 300 endpoints, it makes all of the deliveries or none", async () => {
    const { api, project } = await newProject(product);
    for (let n = 0; n < 300; n += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, k) =>
          newEndpoint(api, project, { url: receiver.url(`/f44/${n + k}`) }),
        ),
      );
    for (let n = 0; n < 12; n++) {
      const id = `f44-${n}-`;
      let seen = 0;
      // Ever later in the statement and in what comes back.
      wire.watch((chunk, from) => {
        if (seen === 0 && !(from === "client" && chunk.includes(id))) return "forward";
        return seen++ === Math.floor(n / 3) ? "cut" : "forward";
      });
      await send(api, project, id);
      wire.watch(null);
      const made = (await events(project)).filter((event) => event.producer_id === id);
      for (const { deliveries } of made) expect(deliveries).toBe(300);
      await sendUntilAccepted(api, project, id);
    }
    const made = await events(project);
    expect(made).toHaveLength(12);
    expect(made.every(({ deliveries }) => deliveries === 300)).toBe(true);
    await settled(api, project, 60_000);
  });
});
