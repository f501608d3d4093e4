/** What the five products' pages promise beyond their wire formats, over the running product, in their sentences. */
import { Webhook } from "svix";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { inTurn, type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

type Published = { type: string; data: unknown; [name: string]: unknown };
async function publishAll(api: Client, project: string, body: Published[]): Promise<void> {
  const answer = await api.send("POST", `/api/v1/projects/${project}/events`, { body });
  if (answer.status !== 202) throw new Error(answer.text);
}
const bodiesTo = <Body>(path: string): Body[] =>
  receiver.to(path).map(({ body }) => JSON.parse(body.toString()) as Body);
const only = (deliveries: { id: string }[]) => deliveries[0]?.id ?? "";

describe.concurrent("Spectrum", () => {
  const message = (id: string) => ({ type: "messages", data: { space: { id: "s" }, message: { id } } });

  test("every URL gets every event, each signed with its own secret; one that is down does not hold up another", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectrum" });
    receiver.answerAt("/spectrum-down", status(500));
    await newEndpoint(api, project, { url: receiver.url("/spectrum-down") });
    await newEndpoint(api, project, { url: receiver.url("/spectrum-up") });
    await publishAll(api, project, [
      message("m1"),
      message("m2"),
      { type: "reactions", data: { emoji: "👍" } },
    ]);
    const up = await receiver.waitFor(3, { path: "/spectrum-up" });
    expect(up.map(({ headers }) => headers["x-spectrum-event"])).toEqual([
      "messages",
      "messages",
      "reactions",
    ]);
    const [down] = await receiver.waitFor(1, { path: "/spectrum-down" });
    expect(down?.body).toEqual(up[0]?.body);
    expect(down?.headers["x-spectrum-signature"]).not.toBe(up[0]?.headers["x-spectrum-signature"]);
  });

  test("in order also across a retry, which carries the same webhook id and message.id", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectrum" });
    const path = "/spectrum-order";
    receiver.answerAt(path, inTurn(status(200), status(503), status(503), status(200)));
    const { id } = await newEndpoint(api, project, { url: receiver.url(path) });
    await publishAll(api, project, ["a", "b", "c", "d"].map(message));
    await settled(api, project);
    const ids = bodiesTo<{ message: { id: string } }>(path).map(({ message: { id: each } }) => each);
    expect(ids).toEqual(["a", "b", "b", "b", "c", "d"]);
    expect(new Set(receiver.to(path).map(({ headers }) => headers["x-spectrum-webhook-id"])).size).toBe(1);
    expect(await api.call("getEndpoint", { project, endpoint: id })).toMatchObject({
      status: "enabled",
      policyInWords: [
        "Up to 5 retries over 26 s.",
        "Never disabled by failures.",
        "One delivery at a time, in order.",
      ],
    });
  });
});

describe.concurrent("Spectora", () => {
  test("as many events as you need with one webhook, several endpoints for different tools, an optional description", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectora" });
    await newEndpoint(api, project, {
      url: receiver.url("/crm"),
      description: "Our CRM",
      subscriptions: ["inspection.confirmed", "client.created"],
    });
    await newEndpoint(api, project, { url: receiver.url("/books"), subscriptions: ["inspection.published"] });
    for (const type of ["inspection.confirmed", "client.created", "inspection.published", "agent.deleted"])
      await publish(api, project, { type, data: '{"id":"r_1"}' });
    await settled(api, project);
    const typesTo = (path: string) => bodiesTo<{ type: string }>(path).map(({ type }) => type);
    expect(typesTo("/crm").toSorted()).toEqual(["client.created", "inspection.confirmed"]);
    expect(typesTo("/books")).toEqual(["inspection.published"]);
    const { data } = await api.call("listEndpoints", { project });
    expect(data.map(({ description }) => description).toSorted()).toEqual(["", "Our CRM"]);
  });

  test("the payload is the type and the record's id; the rest is kept and shown, not sent", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectora" });
    await newEndpoint(api, project, { url: receiver.url("/thin") });
    const { id } = await publish(api, project, {
      type: "client.updated",
      data: '{"id":"cli_7","e-mail":"ann@example.com"}',
    });
    const [request] = await receiver.waitFor(1, { path: "/thin" });
    expect(Object.keys(JSON.parse(String(request?.body)))).toEqual(["type", "id", "timestamp"]);
    const event = await api.call("getEvent", { project, event: id });
    expect(event.payload).toBe('{"id":"cli_7","e-mail":"ann@example.com"}');
  });

  test("temporarily unavailable: the delivery is retried, after 5 s, so nothing is lost to brief downtime", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectora" });
    receiver.answerAt("/brief", inTurn(status(503), status(200)));
    await newEndpoint(api, project, { url: receiver.url("/brief") });
    const { deliveries } = await publish(api, project, { type: "client.created", data: '{"id":"c"}' });
    await settled(api, project);
    const delivery = await api.call("getDelivery", { project, delivery: only(deliveries) });
    expect(delivery).toMatchObject({ status: "succeeded", attemptCount: 2 });
    const [first, second] = receiver.to("/brief");
    expect(second?.headers["svix-id"]).toBe(first?.headers["svix-id"]);
    // Jitter of a fifth either way: it never comes before.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(3_995);
  });

  test("while a secret is being replaced both sign, separated by a space", async () => {
    const { api, project } = await newProject(running(), { dialect: "spectora" });
    const { id, secret } = await newEndpoint(api, project, { url: receiver.url("/rotate") });
    const rotated = await api.call(
      "rotateSecret",
      { project, endpoint: id },
      { body: { expiresInSeconds: 3600 } },
    );
    await publish(api, project, { type: "client.created", data: '{"id":"c"}' });
    const [request] = await receiver.waitFor(1, { path: "/rotate" });
    expect(request?.headers["svix-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    for (const each of [secret, rotated.secret])
      expect(() =>
        new Webhook(each ?? "").verify(String(request?.body), request?.headers ?? {}),
      ).not.toThrow();
  });
});

describe.concurrent("spektr", () => {
  type Batch = { results: { type: string; data: { n: number }; contextId: string }[] };
  const step = (n: number, more: object = {}) => ({
    ...{ type: "service_run", channel: "onboarding", run: "ctx", data: { n } },
    ...more,
  });

  test("which event type, for which process type, and when: at once, or at the end of the process", async () => {
    const { api, project } = await newProject(running(), { dialect: "spektr" });
    const path = "/spektr-config";
    await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: [
        { type: "customer_record_changed", channel: "monitoring" },
        { type: "service_run", channel: "onboarding", when: "runEnd" },
      ],
    });
    await publishAll(api, project, [
      step(1),
      step(2, { type: "process_run_start", channel: "monitoring", run: "daily" }),
      step(3, { type: "customer_record_changed", channel: "monitoring", run: "daily" }),
      step(4, { channel: "monitoring", run: "daily" }),
    ]);
    await receiver.waitFor(1, { path });
    await publish(api, project, { type: "process_run_end", channel: "onboarding", run: "ctx", runEnd: true });
    await settled(api, project);
    expect(bodiesTo<Batch>(path).map(({ results }) => results.map(({ data }) => data.n))).toEqual([[3], [1]]);
  });

  test("10,000 events of a run: batches of 1,000 in publish order; what comes late goes at once and says so", async () => {
    const { api, project } = await newProject(running(), { dialect: "spektr" });
    const path = "/spektr-large";
    await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: [{ type: "*", when: "runEnd" }],
    });
    for (let from = 0; from < 10_000; from += 1_000)
      await publishAll(
        api,
        project,
        Array.from({ length: 1_000 }, (_, k) => step(from + k)),
      );
    expect(await api.call("getRun", { project, run: "ctx" })).toMatchObject({ held: 10_000, endedAt: null });
    expect(receiver.to(path)).toHaveLength(0);
    await publishAll(api, project, [step(10_000, { type: "process_run_end", runEnd: true })]);
    await settled(api, project, 60_000);
    const batches = bodiesTo<Batch>(path).map(({ results }) => results.map(({ data }) => data.n));
    expect(batches.map((batch) => batch.length)).toEqual([...Array(10).fill(1_000), 1]);
    expect(batches.flat()).toEqual(Array.from({ length: 10_001 }, (_, n) => n));

    const { deliveries } = await publish(api, project, { type: "service_run", run: "ctx", data: '{"n":-1}' });
    await settled(api, project);
    expect(bodiesTo<Batch>(path).at(-1)?.results).toMatchObject([{ data: { n: -1 } }]);
    const late = await api.call("getDelivery", { project, delivery: only(deliveries) });
    expect(late.status).toBe("succeeded");
    expect(late.explanation).toContain("The event came after its run was over, so it was not held.");
  }, 120_000);

  test("a run that never ends waits for its workspace's bound, by default 24 h; flushed by hand it goes now", async () => {
    for (const [seconds, settings] of [
      [86_400, {}],
      [3_600, { runHoldSeconds: 3_600 }],
    ] as const) {
      const { api, project } = await newProject(running(), { dialect: "spektr" });
      await api.call("updateWorkspace", {}, { body: settings });
      const path = `/spektr-bound-${seconds}`;
      const subscriptions = [{ type: "*", when: "runEnd" }];
      await newEndpoint(api, project, { url: receiver.url(path), subscriptions });
      await publish(api, project, { type: "service_run", run: "endless" });
      const { startedAt, flushAt } = await api.call("getRun", { project, run: "endless" });
      expect(Date.parse(flushAt) - Date.parse(startedAt)).toBe(seconds * 1_000);
      expect(await api.call("flushRun", { project, run: "endless" }, { body: {} })).toEqual({ released: 1 });
      expect(await receiver.waitFor(1, { path })).toHaveLength(1);
    }
  });

  test("in order within a process run, also when one fails; another run does not wait for it", async () => {
    const { api, project } = await newProject(running(), { dialect: "spektr" });
    const path = "/spektr-order";
    let failed = false;
    receiver.answerAt(path, (received, response, index) => {
      const { results } = JSON.parse(received.body.toString()) as Batch;
      const fails = results[0]?.contextId === "slow" && !failed;
      failed ||= fails;
      status(fails ? 500 : 200)(received, response, index);
    });
    await newEndpoint(api, project, { url: receiver.url(path) });
    await publishAll(api, project, [
      ...[1, 2, 3].map((n) => step(n, { run: "slow" })),
      step(9, { run: "other" }),
    ]);
    await settled(api, project);
    const seen = bodiesTo<Batch>(path).map(({ results: [first] }) => first?.data.n);
    expect(seen.filter((n) => n !== 9)).toEqual([1, 1, 2, 3]);
    expect(seen.indexOf(9)).toBeLessThan(seen.lastIndexOf(1));
  });
});

describe.concurrent("SPLEXA", () => {
  test("subscribe per category: a network_event does not reach who asked for audit events", async () => {
    const { api, project } = await newProject(running(), { dialect: "splexa" });
    await api.call("importEventTypes", {}, { body: { catalogue: "splexa" } });
    for (const category of ["network_event", "audit_event"])
      await newEndpoint(api, project, {
        url: receiver.url(`/splexa-${category}`),
        subscriptions: [{ category }],
      });
    await publish(api, project, { type: "device.degraded", data: '{"device":{"id":"d"}}' });
    await publish(api, project, { type: "audit.recorded", data: '{"audit":{"id":"a"}}' });
    await settled(api, project);
    for (const category of ["network_event", "audit_event"])
      expect(bodiesTo(`/splexa-${category}`)).toEqual([expect.objectContaining({ category })]);
  });

  test("recorded with status, duration and original payload; Replay sends it byte for byte, in category replay", async () => {
    const { api, project } = await newProject(running(), { dialect: "splexa" });
    const path = "/splexa-replay";
    receiver.answerAt(path, inTurn(status(500), status(204)));
    await newEndpoint(api, project, { url: receiver.url(path) });
    const data = '{"audit":{"id":"aud_1", "amount":1.0,"n":12345678901234567890}}';
    const { deliveries } = await publish(api, project, { type: "audit.recorded", data });
    await settled(api, project);
    const failed = await api.call("getDelivery", { project, delivery: only(deliveries) });
    expect(failed).toMatchObject({
      status: "failed",
      lastStatusCode: 500,
      lastDurationMs: expect.any(Number),
    });
    expect(failed.request.body).toContain(data.slice(1, -1));
    const replay = await api.call("replayDelivery", { project, delivery: failed.id }, { body: {} });
    expect(replay).toMatchObject({ category: "replay", replayOf: failed.id });
    await settled(api, project);
    const [first, second] = receiver.to(path);
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers["x-splexa-signature"]).toBe(first?.headers["x-splexa-signature"]);
    expect((await api.call("getDelivery", { project, delivery: replay.id })).request.body).toBe(
      failed.request.body,
    );
  });
});
