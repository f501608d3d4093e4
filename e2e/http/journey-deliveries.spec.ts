/** The management API around endpoints and their deliveries, to the last replay, each answer held to its contract. */
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type Client, newEndpoint, newWorkspace, publish, settled } from "@/e2e/api";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
let api: Client;
/** Addressed by the workspace's own name for it wherever a test can. */
const uid = "customer-42";
let project: string;

beforeAll(async () => {
  receiver = await startReceiver();
  api = await newWorkspace(running());
  project = (await api.call("createProject", {}, { body: { name: "Customer", uid } })).id;
  const shipped = { name: "order.shipped", category: "orders", example: { id: 1 } };
  await api.call("createEventType", {}, { body: shipped });
});
afterAll(() => receiver.close());

const verifies = (secret: string, { body, headers }: { body: Buffer; headers: Record<string, string> }) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

describe("endpoint", () => {
  test("its secret is rotated: both sign until the old one ends, then the new one alone", async () => {
    const path = "/rotating";
    const made = await newEndpoint(api, project, { url: receiver.url(path), subscriptions: ["rotate.*"] });
    const at = { project: uid, endpoint: made.id };
    const next = async () => {
      const before = receiver.to(path).length;
      await publish(api, project, { type: "rotate.it" });
      const [request] = (await receiver.waitFor(before + 1, { path })).slice(-1);
      if (!request) throw new Error("nothing came");
      return request;
    };
    expect(verifies(made.secret, await next())).toBe(true);
    const second = await api.call("rotateSecret", at, { body: { expiresInSeconds: 3 } });
    expect(second.rotating).not.toBeNull();
    const both = await next();
    expect(both.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    expect([made.secret, second.secret].map((secret) => verifies(secret, both))).toEqual([true, true]);
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    const one = await next();
    expect([made.secret, second.secret].map((secret) => verifies(secret, one))).toEqual([false, true]);
    const third = await api.call("rotateSecret", at, { body: { revokeNow: true } });
    const last = await next();
    expect([second.secret, third.secret].map((secret) => verifies(secret, last))).toEqual([false, true]);
    expect(await api.call("getEndpoint", at)).toMatchObject({ rotating: null });
  });

  test("it is tested, changed, disabled, enabled and deleted", async () => {
    const path = "/life";
    const { id } = await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: ["order.shipped"],
      description: "ERP",
      headers: { "X-Tenant": "42" },
    });
    const at = { project: uid, endpoint: id };
    const { deliveryId } = await api.call("testEndpoint", at, { body: { type: "order.shipped" } });
    const [tested] = await receiver.waitFor(1, { path });
    expect(tested?.body.toString()).toContain('"data":{"id":1}');
    expect(tested?.headers["x-tenant"]).toBe("42");
    await settled(api, project);
    expect(await api.call("getDelivery", { project: uid, delivery: deliveryId })).toMatchObject({
      status: "succeeded",
    });

    const changed = await api.call("updateEndpoint", at, {
      body: { subscriptions: [{ category: "orders" }], timeoutMs: 2_000 },
    });
    expect(changed).toMatchObject({
      subscriptions: [{ type: "*", category: "orders" }],
      timeoutMs: 2_000,
      headerNames: ["X-Tenant"],
    });
    expect(
      (await publish(api, project, { type: "order.shipped" })).deliveries.map((each) => each.endpointId),
    ).toContain(id);
    expect(await api.call("disableEndpoint", at)).toMatchObject({
      status: "disabled",
      disabledReason: "manual",
    });
    const { id: missed, deliveries } = await publish(api, project, { type: "order.shipped" });
    expect(deliveries.map((each) => each.endpointId)).not.toContain(id);
    const event = await api.call("getEvent", { project: uid, event: missed });
    expect(event.skipped).toContainEqual(expect.objectContaining({ endpointId: id, reason: "disabled" }));
    expect(
      (await api.send("POST", `/api/v1/projects/${uid}/endpoints/${id}/test`, { body: {} })).status,
    ).toBe(409);
    expect(await api.call("enableEndpoint", at)).toMatchObject({ status: "enabled", disabledReason: null });
    const { data } = await api.call(
      "listEndpoints",
      { project: uid },
      { query: { q: "ERP", status: "enabled" } },
    );
    expect(data.map((each) => each.id)).toEqual([id]);
    await api.call("deleteEndpoint", at);
    expect((await api.send("GET", `/api/v1/projects/${uid}/endpoints/${id}`)).status).toBe(404);
  });

  test("it recovers what it missed and what failed, at a pace, counted first, paused and cancelled", async () => {
    const path = "/recovering";
    let code = 500;
    receiver.answerAt(path, (received, response, index) => status(code)(received, response, index));
    const since = new Date().toISOString();
    const { id } = await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: ["recover.*"],
      retry: { waitsMs: [] },
    });
    const at = { project: uid, endpoint: id };
    for (let n = 0; n < 5; n++) await publish(api, project, { type: "recover.me", data: `{"failed":${n}}` });
    await settled(api, project);
    await api.call("disableEndpoint", at);
    for (let n = 0; n < 5; n++) await publish(api, project, { type: "recover.me", data: `{"missed":${n}}` });
    await api.call("enableEndpoint", at);
    code = 200;

    const count = async (only: string) =>
      api.call("recoverEndpoint", at, { body: { since, only, dryRun: true } });
    expect(await count("failed")).toEqual({ total: 5 });
    expect(await count("missing")).toEqual({ total: 5 });
    expect(await count("all")).toEqual({ total: 10 });
    expect(receiver.to(path)).toHaveLength(5);

    const started = await api.call("recoverEndpoint", at, { body: { since, only: "all", perSecond: 3 } });
    if (!("id" in started)) throw new Error("no job");
    const job = { project: uid, job: started.id };
    await receiver.waitFor(7, { path });
    expect(await api.call("updateReplays", job, { body: { status: "paused" } })).toMatchObject({
      status: "paused",
    });
    await settled(api, project);
    const soFar = receiver.to(path).length;
    expect(soFar).toBeLessThan(15);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(receiver.to(path)).toHaveLength(soFar);
    await api.call("updateReplays", job, { body: { status: "running" } });
    await receiver.waitFor(15, { path });
    await expect.poll(async () => (await api.call("getReplays", job)).status).toBe("done");
    expect(await api.call("getReplays", job)).toMatchObject({ total: 10, done: 10 });

    const second = await api.call("recoverEndpoint", at, { body: { since, only: "all", perSecond: 1 } });
    if (!("id" in second)) throw new Error("no job");
    await api.call("updateReplays", { project: uid, job: second.id }, { body: { status: "cancelled" } });
    expect((await api.call("listReplays", { project: uid })).data.map((each) => each.status)).toContain(
      "cancelled",
    );
  });
});

describe("deliveries", () => {
  const path = "/deliveries";
  let endpoint: string;
  beforeAll(async () => {
    let n = 0;
    receiver.answerAt(path, (received, response, index) =>
      status(n++ % 3 === 0 ? 503 : 201)(received, response, index),
    );
    ({ id: endpoint } = await newEndpoint(api, project, {
      url: receiver.url(path),
      subscriptions: ["list.*"],
      ordering: "fifo",
      retry: { waitsMs: [] },
    }));
    for (let n = 0; n < 12; n++)
      await publish(api, project, { type: n % 2 ? "list.odd" : "list.even", data: `{"n":${n}}` });
    await settled(api, project);
  });

  const listed = (query: Record<string, string>) =>
    allPages((page) =>
      api.call("listDeliveries", { project: uid }, { query: { ...page, limit: "5", endpoint, ...query } }),
    );

  test("are found by status, type, answer, time and text, page by page", async () => {
    expect(await listed({})).toHaveLength(12);
    expect((await listed({ status: "failed" })).map((each) => each.lastStatusCode)).toEqual([
      503, 503, 503, 503,
    ]);
    expect(await listed({ httpStatus: "2xx" })).toHaveLength(8);
    expect(await listed({ type: "list.odd" })).toHaveLength(6);
    const all = await listed({});
    const newer = await listed({ since: all[3]?.createdAt ?? "" });
    expect(newer).toEqual(all.filter(({ createdAt }) => createdAt >= (all[3]?.createdAt ?? "")));
    expect(await listed({ q: all[7]?.id ?? "" })).toEqual([all[7]]);
    const here = await allPages((page) =>
      api.call("listEndpointDeliveries", { project: uid, endpoint }, { query: page }),
    );
    expect(here).toEqual(all);
  });

  test("show what was sent and what came back", async () => {
    const [failed] = await listed({ status: "failed" });
    const delivery = await api.call("getDelivery", { project: uid, delivery: failed?.id ?? "" });
    const request = receiver.to(path).find(({ headers }) => headers["webhook-id"] === failed?.eventId);
    expect(delivery.request).toMatchObject({ url: receiver.url(path), body: request?.body.toString() });
    const sent = request?.rawHeaders.filter(([name]) => !/^(host|connection|content-length)$/i.test(name));
    expect(delivery.request.headers).toEqual(sent);
    expect(delivery.attempts).toMatchObject([
      { number: 1, trigger: "schedule", statusCode: 503, error: null },
    ]);
    expect(delivery.explanation).toContain("503");
  });

  test("are replayed, one and many; a replay says what it repeats", async () => {
    const [failed] = await listed({ status: "failed" });
    const replayed = await api.call("replayDelivery", { project: uid, delivery: failed?.id ?? "" });
    expect(replayed).toMatchObject({ category: "replay", replayOf: failed?.id, eventId: failed?.eventId });
    const filter = { endpointId: endpoint, type: "list.even", status: ["succeeded"] };
    const counted = await api.call("createReplays", { project: uid }, { body: { filter, dryRun: true } });
    const before = receiver.to(path).length;
    await settled(api, project);
    const job = await api.call("createReplays", { project: uid }, { body: { filter } });
    if (!("id" in job) || !("total" in counted)) throw new Error("no job");
    await expect
      .poll(async () => (await api.call("getReplays", { project: uid, job: job.id })).status, {
        timeout: 15_000,
      })
      .toBe("done");
    await settled(api, project);
    expect(receiver.to(path).length).toBeGreaterThanOrEqual(before + counted.total);
    const replays = await listed({ category: "replay" });
    expect(replays.every(({ replayOf }) => replayOf !== null)).toBe(true);
    expect(replays.length).toBeGreaterThanOrEqual(counted.total + 1);
  });

  test("events are a feed to pull from: nothing twice, nothing missed, and the cursor goes on", async () => {
    const feed = (query: Record<string, string>) =>
      api.call(
        "listEvents",
        { project: uid },
        { query: { order: "asc", type: "list.even", limit: "4", ...query } },
      );
    const read: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof feed>> = await feed(cursor ? { cursor } : {});
      if (page.data.length === 0) break;
      read.push(...page.data.map(({ payload }) => payload ?? ""));
      cursor = page.nextCursor;
    } while (cursor);
    expect(read).toEqual([0, 2, 4, 6, 8, 10].map((n) => `{"n":${n}}`));
    await publish(api, project, { type: "list.even", data: '{"n":"new"}' });
    const more = await feed(cursor ? { cursor } : {});
    expect(more.data.map(({ payload }) => payload)).toEqual(['{"n":"new"}']);
  });
});
