/** The vendors' customers keep their curl lines and clients: nothing but host and credentials is exchanged. */
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { promisify } from "node:util";
import { Svix, Webhook } from "svix";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, client, newWorkspace, publish, settled } from "@/e2e/api";
import { type Receiver, startReceiver, status } from "@/e2e/receiver";
import { running } from "@/e2e/running";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

const host = () => running().urls[0] ?? "";

/** Runs the line in a shell as it stands on the page, after the exchanges. */
async function shell(
  line: string,
  exchanges: Record<string, string>,
): Promise<{ status: number; body: Told }> {
  let exchanged = line;
  for (const [from, to] of Object.entries(exchanges)) {
    if (!exchanged.includes(from)) throw new Error(`nothing to exchange: ${from}`);
    exchanged = exchanged.replaceAll(from, to);
  }
  const { stdout } = await promisify(execFile)("bash", ["-c", `${exchanged} -s -w '\n%{http_code}'`]);
  const [, text = "", code = ""] = /^([\s\S]*)\n(\d{3})$/.exec(stdout) ?? [];
  return { status: Number(code), body: JSON.parse(text) };
}
type Told = { [field: string]: unknown; data: { [field: string]: unknown } };

/** A project with the key a customer of it holds. */
async function newCustomer(dialect: string, apiKeyPrefix?: string) {
  const api = await newWorkspace(running(), dialect);
  if (apiKeyPrefix) await api.call("updateWorkspace", {}, { body: { apiKeyPrefix } });
  const project = (await api.call("createProject", {}, { body: { name: "Customer" } })).id;
  const root = client(running(), running().rootKey);
  const { id } = await api.call("getWorkspace");
  const scopes = ["read", "endpoints:write"];
  const made = await root.call(
    "createProjectApiKey",
    { project },
    { body: { name: "Customer", scopes }, headers: { "X-Workspace": id } },
  );
  return { api, project, key: made.key };
}

describe("Spectra's page", () => {
  let api: Client;
  let project: string;
  let exchanges: Record<string, string>;
  beforeAll(async () => {
    const made = await newCustomer("spectra", "spk_live");
    ({ api, project } = made);
    exchanges = { "https://api.spectradiag.com": host(), spk_live_xxx: made.key };
    expect(made.key).toMatch(/^spk_live_/);
  });

  const REGISTER = `curl -X POST https://api.spectradiag.com/api/v1/webhooks \\
-H "Authorization: Bearer spk_live_xxx" \\
-H "Content-Type: application/json" \\
-d '{
"url": "https://myapp.com/spectra-webhook",
"events": ["order.created", "order.shipped", "order.delivered"]
}'`;
  const LOG = `curl https://api.spectradiag.com/api/v1/webhooks/42/deliveries \\
-H "Authorization: Bearer spk_live_xxx"`;
  const REMOVE = `curl -X DELETE https://api.spectradiag.com/api/v1/webhooks/42 \\
-H "Authorization: Bearer spk_live_xxx"`;

  test("Register a webhook", async () => {
    const told = await shell(REGISTER, exchanges);
    expect(told.status).toBe(201);
    expect(told.body).toEqual({
      success: true,
      data: {
        id: expect.any(Number),
        url: "https://myapp.com/spectra-webhook",
        events: ["order.created", "order.shipped", "order.delivered"],
        secret: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  test("what is registered so is sent, signed with the secret; the delivery log shows what came back", async () => {
    receiver.answerAt("/spectra", status(503, {}, "closed for lunch"));
    const url = receiver.url("/spectra");
    const { data } = (await shell(REGISTER, { ...exchanges, "https://myapp.com/spectra-webhook": url })).body;
    await publish(api, project, { type: "order.shipped", data: '{"id":1234}' });
    await publish(api, project, { type: "order.cancelled" });
    const [request] = await receiver.waitFor(1, { path: "/spectra" });
    const hex = createHmac("sha256", String(data.secret))
      .update(request?.body ?? "")
      .digest("hex");
    expect(request?.headers["x-webhook-signature"]).toBe(`sha256=${hex}`);
    await settled(api, project);
    const told = await shell(LOG, { ...exchanges, "/42/": `/${data.id}/` });
    expect(told.body).toEqual({
      success: true,
      data: [
        expect.objectContaining({
          event: "order.shipped",
          status_code: 503,
          response_body: "closed for lunch",
        }),
      ],
    });
  });

  test("an error without an answer stands in the log as a sentence", async () => {
    const gone = await startReceiver();
    const url = gone.url("/gone");
    await gone.close();
    const { data } = (await shell(REGISTER, { ...exchanges, "https://myapp.com/spectra-webhook": url })).body;
    await publish(api, project, { type: "order.created" });
    await settled(api, project);
    const [row] = (await shell(LOG, { ...exchanges, "/42/": `/${data.id}/` })).body
      .data as unknown as object[];
    expect(row).toMatchObject({
      status_code: null,
      response_body: null,
      error: expect.stringMatching(/refused/i),
    });
  });

  test("Removing a webhook", async () => {
    const told = await shell(REGISTER, exchanges);
    expect(told).toMatchObject({ status: 201 });
    const { data } = told.body;
    const mine = { ...exchanges, "webhooks/42": `webhooks/${data.id}` };
    expect(await shell(REMOVE, mine)).toMatchObject({ status: 200, body: { success: true } });
    expect(await shell(REMOVE, mine)).toMatchObject({ status: 404, body: { success: false } });
  });

  test('"*" subscribes to everything, also to what is not in the catalogue', async () => {
    const path = "/spectra-all";
    const all = REGISTER.replace('["order.created", "order.shipped", "order.delivered"]', '["*"]');
    const told = await shell(all, {
      ...exchanges,
      "https://myapp.com/spectra-webhook": receiver.url(path),
    });
    expect(told.body.data.events).toEqual(["*"]);
    await publish(api, project, { type: "repair.completed" });
    await publish(api, project, { type: "something.new" });
    const requests = await receiver.waitFor(2, { path });
    expect(requests.map(({ headers }) => headers["x-webhook-event"])).toEqual([
      "repair.completed",
      "something.new",
    ]);
  });

  test("the log has the last 50 deliveries and not the 51st; once removed, nothing more is sent", async () => {
    const { api: own, project: account, key } = await newCustomer("spectra", "spk_live");
    const mine = { ...exchanges, spk_live_xxx: key };
    const path = "/spectra-51";
    const url = receiver.url(path);
    const { data } = (await shell(REGISTER, { ...mine, "https://myapp.com/spectra-webhook": url })).body;
    const events = Array.from({ length: 51 }, (_, id) => ({ type: "order.shipped", data: { id } }));
    await own.send("POST", `/api/v1/projects/${account}/events`, { body: events });
    await settled(own, account);
    expect(receiver.to(path)).toHaveLength(51);
    const log = (await shell(LOG, { ...mine, "/42/": `/${data.id}/` })).body.data as unknown as object[];
    expect(log).toHaveLength(50);
    expect((await shell(REMOVE, { ...mine, "webhooks/42": `webhooks/${data.id}` })).status).toBe(200);
    expect((await publish(own, account, { type: "order.shipped" })).deliveries).toEqual([]);
    expect(receiver.to(path)).toHaveLength(51);
  });

  test("whatever is wrong, the refusal has the page's shape: method, path, id, key, URL", async () => {
    const { key: strangersKey } = await newCustomer("spectra", "spk_live");
    const { data } = (await shell(REGISTER, exchanges)).body;
    const stranger = { ...exchanges, spk_live_xxx: strangersKey, "webhooks/42": `webhooks/${data.id}` };
    const url = { "https://myapp.com/spectra-webhook": "https://169.254.169.254/latest" };
    const refused: [line: string, given: Record<string, string>, status: number][] = [
      [REMOVE.replace("DELETE", "PUT"), exchanges, 405],
      [LOG.replace("curl", "curl -X POST"), exchanges, 405],
      [LOG, { ...exchanges, "/deliveries": "/attempts" }, 404],
      [LOG, { ...exchanges, "/deliveries": "/deliveries/7" }, 404],
      [LOG, { ...exchanges, "/42/": "/99999999999999999999/" }, 404],
      [LOG, stranger, 404],
      [REMOVE, stranger, 404],
      [LOG, { ...exchanges, spk_live_xxx: "spk_live_wrong" }, 401],
      [REGISTER, { ...exchanges, ...url }, 422],
    ];
    for (const [line, given, status] of refused)
      expect(await shell(line, given), line).toEqual({
        status,
        body: { success: false, error: expect.objectContaining({ message: expect.any(String) }) },
      });
  });

  test("the same door stands behind a prefix of its own", async () => {
    const prefixed = { ...exchanges, "https://api.spectradiag.com": `${host()}/compat/spectra` };
    expect((await shell(REGISTER, prefixed)).status).toBe(201);
  });
});

describe("Spectrum's pages", () => {
  const BASE = "https://api.example.com";
  let exchanges: Record<string, string>;
  let api: Client;
  let project: string;
  beforeAll(async () => {
    const made = await newCustomer("spectrum");
    ({ api, project } = made);
    exchanges = { [BASE]: host(), PROJECT_ID: project, PROJECT_SECRET: made.key };
  });

  const AUTH = '-u "PROJECT_ID:PROJECT_SECRET"';
  const REGISTER = `curl -X POST ${BASE}/projects/PROJECT_ID/webhooks/ ${AUTH} -H "Content-Type: application/json" -d '{"webhookUrl":"https://your-app.com/spectrum-webhook"}'`;
  const LIST = `curl ${BASE}/projects/PROJECT_ID/webhooks/ ${AUTH}`;
  const REMOVE = `curl -X DELETE ${BASE}/projects/PROJECT_ID/webhooks/WEBHOOK_ID/ ${AUTH}`;

  test.each([
    ["at the documented path", (line: string) => line],
    ["without the slash at its end", (line: string) => line.replace(/\/ (?=-u)/, " ")],
    ["behind a prefix", (line: string) => line.replace(`${BASE}/`, `${BASE}/compat/spectrum/`)],
  ])("register, list, delete %s", async (_, told) => {
    const made = await shell(told(REGISTER), exchanges);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      succeed: true,
      data: {
        webhookUrl: "https://your-app.com/spectrum-webhook",
        signingSecret: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect((await shell(told(REGISTER), exchanges)).status).toBe(409);
    const listed = await shell(told(LIST), exchanges);
    expect(listed.body.data).toMatchObject([{ id: made.body.data.id }]);
    const mine = { ...exchanges, WEBHOOK_ID: String(made.body.data.id) };
    expect(await shell(told(REMOVE), mine)).toMatchObject({
      status: 200,
      body: { data: { id: made.body.data.id } },
    });
    expect((await shell(told(REMOVE), mine)).status).toBe(404);
  });

  test("401 with the wrong secret, 422 for a malformed URL", async () => {
    const wrong = { ...exchanges, PROJECT_SECRET: "nope" };
    expect(await shell(REGISTER, wrong)).toMatchObject({ status: 401, body: { succeed: false } });
    const malformed = { ...exchanges, "https://your-app.com/spectrum-webhook": "your-app" };
    expect(await shell(REGISTER, malformed)).toMatchObject({ status: 422, body: { succeed: false } });
  });

  test("what is registered so gets every event, signed as documented", async () => {
    const url = receiver.url("/spectrum");
    const { data } = (await shell(REGISTER, { ...exchanges, "https://your-app.com/spectrum-webhook": url }))
      .body;
    await publish(api, project, { type: "messages", data: '{"space":{},"message":{"id":"m"}}' });
    const [request] = await receiver.waitFor(1, { path: "/spectrum" });
    const signed = `v0:${request?.headers["x-spectrum-timestamp"]}:${request?.body}`;
    const hex = createHmac("sha256", String(data.signingSecret)).update(signed).digest("hex");
    expect(request?.headers["x-spectrum-signature"]).toBe(`v0=${hex}`);
    expect(request?.headers["x-spectrum-webhook-id"]).toBe(data.id);
  });

  test("whatever is wrong, the refusal has one shape: method, path, id, credentials, URL", async () => {
    const stranger = await newCustomer("spectrum");
    const { data } = (
      await shell(REGISTER, { ...exchanges, "https://your-app.com/spectrum-webhook": receiver.url("/mine") })
    ).body;
    const theirs = { ...exchanges, PROJECT_ID: stranger.project, PROJECT_SECRET: stranger.key };
    const guarded = { ...exchanges, "https://your-app.com/spectrum-webhook": "https://169.254.169.254/" };
    const refused: [line: string, given: Record<string, string>, status: number, code: string][] = [
      [LIST.replace("curl", "curl -X PUT"), exchanges, 405, "method_not_allowed"],
      [REMOVE.replace("DELETE", "GET"), { ...exchanges, WEBHOOK_ID: "x" }, 405, "method_not_allowed"],
      [REMOVE, { ...exchanges, WEBHOOK_ID: "x/y" }, 404, "not_found"],
      [REMOVE, { ...theirs, WEBHOOK_ID: String(data.id) }, 404, "not_found"],
      [LIST, { ...exchanges, PROJECT_SECRET: stranger.key }, 401, "unauthenticated"],
      [LIST.replace("PROJECT_ID:", ":"), exchanges, 401, "unauthenticated"],
      [LIST.replace(/-u "[^"]*"/, ""), { [BASE]: host(), PROJECT_ID: project }, 401, "unauthenticated"],
      [REGISTER, guarded, 422, "refused_url"],
    ];
    for (const [line, given, status, code] of refused)
      expect(await shell(line, given), line).toEqual({
        status,
        body: { succeed: false, error: { code, message: expect.any(String) } },
      });
    expect(JSON.stringify((await shell(REGISTER, guarded)).body)).toContain("webhookUrl: ");
  });
});

describe("Svix's own client", () => {
  test.each([
    ["with the host exchanged", ""],
    ["with host and prefix exchanged", "/compat/svix"],
  ])("%s makes, lists, reads and deletes endpoints, and sends messages that verify", async (_, prefix) => {
    const { api, project } = await newCustomer("spectora");
    const svix = new Svix(api.key, { serverUrl: `${host()}${prefix}` });
    const secret = `whsec_${Buffer.alloc(24, 9).toString("base64")}`;
    const path = `/svix${prefix}`;
    const made = await svix.endpoint.create(project, {
      url: receiver.url(path),
      filterTypes: ["client.created"],
      secret,
    });
    expect(made).toMatchObject({
      disabled: false,
      filterTypes: ["client.created"],
      createdAt: expect.any(Date),
    });
    expect((await svix.endpoint.list(project)).data.map(({ id }) => id)).toEqual([made.id]);
    expect((await svix.endpoint.get(project, made.id)).url).toBe(receiver.url(path));
    await expect(svix.endpoint.getSecret(project, made.id)).rejects.toMatchObject({ code: 403 });
    const sent = await svix.message.create(project, {
      eventType: "client.created",
      payload: { id: "cli_1" },
    });
    expect(sent).toMatchObject({ id: expect.stringMatching(/^evt_/), payload: { id: "cli_1" } });
    const [request] = await receiver.waitFor(1, { path });
    expect(() => new Webhook(secret).verify(request?.body ?? "", request?.headers ?? {})).not.toThrow();
    expect(request?.headers["svix-id"]).toBe(sent.id);
    await svix.endpoint.delete(project, made.id);
    await expect(svix.endpoint.get(project, made.id)).rejects.toMatchObject({ code: 404 });
  });
});

test("a REST hook that answers 410 Gone is unsubscribed: nothing more is sent, and the endpoint says why", async () => {
  const api = await newWorkspace(running(), "spectra");
  const { id: project } = await api.call("createProject", {}, { body: { name: "No code" } });
  receiver.answerAt("/zap", status(410));
  const hook = await api.call(
    "createHook",
    { project },
    { body: { hookUrl: receiver.url("/zap"), event: "order.shipped" } },
  );
  await publish(api, project, { type: "order.shipped", data: '{"id":1}' });
  const [request] = await receiver.waitFor(1, { path: "/zap" });
  const [sample] = await api.call("listHookSamples", { project }, { query: { event: "order.shipped" } });
  expect(JSON.parse(String(request?.body))).toEqual(sample);
  await settled(api, project);
  const endpoint = await api.call("getEndpoint", { project, endpoint: hook.id });
  expect(endpoint).toMatchObject({ status: "disabled", disabledReason: expect.stringMatching(/gone|410/i) });
  expect((await publish(api, project, { type: "order.shipped" })).deliveries).toEqual([]);
  await api.call("deleteHook", { project, hook: hook.id });
});
