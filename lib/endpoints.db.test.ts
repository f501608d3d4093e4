import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";
import { open } from "./platform/secret-box";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const URL = "http://127.0.0.1:9/hook";

/** A process is told only once, by whichever test comes first. */
const warnings: string[] = [];
process.on("warning", ({ message }) => warnings.push(message));

let acme: Tenant;
let projectId: string;
beforeEach(async () => {
  acme = await makeTenant();
  projectId = uuidOf("project", acme.project) ?? "";
});

const create = (body: object = {}) =>
  ask("createEndpoint", acme.key, { params: { project: acme.project }, body: { url: URL, ...body } });
const at = (endpoint: string) => ({ project: acme.project, endpoint });
const patch = (endpoint: string, body: object) =>
  ask("updateEndpoint", acme.key, { params: at(endpoint), body });
const rotate = (endpoint: string, body?: object) =>
  ask("rotateSecret", acme.key, { params: at(endpoint), ...(body ? { body } : {}) });
const rowOf = (endpoint: string) =>
  db.endpoint.findUniqueOrThrow({ where: { id: uuidOf("endpoint", endpoint) ?? "" } });
const versions = async (endpoint?: string) => {
  const project = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  return {
    routing: project.routingVersion,
    policy: project.policyVersion,
    own: endpoint ? (await rowOf(endpoint)).version : 0,
  };
};
const lastAudit = () =>
  db.auditEntry.findFirstOrThrow({ where: { workspaceId: acme.workspaceId }, orderBy: { id: "desc" } });

describe("making an endpoint", () => {
  it("answers it with its secret, once", async () => {
    const made = await create({ subscriptions: ["order.*"], description: "Shop" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      url: URL,
      description: "Shop",
      status: "enabled",
      disabledReason: null,
      subscriptions: [{ type: "order.*" }],
      consecutiveFailures: 0,
      dialect: "standard",
      ownDialect: null,
      rotating: null,
    });
    expect(made.body.secret).toMatch(/^whsec_/);
    const read = await ask("getEndpoint", acme.key, { params: at(made.body.id) });
    const list = await ask("listEndpoints", acme.key, { params: { project: acme.project } });
    const { secret, ...shown } = made.body;
    expect(read.body).toEqual(shown);
    expect(list.body.data).toEqual([shown]);
    expect(read.text + list.text).not.toContain(secret);
  });

  it("writes state, sealed secret, versions and audit together", async () => {
    const before = await versions();
    const { body } = await create({ headers: { "X-Token": "hush-hush" } });
    const row = await db.endpoint.findUniqueOrThrow({
      where: { id: uuidOf("endpoint", body.id) ?? "" },
      include: { secrets: true, state: true },
    });
    const [secret] = row.secrets;
    expect(open(secret?.sealed ?? "", `${projectId}|${row.id}|${secret?.id}`)).toBe(body.secret);
    expect(JSON.parse(open(row.headersSealed ?? "", `${projectId}|${row.id}|headers`))).toEqual({
      "X-Token": "hush-hush",
    });
    expect(row.state).toMatchObject({ consecutiveFailures: 0 });
    expect(body.headerNames).toEqual(["X-Token"]);
    expect(await versions()).toMatchObject({ routing: before.routing + 1, policy: before.policy });
    const entry = await lastAudit();
    expect(entry).toMatchObject({
      action: "endpoint.create",
      targetId: body.id,
      projectId,
      actorKind: "api-key",
    });
    expect(JSON.stringify([entry, row])).not.toContain("hush-hush");
    expect(JSON.stringify([entry, row])).not.toContain(body.secret);
  });

  it("keeps a given secret, and refuses a wrong one without repeating it", async () => {
    const bytes = (count: number) => `whsec_${Buffer.alloc(count, 7).toString("base64")}`;
    for (const count of [24, 32, 64])
      expect((await create({ secret: bytes(count) })).body.secret).toBe(bytes(count));
    const wrong = [
      "whsec_YQ==",
      bytes(23),
      bytes(65),
      "whsec_ ",
      "whsk_AAAA",
      "hunter2-hunter2",
      `${bytes(32)} `,
      "",
    ];
    for (const secret of wrong) {
      const answer = await create({ secret });
      expect([answer.status, problemIn(answer)]).toEqual([422, { code: "invalid_secret", field: "secret" }]);
      if (secret) expect(answer.text).not.toContain(secret);
    }
    expect(await db.endpoint.count({ where: { projectId } })).toBe(3);
  });

  it.each([
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://user:pass@127.0.0.1/",
    "ftp://127.0.0.1/",
    "http://metadata.google.internal/",
    "javascript:alert(1)",
    "http://127.0.0.1/\u0000",
    "",
    "x".repeat(2_049),
    42,
    null,
    ["http://127.0.0.1:9/"],
  ])("refuses to send to %j", async (url) => {
    const answer = await create({ url });
    expect([answer.status, problemIn(answer).field]).toEqual([422, "url"]);
  });

  it.each([
    [{ Host: "x" }],
    [{ "content-length": "1" }],
    [{ "webhook-id": "x" }],
    [{ "X-A": "a\r\nb" }],
    [{ "X-A": "é" }],
    [{ "bad name": "x" }],
    [{ a: "1", A: "2" }],
    [Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x-${n}`, "1"]))],
    [{ constructor: "x" }],
    [{ "X-A": 1 }],
  ])("refuses the headers %j", async (headers) => {
    expect((await create({ headers })).status).toBe(422);
  });

  it("lives under its dialect, its project's settings and its own", async () => {
    await ask("updateProject", acme.key, {
      params: { project: acme.project },
      body: { timeoutMs: 2_000, maxInFlight: 3 },
    });
    const { body } = await create({
      dialect: "slack",
      timeoutMs: 1_000,
      throttle: "none",
      retry: { waitsMs: [] },
    });
    expect(body).toMatchObject({ dialect: "slack", ownDialect: "slack", timeoutMs: 1_000, throttle: null });
    expect(body.policy).toMatchObject({ maxInFlight: 3, retry: { waitsMs: [] } });
    expect(body.policyInWords).toContain("No retries.");
    expect(body.overrides).toEqual({ timeoutMs: 1_000, throttle: "none", retry: { waitsMs: [] } });
    expect((await create({ dialect: "nope" })).status).toBe(422);
  });
});

describe("changing an endpoint", () => {
  it("changes what is given, goes back with null, and raises the versions", async () => {
    const { body } = await create({ channel: "a", timeoutMs: 1_000, headers: { "X-A": "1" } });
    const before = await versions(body.id);
    const changed = await patch(body.id, {
      url: "http://127.0.0.1:10/",
      channel: null,
      timeoutMs: null,
      headers: null,
    });
    expect(changed.body).toMatchObject({
      url: "http://127.0.0.1:10/",
      channel: null,
      timeoutMs: 15_000,
      headerNames: [],
    });
    expect(changed.body.overrides).toEqual({});
    expect(await versions(body.id)).toEqual({ ...before, routing: before.routing + 1, own: before.own + 1 });
    expect(await lastAudit()).toMatchObject({
      action: "endpoint.update",
      detail: { from: URL, to: "http://127.0.0.1:10/" },
    });
    const kept = await patch(body.id, {});
    expect(kept.body).toMatchObject({ url: "http://127.0.0.1:10/", subscriptions: [{ type: "*" }] });
  });

  it("writes nothing when it is refused", async () => {
    const { body } = await create();
    const before = [await rowOf(body.id), await versions(body.id), await lastAudit()];
    expect((await patch(body.id, { url: "http://10.0.0.1/" })).status).toBe(422);
    expect((await patch(body.id, { description: "x", headers: { Host: "x" } })).status).toBe(422);
    expect((await patch(body.id, { description: "x", dialect: "spectra" })).status).toBe(422);
    expect([await rowOf(body.id), await versions(body.id), await lastAudit()]).toEqual(before);
  });

  it("comes one after the other: no change is lost between many", async () => {
    const { body } = await create();
    const before = await versions(body.id);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => patch(body.id, { description: `${n}` })),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await versions(body.id)).toMatchObject({ own: before.own + 10, routing: before.routing + 10 });
    const settings = [{ timeoutMs: 1_000 }, { maxInFlight: 2 }, { ordering: "fifo" }, { throttle: "none" }];
    await Promise.all(settings.map((setting) => patch(body.id, setting)));
    const { body: now } = await ask("getEndpoint", acme.key, { params: at(body.id) });
    expect(now.overrides).toEqual({ timeoutMs: 1_000, maxInFlight: 2, ordering: "fifo", throttle: "none" });
  });
});

describe("rotating a secret", () => {
  const live = (endpoint: string) =>
    db.signingSecret.findMany({ where: { endpointId: uuidOf("endpoint", endpoint) ?? "" } });

  it("keeps the previous one for its time, by Postgres' clock, and shows the new one", async () => {
    const { body } = await create();
    const rotated = await rotate(body.id);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).toMatch(/^whsec_/);
    expect(rotated.body.secret).not.toBe(body.secret);
    expect(rotated.body.version).toBe(body.version + 1);
    const until = Date.parse(rotated.body.rotating?.previousExpiresAt ?? "");
    expect(until - Date.now()).toBeGreaterThan(86_300_000);
    expect(until - Date.now()).toBeLessThan(86_500_000);
    expect((await live(body.id)).filter(({ expiresAt }) => expiresAt === null)).toHaveLength(1);
    expect(JSON.stringify(await lastAudit())).not.toContain(rotated.body.secret);
  });

  it("drops the previous at once when asked to", async () => {
    const { body } = await create();
    await rotate(body.id);
    const rotated = await rotate(body.id, { revokeNow: true });
    expect(rotated.body.rotating).toBeNull();
    expect(await live(body.id)).toHaveLength(1);
  });

  it("has at most five at once, and forgets those whose time is over", async () => {
    const { body } = await create();
    for (let n = 0; n < 4; n++) expect((await rotate(body.id)).status).toBe(200);
    const before = await versions(body.id);
    expect((await rotate(body.id)).status).toBe(409);
    expect(await versions(body.id)).toEqual(before);
    const endpointId = uuidOf("endpoint", body.id) ?? "";
    await db.signingSecret.updateMany({
      where: { endpointId, expiresAt: { not: null } },
      data: { expiresAt: new Date(0) },
    });
    expect((await rotate(body.id)).status).toBe(200);
    expect(await live(body.id)).toHaveLength(2);
  });

  it("five at the same time leave one current", async () => {
    const { body } = await create();
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(body.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 409]);
    expect(await live(body.id)).toHaveLength(5);
    expect((await live(body.id)).filter(({ expiresAt }) => expiresAt === null)).toHaveLength(1);
  });
});

describe("disabling, enabling, deleting", () => {
  async function withPending() {
    const { body } = await create();
    const endpointId = uuidOf("endpoint", body.id) ?? "";
    await db.delivery.createMany({
      data: ["pending", "held", "succeeded"].map((status) => ({
        id: newUuid(),
        projectId,
        eventId: newUuid(),
        endpointId,
        bodyId: newUuid(),
        type: "a",
        status: status as "pending",
      })),
    });
    const statuses = async () =>
      (await db.delivery.findMany({ where: { endpointId }, orderBy: { id: "asc" } })).map(
        ({ status }) => status,
      );
    return { id: body.id, endpointId, statuses };
  }

  it("cancels what waits and says why, once", async () => {
    const { id, statuses } = await withPending();
    const before = await versions(id);
    const disabled = await ask("disableEndpoint", acme.key, { params: at(id) });
    expect(disabled.body).toMatchObject({ status: "disabled", disabledReason: "manual" });
    expect(await statuses()).toEqual(["cancelled", "cancelled", "succeeded"]);
    expect(await lastAudit()).toMatchObject({ action: "endpoint.disable", detail: { cancelled: 2 } });
    await ask("disableEndpoint", acme.key, { params: at(id) });
    expect(await versions(id)).toEqual({ ...before, routing: before.routing + 1, own: before.own + 1 });
  });

  it("enabling forgets the failures", async () => {
    const { id, endpointId } = await withPending();
    await db.endpointState.update({
      where: { endpointId },
      data: { consecutiveFailures: 9, failingSince: new Date() },
    });
    await ask("disableEndpoint", acme.key, { params: at(id) });
    const enabled = await ask("enableEndpoint", acme.key, { params: at(id) });
    expect(enabled.body).toMatchObject({
      status: "enabled",
      consecutiveFailures: 0,
      failingSince: null,
      disabledAt: null,
    });
  });

  it("deleting leaves history and no secret", async () => {
    const { id, endpointId, statuses } = await withPending();
    expect((await ask("deleteEndpoint", acme.key, { params: at(id) })).status).toBe(204);
    expect((await ask("getEndpoint", acme.key, { params: at(id) })).status).toBe(404);
    expect((await ask("deleteEndpoint", acme.key, { params: at(id) })).status).toBe(404);
    expect(await db.signingSecret.count({ where: { endpointId } })).toBe(0);
    expect(await statuses()).toEqual(["cancelled", "cancelled", "succeeded"]);
  });

  it("a project goes with its endpoints and keys, and its uid is free again", async () => {
    const owner = await makeMember(acme.workspaceId, "owner");
    const project = await ask("createProject", acme.key, { body: { name: "Gone", uid: "cust" } });
    const params = { project: "cust" };
    const key = await ask("createProjectApiKey", owner, {
      params: { project: project.body.id },
      body: { name: "k", scopes: ["read"] },
    });
    await ask("createEndpoint", acme.key, { params, body: { url: URL } });
    expect((await ask("deleteProject", acme.key, { params })).status).toBe(204);
    expect((await ask("getProject", acme.key, { params })).status).toBe(404);
    expect((await ask("getProject", key.body, { params: { project: project.body.id } })).status).toBe(401);
    const where = { projectId: uuidOf("project", project.body.id) ?? "" };
    expect(await db.endpoint.count({ where: { ...where, deletedAt: null } })).toBe(0);
    expect((await ask("createProject", acme.key, { body: { name: "New", uid: "cust" } })).status).toBe(201);
  });
});

describe("the list", () => {
  it("pages, searches and shows nobody else's", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n++)
      ids.unshift((await create({ description: n === 2 ? "Würste" : "x" })).body.id);
    const params = { project: acme.project };
    const first = await ask("listEndpoints", acme.key, { params, query: "?limit=3" });
    const second = await ask("listEndpoints", acme.key, {
      params,
      query: `?limit=3&cursor=${first.body.nextCursor}`,
    });
    expect([...first.body.data, ...second.body.data].map(({ id }) => id)).toEqual(ids);
    expect(second.body.nextCursor).toBeNull();
    const found = async (query: string) =>
      (await ask("listEndpoints", acme.key, { params, query })).body.data.map(({ id }) => id);
    expect(await found(`?q=${encodeURIComponent("würst")}`)).toEqual([ids[2]]);
    expect(await found(`?q=${ids[1]}`)).toEqual([ids[1]]);
    expect(await found("?status=disabled")).toEqual([]);
    const other = await makeTenant("Other");
    const theirs = await ask("createEndpoint", other.key, {
      params: { project: other.project },
      body: { url: URL },
    });
    expect(await found(`?q=${theirs.body.id}`)).toEqual([]);
    expect(publicId("endpoint", uuidOf("endpoint", theirs.body.id) ?? "")).toBe(theirs.body.id);
  });
});

it("asked no connection for two things at once in all of this", () => {
  expect(warnings).toEqual([]);
});
