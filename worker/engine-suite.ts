/** The engine's promises as tests, run once per queue backend by the two files that import it. */
import { describe, expect, it } from "vitest";
import { status } from "@/e2e/receiver";
import { makeEndpoint, makeProject, publishTo, settled } from "@/lib/delivery/ledger-fixture";
import { replay } from "@/lib/delivery/replay";
import { db } from "@/lib/platform/db";
import { runEngine } from "./engine.fixture";

/** `available` is false where the backend cannot be installed: the suite then shows as skipped, by name. */
export function engineSuite(backend: string, available = true): void {
  describe.runIf(available)(`the engine on ${backend}`, () => {
    const engine = runEngine();

    it("delivers an event, signed, once, and records what came back", async () => {
      const project = await makeProject();
      await makeEndpoint(project, { url: engine.receiver.url("/one") });
      const accepted = await publishTo(project, { payload: '{"big":12345678901234567890}' });
      expect(accepted).toMatchObject({ kind: "accepted", duplicate: false });
      const [request] = await engine.receiver.waitFor(1, { path: "/one" });
      await settled(project);
      expect(request?.body.toString()).toContain('"data":{"big":12345678901234567890}');
      expect(engine.receiver.to("/one")).toHaveLength(1);
      const delivery = await db.delivery.findFirstOrThrow({ where: { projectId: project.projectId } });
      expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 1, lastStatusCode: 200 });
      const attempts = await db.attempt.findMany({ where: { deliveryId: delivery.id } });
      expect(attempts).toMatchObject([{ number: 1, statusCode: 200, trigger: "schedule" }]);
    });

    it("drains a thousand deliveries at one endpoint in parallel, each once", async () => {
      const project = await makeProject();
      await makeEndpoint(project, { url: engine.receiver.url("/many") });
      await Promise.all(
        Array.from({ length: 1_000 }, (_, n) => publishTo(project, { payload: `{"n":${n}}` })),
      );
      await engine.receiver.waitFor(1_000, { path: "/many" });
      await settled(project);
      const ids = engine.receiver.to("/many").map((request) => request.headers["webhook-id"]);
      expect(new Set(ids).size).toBe(1_000);
      expect(ids).toHaveLength(1_000);
    });

    it("sends a thousand events to a FIFO endpoint that fails at random in order, each at least once", async () => {
      const project = await makeProject("standard", {
        ordering: "fifo",
        retry: { waitsMs: Array(20).fill(20), jitter: 0 },
      });
      await makeEndpoint(project, { url: engine.receiver.url("/fifo") });
      let seed = 7;
      engine.receiver.answer((received, response) => {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        status(received.path === "/fifo" && seed % 10 === 0 ? 500 : 200)(received, response, 0);
      });
      for (let n = 0; n < 1_000; n++) await publishTo(project, { payload: `{"n":${n}}` });
      await settled(project, 60_000);
      engine.receiver.answer(status(200));
      const seen = engine.receiver
        .to("/fifo")
        .map((request) => Number(/"n":(\d+)/.exec(request.body.toString())?.[1]));
      const firsts = seen.filter((n, index) => seen.indexOf(n) === index);
      expect(firsts).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
      // A repeat directly follows its failure: nothing overtook it.
      expect(seen).toEqual(seen.toSorted((a, b) => a - b));
      expect(seen.length).toBeGreaterThan(1_000);
    }, 90_000);

    it("keeps fifty ordering keys in order, each by itself", async () => {
      const project = await makeProject("standard", { retry: { waitsMs: Array(20).fill(30), jitter: 0 } });
      await makeEndpoint(project, { url: engine.receiver.url("/keys") });
      let count = 0;
      engine.receiver.answer((received, response) =>
        status(received.path === "/keys" && ++count % 7 === 0 ? 503 : 200)(received, response, 0),
      );
      for (let n = 0; n < 20; n++)
        await Promise.all(
          Array.from({ length: 50 }, (_, key) =>
            publishTo(project, { orderingKey: `k${key}`, payload: `{"k":${key},"n":${n}}` }),
          ),
        );
      await settled(project, 30_000);
      engine.receiver.answer(status(200));
      const seen = engine.receiver
        .to("/keys")
        .map((request) => JSON.parse(request.body.toString()).data as { k: number; n: number });
      for (let key = 0; key < 50; key++) {
        const of = seen.filter(({ k }) => k === key).map(({ n }) => n);
        expect(of).toEqual(of.toSorted((a, b) => a - b));
        expect(new Set(of).size).toBe(20);
      }
    }, 60_000);

    it("retries at the dialect's times and then fails: 200 ms, 1 s and on, ±50 %", async () => {
      const project = await makeProject("spectrum", { retry: { waitsMs: [200, 400] } });
      await makeEndpoint(project, { url: engine.receiver.url("/retry") });
      engine.receiver.answer((received, response) =>
        status(received.path === "/retry" ? 500 : 200)(received, response, 0),
      );
      await publishTo(project, { type: "messages" });
      const [first, second, third] = await engine.receiver.waitFor(3, { path: "/retry" });
      await settled(project);
      engine.receiver.answer(status(200));
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(95);
      expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThanOrEqual(195);
      const delivery = await db.delivery.findFirstOrThrow({ where: { projectId: project.projectId } });
      expect(delivery).toMatchObject({ status: "failed", attemptCount: 3, reason: "exhausted" });
    });

    it("disables on exactly the tenth failure in a row, cancels what waits, and a success in between resets", async () => {
      const project = await makeProject("splexa", { maxInFlight: 1 });
      const { id } = await makeEndpoint(project, { url: engine.receiver.url("/splexa") });
      const send = async (code: number) => {
        engine.receiver.answer((received, response) =>
          status(received.path === "/splexa" ? code : 200)(received, response, 0),
        );
        await publishTo(project);
        await settled(project);
      };
      for (let n = 0; n < 9; n++) await send(500);
      await send(204);
      for (let n = 0; n < 9; n++) await send(500);
      expect(await db.endpoint.findFirstOrThrow({ where: { id } })).toMatchObject({ status: "enabled" });
      await send(500);
      expect(await db.endpoint.findFirstOrThrow({ where: { id } })).toMatchObject({
        status: "disabled",
        disabledReason: "consecutive-failures",
      });
      await publishTo(project);
      await settled(project);
      expect(engine.receiver.to("/splexa")).toHaveLength(20);
      engine.receiver.answer(status(200));
    }, 60_000);

    it("replays the same bytes as a new delivery in category replay", async () => {
      const project = await makeProject();
      await makeEndpoint(project, { url: engine.receiver.url("/replay") });
      const accepted = await publishTo(project, { payload: '{ "a" : 1.0 }' });
      await settled(project);
      if (accepted.kind !== "accepted" || !accepted.deliveries[0]) throw new Error("not accepted");
      const id = await replay(project.projectId, accepted.deliveries[0].id);
      await engine.receiver.waitFor(2, { path: "/replay" });
      await settled(project);
      const [first, second] = engine.receiver.to("/replay");
      expect(second?.body.equals(first?.body ?? Buffer.alloc(0))).toBe(true);
      expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
      expect(await db.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({
        status: "succeeded",
        category: "replay",
        replayOf: accepted.deliveries[0].id,
      });
    });

    it("paces a throttled endpoint and drops nothing", async () => {
      const project = await makeProject("standard", { throttle: { limit: 20, periodMs: 1_000 } });
      await makeEndpoint(project, { url: engine.receiver.url("/slow-lane") });
      await Promise.all(Array.from({ length: 30 }, () => publishTo(project)));
      await settled(project);
      const seen = engine.receiver.to("/slow-lane");
      expect(seen).toHaveLength(30);
      expect((seen.at(-1)?.at ?? 0) - (seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(29 * 50 - 60);
    });
  });
}
