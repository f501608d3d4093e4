import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { controlsIn, type PostedMessage, strayControls, textsOf } from "@/e2e/block-kit";
import { startReceiver } from "@/e2e/receiver";
import { type Slack, startSlack } from "@/e2e/slack";
import { settled } from "@/lib/delivery/ledger-fixture";
import { BUILT_IN_CATALOGUES, CATALOGUE_NAMES } from "@/lib/dialects/catalogues/built-in";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { type Drains, startDrains } from "./drains";
import { startPeriodic } from "./periodic";

let drains: Drains;
let periodic: ReturnType<typeof startPeriodic>;
/** As Slack is, and one that takes a hundred times as much for what is not about its pace. */
let slack: Slack;
let quick: Slack;

beforeAll(async () => {
  await prepareQueues();
  drains = await startDrains();
  periodic = startPeriodic(drains);
  slack = await startSlack();
  quick = await startSlack({ spacingMs: 10 });
});
afterAll(async () => {
  await periodic.stop();
  await drains.stop(1_000);
  await Promise.all([slack.close(), quick.close()]);
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
beforeEach(async () => {
  acme = await makeTenant();
});

const add = (url: string, body: object = {}) =>
  ask("createEndpoint", acme.key, {
    params: { project: acme.project },
    body: { url, destination: { type: "slack" }, ...body },
  });
const QUICK = { throttle: { limit: 50, periodMs: 1_000 } };
const publish = (type: string, data: string) =>
  ask("publishEvents", acme.key, {
    params: { project: acme.project },
    raw: `{"type":${JSON.stringify(type)},"data":${data}}`,
  });
const detail = async () => {
  const list = await ask("listDeliveries", acme.key, { params: { project: acme.project } });
  const delivery = list.body.data[0]?.id ?? "";
  return (await ask("getDelivery", acme.key, { params: { project: acme.project, delivery } })).body;
};
const endpointNow = async (endpoint: string) =>
  (await ask("getEndpoint", acme.key, { params: { project: acme.project, endpoint } })).body;
const ours = () => ({
  projectId: uuidOf("project", acme.project) ?? "",
  workspaceId: "",
  dialect: "slack" as const,
});

/** Nothing in it that Slack would act upon but dates and links to us. */
function expectHarmless(message: PostedMessage): void {
  expect(strayControls(message)).toEqual([]);
  const foreign = controlsIn(message).filter(
    (control) =>
      !/^(!date\^\d+\^|http:\/\/localhost:3400\/projects\/prj_\w+\/deliveries\/of\/evt_)/.test(control),
  );
  expect(foreign).toEqual([]);
}

describe("Slack takes the message", () => {
  it.each(CATALOGUE_NAMES)("about each of the events of %s", async (name) => {
    const { types } = BUILT_IN_CATALOGUES[name];
    const webhook = quick.webhook();
    await add(webhook.url, QUICK);
    for (const { name: type, example } of types) expect((await publish(type, example)).status).toBe(202);
    const messages = await webhook.waitFor(types.length);
    expect(webhook.posts.map(({ answer }) => answer)).toEqual(types.map(() => "ok"));
    for (const message of messages) expectHarmless(message);
  });

  it("about hostile payloads, and mentions nobody", async () => {
    const webhook = quick.webhook();
    await add(webhook.url, QUICK);
    const hostile = [
      '{"name":"<!channel> <@U1> <https://evil.example|Click>","note":"&lt;!here&gt; @everyone #general"}',
      JSON.stringify({ "<!channel>": { "<!here>": "🍝".repeat(9_000) } }),
      JSON.stringify({ control: "\u0000\u001b[31m\u202e", half: "\ud800" }),
      `${'{"a":'.repeat(60)}"<!channel>"${"}".repeat(60)}`,
      JSON.stringify(Array.from({ length: 5_000 }, () => "<!channel>")),
      JSON.stringify({ big: "<&>".repeat(100_000) }),
      '"<!channel>"',
      "12345678901234567890",
      "null",
    ];
    for (const data of hostile) expect((await publish("order.created", data)).status).toBe(202);
    const messages = await webhook.waitFor(hostile.length);
    expect(webhook.posts.every(({ answer }) => answer === "ok")).toBe(true);
    for (const message of messages) expectHarmless(message);
  });

  it("in the workspace's own words from the moment they are saved", async () => {
    const webhook = quick.webhook();
    await add(webhook.url, QUICK);
    await publish("order.shipped", '{"id":12345678901234567890}');
    await webhook.waitFor(1);
    const template = {
      title: "Order {id} is on its way",
      fields: [{ label: "Total", path: "total", format: "number" }],
      link: { label: "Open order", url: "https://admin.example.com/orders/{id}" },
    };
    const params = { name: "order.shipped" };
    const saved = await ask("updateMessageTemplate", acme.key, { params, body: { template } });
    expect(saved.body).toMatchObject({ isDerived: false, template: { ...template, text: "", context: "" } });
    await publish("order.shipped", '{"id":12345678901234567890,"total":1234.50}');
    const [, own] = await webhook.waitFor(2);
    expect(own?.text).toBe("Order 12345678901234567890 is on its way (Total: 1,234.50)");
    expect(own && textsOf(own)).toContain(
      "<https://admin.example.com/orders/12345678901234567890|Open order>",
    );
    await ask("updateMessageTemplate", acme.key, { params, body: { template: null } });
    await publish("order.shipped", '{"id":3}');
    const [, , derived] = await webhook.waitFor(3);
    expect(derived?.text).toBe("Order shipped (Id: 3)");
  });

  it("once a second, without ever being told to slow down", async () => {
    const webhook = slack.webhook();
    await add(webhook.url);
    for (let n = 0; n < 4; n++) await publish("order.created", `{"n":${n}}`);
    await webhook.waitFor(4);
    expect(webhook.posts.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

describe("Slack does not take it", () => {
  it("because it is asked too often: nothing is sent before the time it named, then all of it", async () => {
    const webhook = slack.webhook();
    await add(webhook.url, { retry: { waitsMs: [0, 0, 0], jitter: 0 } });
    webhook.limit(4);
    const limited = performance.now();
    for (let n = 0; n < 3; n++) await publish("order.created", `{"n":${n}}`);
    await webhook.waitFor(3);
    await settled(ours());
    const [first, ...rest] = webhook.posts;
    expect(first).toMatchObject({ status: 429, answer: "rate_limited" });
    expect(rest.map(({ status }) => status)).toEqual([200, 200, 200]);
    for (const { at } of rest) expect(at).toBeGreaterThanOrEqual(limited + 4_000);
  });

  it.each(["no_service", "channel_not_found", "invalid_token", "channel_is_archived"] as const)(
    "for good (%s): the delivery fails, the endpoint is disabled, and both say why",
    async (answer) => {
      const webhook = quick.webhook();
      webhook.refuse(answer);
      const { body } = await add(webhook.url);
      await publish("order.created", "{}");
      await settled(ours());
      await expect.poll(async () => (await endpointNow(body.id)).status).toBe("disabled");
      expect(webhook.posts).toHaveLength(1);
      const { status, explanation } = await detail();
      expect(status).toBe("failed");
      expect(explanation).toMatch(/Slack|webhook/);
      expect(explanation).toContain("We will not try again, and the endpoint is disabled.");
    },
  );

  it.each(["action_prohibited", "invalid_payload"] as const)(
    "this time (%s): the delivery fails and can be replayed, the endpoint stays",
    async (answer) => {
      const webhook = quick.webhook();
      webhook.refuse(answer, 1);
      const { body } = await add(webhook.url, QUICK);
      await publish("order.created", "{}");
      await settled(ours());
      const failed = await detail();
      expect(failed).toMatchObject({ status: "failed", attemptCount: 1 });
      expect((await endpointNow(body.id)).status).toBe("enabled");
      const params = { project: acme.project, delivery: failed.id };
      expect((await ask("replayDelivery", acme.key, { params })).status).toBe(202);
      await webhook.waitFor(1);
    },
  );

  it("just now (rollup_error): it is tried again", async () => {
    const webhook = quick.webhook();
    webhook.refuse("rollup_error", 1);
    await add(webhook.url, { ...QUICK, retry: { waitsMs: [50], jitter: 0 } });
    await publish("order.created", "{}");
    await webhook.waitFor(1);
    expect(webhook.posts.map(({ status }) => status)).toEqual([500, 200]);
  });
});

describe("the webhook's URL", () => {
  it("is in no answer, no row and no log, also when a proxy repeats it", async () => {
    const echo = await startReceiver((received, response) => {
      response.writeHead(404, { "x-path": received.path }).end(`Cannot POST ${received.path}`);
    });
    const url = echo.url("/services/T024BE7LD/B024BE7LE/canarycanarycanary24");
    const logged: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (chunk: string | Uint8Array) => logged.push(String(chunk)) > 0;
    const answers: unknown[] = [];
    try {
      const made = await add(url, { description: "Ops" });
      answers.push(made);
      const params = { project: acme.project, endpoint: made.body.id };
      await publish("order.created", "{}");
      await settled(ours());
      expect(echo.requests.map(({ path }) => path)).toEqual([new URL(url).pathname]);
      answers.push(await detail(), await ask("listEndpoints", acme.key, { params }));
      answers.push(await ask("listEventTypeSubscribers", acme.key, { params: { name: "order.created" } }));
      answers.push(await ask("updateEndpoint", acme.key, { params, body: { url: `${url}2` } }));
      answers.push(await ask("updateEndpoint", acme.key, { params, body: { url: "https://user@/x" } }));
      answers.push(await ask("listAuditLog", acme.key), await ask("exportAuditLog", acme.key).catch(String));
      answers.push(await ask("deleteEndpoint", acme.key, { params }));
    } finally {
      process.stdout.write = write;
    }
    await echo.close();
    const text =
      inspect(answers, { depth: null, maxStringLength: null, maxArrayLength: null }) + logged.join("");
    expect(text).toContain("/services/T…/B…/••••");
    expect(text).toContain("Cannot POST [secret]");
    expect(text).not.toMatch(/canarycanary|T024BE7LD/);
    expect(await rowsWith("canarycanary")).toEqual([]);
    // The search finds what is there.
    expect(await rowsWith("/services/T…")).toEqual(expect.arrayContaining(["attempts", "audit_entries"]));
  });

  it("is sealed to its endpoint, replaced when another is given, and destroyed with it", async () => {
    const [first, second] = [quick.webhook(), quick.webhook()];
    const { body } = await add(first.url, QUICK);
    const params = { project: acme.project, endpoint: body.id };
    const id = uuidOf("endpoint", body.id) ?? "";
    const row = () => db.endpoint.findUniqueOrThrow({ where: { id } });
    const before = await row();
    expect(before.urlSealed).toMatch(/^v1\./);
    // What was shown is no URL: sending it back changes nothing.
    await ask("updateEndpoint", acme.key, { params, body: { url: body.url, description: "Same" } });
    expect((await row()).urlSealed).toBe(before.urlSealed);
    await ask("updateEndpoint", acme.key, { params, body: { url: second.url } });
    await publish("order.created", "{}");
    await second.waitFor(1);
    expect(first.posts).toHaveLength(0);
    await ask("deleteEndpoint", acme.key, { params });
    expect((await row()).urlSealed).toBeNull();
  });

  it("must be one that may be sent to, and stay of its kind", async () => {
    expect((await add("http://10.0.0.1/services/T1/B1/x")).status).toBe(422);
    const { body } = await add(quick.webhook().url);
    const params = { project: acme.project, endpoint: body.id };
    const change = async (to: object) => (await ask("updateEndpoint", acme.key, { params, body: to })).status;
    expect(await change({ dialect: null })).toBe(422);
    expect(await change({ dialect: "standard" })).toBe(422);
    expect(await change({ destination: { type: "https" } })).toBe(422);
    expect(await change({ url: "http://169.254.169.254/services/T1/B1/x" })).toBe(422);
    expect(await change({ destination: { type: "slack" }, description: "Same kind" })).toBe(200);
    const workspace = await ask("updateWorkspace", acme.key, { body: { dialect: "slack" } });
    expect(workspace.status).toBe(422);
  });
});

/** The tables in any of whose rows the text stands. */
async function rowsWith(text: string): Promise<string[]> {
  const tables = await db.$queryRaw<{ name: string }[]>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`;
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM "${name}" t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
      text,
      Buffer.from(text).toString("hex"),
    );
    if (rows[0]?.count) found.push(name);
  }
  return found;
}
