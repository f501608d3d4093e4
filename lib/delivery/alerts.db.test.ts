import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { partsOf } from "@/lib/smtp-server.fixture";
import { watchAlerts } from "./alerts";

const smtp = await vi.hoisted(async () => {
  const { startSmtpServer } = await import("@/lib/smtp-server.fixture");
  const server = await startSmtpServer();
  vi.stubEnv("SMTP_URL", server.url);
  vi.stubEnv("MAIL_FROM", "Posthorn <posthorn@example.com>");
  vi.stubEnv("EGRESS_ALLOW", "127.0.0.0/8");
  vi.stubEnv("EGRESS_ALLOW_HTTP", "true");
  return server;
});

/** A chat's incoming webhook. */
const chat = { texts: [] as string[], status: 200 };
const chatServer = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  chat.texts.push((JSON.parse(body) as { text: string }).text);
  response.writeHead(chat.status).end("ok");
});
let chatUrl = "";

beforeAll(async () => {
  await prepareQueues();
  await new Promise<void>((resolve) => chatServer.listen(0, "127.0.0.1", resolve));
  chatUrl = `http://127.0.0.1:${(chatServer.address() as AddressInfo).port}/services/T1/B2/verysecret`;
});
afterAll(async () => {
  chatServer.closeAllConnections();
  chatServer.close();
  await closeQueues();
  await closeDb();
  await smtp.close();
});

let acme: Tenant;
let owner: { cookie: string };
let endpoint: string;
let endpointId: string;
const params = () => ({ project: acme.project, endpoint });
beforeEach(async () => {
  await db.alertRule.deleteMany();
  smtp.mails.length = 0;
  chat.texts.length = 0;
  chat.status = 200;
  acme = await makeTenant();
  owner = await makeMember(acme.workspaceId, "owner");
  ({ id: endpointId, publicId: endpoint } = await newEndpoint(acme.project));
});

async function newEndpoint(project: string, url = "http://127.0.0.1:9/hook?token=abc") {
  const made = await ask("createEndpoint", acme.key, { params: { project }, body: { url } });
  return { id: uuidOf("endpoint", made.body.id) ?? "", publicId: made.body.id };
}

async function newRule(body: object): Promise<string> {
  const made = await ask("createAlertRule", owner, { body });
  expect(made.status).toBe(201);
  return made.body.id;
}

/** As the engine leaves an endpoint that has been failing for so many minutes; 0: it works. */
const failingFor = (minutes: number, id = endpointId) =>
  db.endpointState.upsert({
    where: { endpointId: id },
    create: { endpointId: id, leasedDeliveries: [], failingSince: minutes ? before(minutes) : null },
    update: { failingSince: minutes ? before(minutes) : null },
  });
const before = (minutes: number) => new Date(Date.now() - minutes * 60_000);

const EMAIL = { type: "email", to: ["ops@example.com"] };
const subjects = () => smtp.mails.map((mail) => partsOf(mail).subject);

describe("an endpoint that fails", () => {
  it("is told of once when it has failed long enough, and once when it works again", async () => {
    await newRule({ kind: "failing", minutes: 10, target: EMAIL });
    await failingFor(9);
    await watchAlerts();
    expect(subjects()).toEqual([]);
    await failingFor(11);
    for (let round = 0; round < 3; round++) await watchAlerts();
    expect(subjects()).toEqual(["Posthorn: An endpoint is failing"]);
    const { text } = partsOf(smtp.mails[0] ?? { from: "", to: [], raw: "" });
    expect(text).toContain("http://127.0.0.1:9/hook?… (First)");
    expect(text).not.toContain("token=abc");
    expect(text).toContain(`/projects/${acme.project}/endpoints/${endpoint}`);
    await failingFor(0);
    for (let round = 0; round < 3; round++) await watchAlerts();
    expect(subjects()).toEqual(["Posthorn: An endpoint is failing", "Posthorn: An endpoint works again"]);
  });

  it("that comes and goes is told of once an hour", async () => {
    await newRule({ kind: "failing", minutes: 1, target: EMAIL });
    for (let round = 0; round < 5; round++) {
      await failingFor(2);
      await watchAlerts();
      await failingFor(0);
      await watchAlerts();
    }
    expect(subjects()).toEqual(["Posthorn: An endpoint is failing", "Posthorn: An endpoint works again"]);
    await failingFor(2);
    await watchAlerts();
    await db.alert.updateMany({ data: { saidAt: before(61) } });
    await watchAlerts();
    expect(subjects()).toHaveLength(3);
  });

  it("is told of once when two processes look at the same time, many in one message", async () => {
    await newRule({ kind: "failing", minutes: 1, target: EMAIL });
    await failingFor(2);
    for (let n = 0; n < 24; n++) await failingFor(2, (await newEndpoint(acme.project)).id);
    await Promise.all([watchAlerts(), watchAlerts(), watchAlerts()]);
    await watchAlerts();
    expect(subjects()).toEqual(["Posthorn: 25 endpoints are failing"]);
    expect(partsOf(smtp.mails[0] ?? { from: "", to: [], raw: "" }).text).toContain("and 5 more.");
  });

  it("has not recovered by being disabled or deleted", async () => {
    await newRule({ kind: "failing", minutes: 1, target: EMAIL });
    await failingFor(2);
    await watchAlerts();
    await ask("disableEndpoint", acme.key, { params: params(), body: {} });
    await watchAlerts();
    expect(subjects()).toEqual(["Posthorn: An endpoint is failing"]);
  });
});

it("a chat is told as well; its URL is sealed, masked and never answered", async () => {
  const rule = await newRule({ kind: "disabled", target: { type: "chat", url: chatUrl } });
  const listed = await ask("listAlertRules", owner);
  expect(listed.text).not.toContain("verysecret");
  const row = await db.alertRule.findFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain("verysecret");
  const where = { id: endpointId };
  await db.endpoint.update({
    where,
    data: {
      status: "disabled",
      disabledReason: "failing",
      description: "<!channel>",
      disabledAt: new Date(),
    },
  });
  await watchAlerts();
  expect(chat.texts).toHaveLength(1);
  expect(chat.texts[0]).toMatch(/^An endpoint was disabled\./);
  await ask("enableEndpoint", acme.key, { params: params(), body: {} });
  await watchAlerts();
  expect(chat.texts[1]).toMatch(/^An endpoint is enabled again\./);

  chat.status = 404;
  const test = await ask("testAlertRule", owner, { params: { rule } });
  expect(test.body).toEqual({ sent: false, error: "The chat answered 404." });
  expect((await ask("listAlertRules", owner)).body.data[0]?.lastError).toBe("The chat answered 404.");
});

it("what was disabled by hand is nobody's news", async () => {
  await newRule({ kind: "disabled", target: { type: "chat", url: chatUrl } });
  await ask("disableEndpoint", acme.key, { params: params(), body: {} });
  await watchAlerts();
  expect(chat.texts).toEqual([]);
});

it("an endpoint that is behind with what is due is told of", async () => {
  await newRule({ kind: "backlog", minutes: 5, target: EMAIL });
  await ask("publishEvents", acme.key, { params: params(), body: { type: "order.created", data: {} } });
  await watchAlerts();
  expect(subjects()).toEqual([]);
  await db.delivery.updateMany({ where: { endpointId }, data: { nextAttemptAt: before(6) } });
  await watchAlerts();
  await db.delivery.updateMany({ where: { endpointId }, data: { status: "succeeded", nextAttemptAt: null } });
  await watchAlerts();
  expect(subjects()).toEqual(["Posthorn: An endpoint is behind", "Posthorn: An endpoint has caught up"]);
});

describe("an operations project", () => {
  it("gets an event by the ordinary path, and is never told about itself", async () => {
    const operations = (await ask("createProject", acme.key, { body: { name: "Operations" } })).body.id;
    const own = await newEndpoint(operations);
    await newRule({ kind: "failing", minutes: 1, target: { type: "event", projectId: operations } });
    await failingFor(2);
    await failingFor(2, own.id);
    for (let round = 0; round < 3; round++) await watchAlerts();
    await failingFor(0);
    for (let round = 0; round < 3; round++) await watchAlerts();
    const events = await db.event.findMany({
      where: { projectId: uuidOf("project", operations) ?? "" },
      orderBy: { id: "asc" },
    });
    expect(events.map(({ type }) => type)).toEqual([
      "posthorn.endpoint.failing",
      "posthorn.endpoint.recovered",
    ]);
    const said = JSON.parse(Buffer.from(events[0]?.payload ?? []).toString()) as { endpoint: { id: string } };
    expect(said.endpoint.id).toBe(endpoint);
    expect(await db.delivery.count({ where: { endpointId: own.id } })).toBe(2);
  });

  it("must be another than the one watched, and one of ours", async () => {
    const target = { type: "event", projectId: acme.project };
    const same = await ask("createAlertRule", owner, {
      body: { kind: "failing", projectId: acme.project, target },
    });
    expect(problemIn(same).field).toBe("target.projectId");
    const other = await makeTenant("Other");
    const foreign = await ask("createAlertRule", owner, {
      body: { kind: "failing", target: { ...target, projectId: other.project } },
    });
    expect(problemIn(foreign).field).toBe("target.projectId");
  });
});

it("a notice that cannot be sent is tried again, five times, its reason shown", async () => {
  await newRule({ kind: "failing", minutes: 1, target: EMAIL });
  await failingFor(2);
  smtp.refuseWith("451 not now");
  await watchAlerts();
  expect((await ask("listAlertRules", owner)).body.data[0]).toMatchObject({
    open: 1,
    lastError: expect.stringContaining("not now"),
  });
  smtp.refuseWith(null);
  await watchAlerts();
  expect(subjects()).toEqual([]);
  await db.alert.updateMany({ data: { noticeAfter: before(1) } });
  await watchAlerts();
  expect(subjects()).toEqual(["Posthorn: An endpoint is failing"]);
});

it("a rule whose chat cannot be opened any more, its key being lost, says so and keeps no other from being told", async () => {
  await newRule({ kind: "failing", minutes: 1, target: { type: "chat", url: chatUrl } });
  await db.alertRule.updateMany({ data: { urlSealed: "k9:bG9zdA==" } });
  await newRule({ kind: "failing", minutes: 1, target: EMAIL });
  await failingFor(2);
  await watchAlerts();
  expect(subjects()).toEqual(["Posthorn: An endpoint is failing"]);
  const rules = (await ask("listAlertRules", owner)).body.data;
  expect(rules.map(({ lastError }) => lastError)).toEqual([
    expect.stringContaining("could not be made"),
    null,
  ]);
});

it("a notice that reaches only some is sent once, and says whom it did not reach", async () => {
  const to = ["ops@example.com", "gone@example.com"];
  const rule = await newRule({ kind: "failing", minutes: 1, target: { type: "email", to } });
  await failingFor(2);
  smtp.refuseWith("550 nobody of that name", "gone@example.com");
  await watchAlerts();
  await db.alert.updateMany({ data: { noticeAfter: before(1) } });
  await watchAlerts();
  expect(smtp.mails.map((mail) => mail.to)).toEqual([["ops@example.com"]]);
  const listed = (await ask("listAlertRules", owner)).body.data[0];
  expect(listed?.lastSentAt).not.toBeNull();
  expect(listed?.lastError).toMatch(/^gone@example\.com: .*nobody of that name/);
  const test = await ask("testAlertRule", owner, { params: { rule } });
  expect(test.body).toEqual({ sent: true, error: expect.stringContaining("nobody of that name") });
  smtp.refuseWith(null);
});

it("a rule is switched off and on, and deleted; each is in the audit log; a viewer and a stranger do none of it", async () => {
  const rule = await newRule({ kind: "failing", minutes: 1, target: EMAIL });
  await failingFor(2);
  await ask("updateAlertRule", owner, { params: { rule }, body: { enabled: false } });
  await watchAlerts();
  expect(subjects()).toEqual([]);
  const viewer = await makeMember(acme.workspaceId, "viewer");
  expect((await ask("deleteAlertRule", viewer, { params: { rule } })).status).toBe(403);
  const stranger = await makeMember((await makeTenant("Other")).workspaceId, "owner");
  for (const name of ["updateAlertRule", "deleteAlertRule", "testAlertRule"] as const)
    expect((await ask(name, stranger, { params: { rule }, body: {} })).status).toBe(404);
  expect((await ask("deleteAlertRule", owner, { params: { rule } })).status).toBe(204);
  const actions = await db.auditEntry.findMany({
    where: { workspaceId: acme.workspaceId, action: { startsWith: "alert-rule." } },
    orderBy: { id: "asc" },
  });
  expect(actions.map(({ action }) => action)).toEqual([
    "alert-rule.create",
    "alert-rule.update",
    "alert-rule.delete",
  ]);
});

it("a chat at an address that is refused is refused at once", async () => {
  const made = await ask("createAlertRule", owner, {
    body: { kind: "failing", target: { type: "chat", url: "http://10.0.0.1/services/T/B/x" } },
  });
  expect(problemIn(made).field).toBe("target.url");
});
