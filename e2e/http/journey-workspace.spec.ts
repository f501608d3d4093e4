/** The management API around a workspace, from making it to watching it, each answer held to its contract. */
import { validate } from "@scalar/openapi-parser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, client, newEndpoint, newWorkspace, publish, rootClient } from "@/e2e/api";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { ROUTES } from "@/lib/contract/routes";

let receiver: Receiver;
let api: Client;
/** Addressed by the workspace's own name for it wherever a test can. */
const uid = "customer-42";
let project: string;

beforeAll(async () => {
  receiver = await startReceiver();
  api = await newWorkspace(running());
  project = (await api.call("createProject", {}, { body: { name: "Customer", uid } })).id;
});
afterAll(() => receiver.close());

describe("workspace", () => {
  test("is read and changed by its key", async () => {
    expect(await api.call("getWorkspace")).toMatchObject({ name: "Test", dialect: "standard", role: null });
    await api.call("updateWorkspace", {}, { body: { name: "Acme Ltd", retentionDays: undefined } });
    expect(await api.call("getWorkspace")).toMatchObject({ name: "Acme Ltd" });
  });

  test("its catalogue: registered, changed, archived, found", async () => {
    const body = { name: "order.shipped", category: "orders", description: "It left.", example: { id: 1 } };
    await api.call("createEventType", {}, { body });
    await api.call("updateEventType", { name: "order.shipped" }, { body: { description: "It has left." } });
    const { data } = await api.call("listEventTypes", {}, { query: { q: "order." } });
    expect(data).toMatchObject([{ name: "order.shipped", category: "orders", description: "It has left." }]);
    await api.call("createEventType", {}, { body: { name: "order.old" } });
    await api.call("updateEventType", { name: "order.old" }, { body: { archived: true } });
    expect((await api.call("listEventTypes", {}, { query: { q: "order.old" } })).data).toEqual([]);
  });

  test("its dialects: the built-in ones, and its own while nobody uses it", async () => {
    const { policy } = await api.call("getDialect", { name: "standard" });
    await api.call(
      "createDialect",
      {},
      { body: { name: "ours", policy: { ...policy, name: "ours", timeoutMs: 9_000 } } },
    );
    const { data } = await api.call("listDialects");
    expect(data.filter(({ builtIn }) => builtIn).length).toBeGreaterThanOrEqual(7);
    const { id } = await newEndpoint(api, project, { url: receiver.url("/ours"), dialect: "ours" });
    expect(await api.call("getEndpoint", { project: uid, endpoint: id })).toMatchObject({ timeoutMs: 9_000 });
    expect((await api.send("DELETE", "/api/v1/workspace/dialects/ours")).status).toBe(409);
    await api.call("deleteEndpoint", { project: uid, endpoint: id });
    await api.call("updateDialect", { name: "ours" }, { body: { policy: { ...policy, name: "ours" } } });
  });

  test("projects by id and by uid", async () => {
    expect(await api.call("getProject", { project: uid })).toMatchObject({ id: project, uid });
    await api.call("updateProject", { project: uid }, { body: { name: "Customer 42" } });
    const { id } = await api.call("createProject", {}, { body: { name: "Short-lived" } });
    await api.call("deleteProject", { project: id });
    const names = (await api.call("listProjects")).data.map(({ name }) => name);
    expect(names).toContain("Customer 42");
    expect(names).not.toContain("Short-lived");
  });

  test("API keys: scopes, one project only, revoked at once", async () => {
    const root = rootClient(running());
    const { id: workspace } = await api.call("getWorkspace");
    const inWorkspace = { headers: { "X-Workspace": workspace } };
    const made = await root.call(
      "createApiKey",
      {},
      { body: { name: "Reader", scopes: ["read"] }, ...inWorkspace },
    );
    const reader = client(running(), made.key);
    expect((await reader.send("GET", `/api/v1/projects/${uid}`)).status).toBe(200);
    const body = { type: "order.shipped", data: {} };
    const refused = await reader.send("POST", `/api/v1/projects/${uid}/events`, { body });
    expect(refused.status).toBe(403);
    expect(refused.text).toContain("events:write");
    expect(
      (await reader.send("POST", "/api/v1/workspace/api-keys", { body: { name: "x", scopes: ["read"] } }))
        .status,
    ).toBe(403);

    const other = await api.call("createProject", {}, { body: { name: "Other" } });
    const narrow = await root.call(
      "createProjectApiKey",
      { project },
      { body: { name: "Narrow", scopes: ["read", "events:write"] }, ...inWorkspace },
    );
    const publisher = client(running(), narrow.key);
    expect((await publish(publisher, project)).id).toMatch(/^evt_/);
    expect((await publisher.send("GET", `/api/v1/projects/${other.id}`)).status).toBe(404);
    expect((await publisher.send("POST", `/api/v1/projects/${other.id}/events`, { body })).status).toBe(404);

    await root.call("revokeProjectApiKey", { project, key: narrow.id }, inWorkspace);
    await expect
      .poll(
        async () => (await publisher.send("POST", `/api/v1/projects/${project}/events`, { body })).status,
        { timeout: 5_000 },
      )
      .toBe(401);
  });

  test("the log says who did what", async () => {
    expect((await api.send("GET", "/api/v1/workspace/audit-log")).status).toBe(403);
  });
});

describe("around it", () => {
  test("the live stream says what changed, while it changes", async () => {
    await newEndpoint(api, project, { url: receiver.url("/live"), subscriptions: ["live.*"] });
    const abort = new AbortController();
    const response = await fetch(`${running().urls[1]}/api/v1/projects/${uid}/live`, {
      headers: { Authorization: `Bearer ${api.key}` },
      signal: abort.signal,
    });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    let text = "";
    const reading = (async () => {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString();
    })().catch(() => undefined);
    await expect.poll(() => text, { timeout: 5_000 }).toContain("event: ready");
    const { deliveries } = await publish(api, project, { type: "live.now" });
    await expect.poll(() => text, { timeout: 10_000 }).toContain(deliveries[0]?.id ?? "?");
    expect(text).toContain("event: change");
    abort.abort();
    await reading;
  });

  test("health is for everybody, metrics for whoever has the token", async () => {
    const health = await api.send("GET", "/api/health");
    expect(JSON.parse(health.text)).toMatchObject({ status: "ok", database: true, worker: { alive: true } });
    const anonymous = await fetch(`${running().urls[0]}/metrics`);
    expect([401, 403, 404]).toContain(anonymous.status);
    expect(await anonymous.text()).not.toContain("posthorn_");
    const metrics = await client(running(), running().metricsToken).send("GET", "/metrics");
    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(/^posthorn_events_accepted_total\{process="web"\} \d+$/m);
  });

  test("the API describes itself in OpenAPI 3.1, route by route, with a page to try it", async () => {
    const answer = await fetch(`${running().urls[0]}/api/openapi.json`);
    const document = (await answer.json()) as {
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    };
    expect(document.openapi).toMatch(/^3\.1\.\d$/);
    const { valid, errors } = await validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    for (const { method, path } of Object.values(ROUTES))
      expect(Object.keys(document.paths[path] ?? {}), path).toContain(method.toLowerCase());
    const page = await fetch(`${running().urls[0]}/api/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("/api/openapi.json");
    expect((await fetch(`${running().urls[0]}/scalar.js`)).status).toBe(200);
  });

  test("a request id, and what is left of the rate limit, are on every answer", async () => {
    const answers = [
      await api.send("GET", "/api/v1/projects"),
      await api.send("POST", `/api/v1/projects/${uid}/events`, { body: { type: "a.b", data: 1 } }),
      await api.send("GET", "/api/v1/projects/nobody"),
    ];
    for (const { headers } of answers) {
      expect(headers.get("x-request-id")).toBeTruthy();
      expect(Number(headers.get("ratelimit-remaining"))).toBeGreaterThan(0);
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });
});
