import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { isApiKeyText } from "./api-keys";
import { SCOPES } from "./contract/scopes";
import { BUILT_IN_DIALECTS } from "./dialects/built-in";
import { closeDb, db } from "./platform/db";
import { env } from "./platform/env";
import { uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
let owner: { cookie: string };
beforeEach(async () => {
  acme = await makeTenant();
  owner = await makeMember(acme.workspaceId, "owner");
});

const params = () => ({ project: acme.project });
const versions = async () => {
  const { routingVersion, policyVersion } = await db.project.findUniqueOrThrow({
    where: { id: uuidOf("project", acme.project) ?? "" },
  });
  return [routingVersion, policyVersion] as const;
};
const raised = async (change: () => Promise<{ status: number; text: string }>) => {
  const before = await versions();
  const { status, text } = await change();
  if (status >= 300) throw new Error(text);
  const after = await versions();
  return [after[0] - before[0], after[1] - before[1]];
};
const actions = async () =>
  (await db.auditEntry.findMany({ where: { workspaceId: acme.workspaceId }, orderBy: { id: "desc" } })).map(
    ({ action }) => action,
  );

describe("a workspace", () => {
  it("is made by the root key with a first key that has every scope, shown once", async () => {
    const root = { key: env.ROOT_API_KEY ?? "" };
    const made = await ask("createWorkspace", root, {
      body: { name: "New", dialect: "spectra", apiKeyPrefix: "spk_live" },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "New", dialect: "spectra" });
    const { key } = made.body.apiKey;
    expect(key).toMatch(/^spk_live_[0-9A-Za-z]{49}$/);
    expect(isApiKeyText(key)).toBe(true);
    const row = await db.apiKey.findUniqueOrThrow({
      where: { id: uuidOf("apiKey", made.body.apiKey.id) ?? "" },
    });
    expect(row.scopes).toEqual([...SCOPES]);
    expect(JSON.stringify({ ...row, hash: Buffer.from(row.hash).toString("latin1") })).not.toContain(
      key.slice(9),
    );
    expect((await ask("getWorkspace", { key })).text).not.toContain(key);
    expect((await ask("createWorkspace", root, { body: { name: "x", dialect: "nope" } })).status).toBe(422);
  });

  it("is changed by its admins; retention is the owner's", async () => {
    const admin = await makeMember(acme.workspaceId, "admin");
    const change = (caller: { cookie: string }, body: object) => ask("updateWorkspace", caller, { body });
    expect((await change(admin, { name: "Renamed" })).body).toMatchObject({ name: "Renamed", role: "admin" });
    expect((await change(admin, { retentionDays: 30 })).status).toBe(403);
    expect((await ask("updateWorkspace", acme.key, { body: { retentionDays: 30 } })).status).toBe(403);
    expect((await change(owner, { retentionDays: 30 })).body.retentionDays).toBe(30);
    expect((await change(owner, { retentionDays: null })).body.retentionDays).toBeNull();
    expect((await change(owner, { id: "ws_x" })).status).toBe(422);
    expect((await actions()).filter((action) => action === "workspace.update")).toHaveLength(3);
  });

  it("raises its projects' versions by what they depend on", async () => {
    const change = (body: object) => raised(() => ask("updateWorkspace", acme.key, { body }));
    expect(await change({ name: "x" })).toEqual([0, 0]);
    expect(await change({ strictTypes: true })).toEqual([1, 0]);
    expect(await change({ dialect: "spectora" })).toEqual([1, 1]);
    expect(await change({ dialect: "spectora" })).toEqual([0, 0]);
  });

  it("leaves endpoints where they are whose secrets do not fit a new dialect", async () => {
    const body = { url: "http://127.0.0.1:9/" };
    const before = await ask("createEndpoint", acme.key, { params: params(), body });
    const dialectOf = async () =>
      (await ask("getEndpoint", acme.key, { params: { ...params(), endpoint: before.body.id } })).body;
    await ask("updateWorkspace", acme.key, { body: { dialect: "spektr" } });
    expect(await dialectOf()).toMatchObject({ dialect: "spektr", ownDialect: null });
    await ask("updateWorkspace", acme.key, { body: { dialect: "spectra" } });
    expect(await dialectOf()).toMatchObject({ dialect: "spektr", ownDialect: "spektr" });
    const after = await ask("createEndpoint", acme.key, { params: params(), body });
    expect(after.body).toMatchObject({ dialect: "spectra", ownDialect: null });
    expect(after.body.secret).toMatch(/^[0-9a-f]{64}$/);
  });

  it("lists to each what they can see", async () => {
    const other = await makeTenant("Other");
    const idsFor = async (caller: Parameters<typeof ask>[1]) =>
      (await ask("listWorkspaces", caller)).body.data.map(({ id }) => id);
    expect(await idsFor(acme.key)).toEqual([acme.id]);
    expect(await idsFor(owner)).toEqual([acme.id]);
    expect(await idsFor({ key: env.ROOT_API_KEY ?? "" })).toEqual(
      expect.arrayContaining([acme.id, other.id]),
    );
  });
});

describe("projects", () => {
  it("are found by id and uid, listed, searched, changed", async () => {
    const made = await ask("createProject", acme.key, { body: { name: "Zoë", uid: "cust:1" } });
    expect(made.body).toMatchObject({ name: "Zoë", uid: "cust:1", overrides: {} });
    for (const project of [made.body.id, "cust:1"])
      expect((await ask("getProject", acme.key, { params: { project } })).body.id).toBe(made.body.id);
    const found = async (query: string) =>
      (await ask("listProjects", acme.key, { query })).body.data.map(({ id }) => id);
    expect(await found("?q=zo")).toEqual([made.body.id]);
    expect(await found("?q=cust")).toEqual([made.body.id]);
    expect(await found(`?q=${acme.project}`)).toEqual([acme.project]);
    expect(await found("")).toEqual([made.body.id, acme.project]);
    const patch = { params: { project: "cust:1" }, body: { uid: null, name: "Zed" } };
    expect((await ask("updateProject", acme.key, patch)).body).toMatchObject({ uid: null, name: "Zed" });
    expect((await ask("getProject", acme.key, { params: { project: "cust:1" } })).status).toBe(404);
  });

  it("have a uid of their own, also when many want the same", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask("createProject", acme.key, { body: { name: "x", uid: "same" } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
    const clash = await ask("updateProject", acme.key, { params: params(), body: { uid: "same" } });
    expect([clash.status, problemIn(clash).code]).toEqual([409, "conflict"]);
    const other = await makeTenant("Other");
    expect((await ask("createProject", other.key, { body: { name: "x", uid: "same" } })).status).toBe(201);
  });

  it("raise their versions with their settings only", async () => {
    const change = (body: object) => raised(() => ask("updateProject", acme.key, { params: params(), body }));
    expect(await change({ name: "x" })).toEqual([0, 0]);
    expect(await change({ timeoutMs: 1_000 })).toEqual([1, 1]);
    expect(await change({ timeoutMs: null })).toEqual([1, 1]);
  });
});

describe("event types", () => {
  const named = (name: string) => ({ params: { name } });

  it("are registered, changed, archived and registered again", async () => {
    const body = {
      name: "order.shipped",
      category: "order",
      description: "It left.",
      example: '{"n":1.0}',
      schema: { type: "object" },
    };
    const made = await ask("createEventType", acme.key, { body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...body,
      schema: '{"type":"object"}',
      registered: true,
      archivedAt: null,
    });
    expect((await ask("createEventType", acme.key, { body })).status).toBe(409);
    const archived = await ask("updateEventType", acme.key, {
      ...named(body.name),
      body: { archived: true },
    });
    expect(archived.body.archivedAt).not.toBeNull();
    expect((await ask("listEventTypes", acme.key)).body.data).toEqual([]);
    expect(
      (await ask("listEventTypes", acme.key, { query: "?archived=true&q=ORDER" })).body.data,
    ).toHaveLength(1);
    expect(
      (await ask("createEventType", acme.key, { body: { name: body.name } })).body.archivedAt,
    ).toBeNull();
    const cleared = await ask("updateEventType", acme.key, {
      ...named(body.name),
      body: { category: null, example: null },
    });
    expect(cleared.body).toMatchObject({ category: null, example: null, description: "It left." });
    expect((await actions()).filter((action) => action.startsWith("event-type."))).toEqual([
      "event-type.update",
      "event-type.create",
      "event-type.archive",
      "event-type.create",
    ]);
  });

  it("take over a type first seen in an event, once", async () => {
    await ask("publishEvents", acme.key, { params: params(), body: { type: "seen.first", data: 1 } });
    expect((await ask("getEventType", acme.key, named("seen.first"))).body.registered).toBe(false);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => ask("createEventType", acme.key, { body: { name: "seen.first" } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it("raise the routing version", async () => {
    expect(await raised(() => ask("createEventType", acme.key, { body: { name: "a" } }))).toEqual([1, 0]);
    const body = { category: "c" };
    expect(await raised(() => ask("updateEventType", acme.key, { ...named("a"), body }))).toEqual([1, 0]);
  });

  it("refuse an example that is not JSON, and belong to one workspace", async () => {
    const wrong = await ask("createEventType", acme.key, { body: { name: "a", example: "{n:1}" } });
    expect(problemIn(wrong)).toEqual({ code: "invalid_request", field: "example" });
    await ask("createEventType", acme.key, { body: { name: "a" } });
    const other = await makeTenant("Other");
    expect((await ask("getEventType", other.key, named("a"))).status).toBe(404);
    expect((await ask("updateEventType", other.key, { ...named("a"), body: {} })).status).toBe(404);
  });
});

describe("dialects", () => {
  const { name: _, title, ...policy } = BUILT_IN_DIALECTS.standard;
  const create = (body: object = {}) =>
    ask("createDialect", acme.key, { body: { name: "own", policy: { ...policy, ...body } } });
  const named = { params: { name: "own" } };
  const LIST = [
    { prefix: "t=", from: "attempt-timestamp" },
    { prefix: "", from: "signature" },
  ];

  it("are the built-in ones and one's own", async () => {
    const made = await create({ title: "Ours" });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: "own", title: "Ours", builtIn: false });
    const list = await ask("listDialects", acme.key);
    expect(list.body.data.map(({ name }) => name)).toEqual([...Object.keys(BUILT_IN_DIALECTS), "own"]);
    expect(list.body.data[0]).toMatchObject({ name: "standard", title, builtIn: true });
    expect((await create()).status).toBe(409);
    const other = await makeTenant("Other");
    expect((await ask("getDialect", other.key, named)).status).toBe(404);
    const stolen = {
      params: { project: other.project },
      body: { url: "http://127.0.0.1:9/", dialect: "own" },
    };
    expect((await ask("createEndpoint", other.key, stolen)).status).toBe(422);
  });

  it.each([
    ["a name that is built in", { name: "standard" }, 409],
    ["a range that ends before it begins", { policy: { ...policy, success: [[299, 200]] } }, 422],
    ["a signature without a header", { policy: { ...policy, headers: [] } }, 422],
    ["hmac with an ed25519 secret", { policy: { ...policy, secretFormat: "whsk-base64" } }, 422],
    ["a header twice", { policy: { ...policy, headers: [...policy.headers, policy.headers[0]] } }, 422],
    [
      "a framing header",
      { policy: { ...policy, headers: [...policy.headers, { name: "Host", value: "type" }] } },
      422,
    ],
    [
      "a header that joins its members otherwise than the signatures",
      { policy: { ...policy, headers: [{ name: "X", value: { list: LIST, join: ";" } }] } },
      422,
    ],
    ["CR LF in the user agent", { policy: { ...policy, userAgent: "a\r\nb" } }, 422],
    ["an unknown word", { policy: { ...policy, template: "{{x}}" } }, 422],
  ])("%s is refused", async (_name, body: object, status) => {
    expect((await ask("createDialect", acme.key, { body: { name: "own", policy, ...body } })).status).toBe(
      status,
    );
  });

  it("may say several things in one header", async () => {
    const headers = [{ name: "X", value: { list: LIST, join: " " } }];
    const made = await create({ headers });
    expect(made.body?.policy.headers).toEqual(headers);
  });

  it("are changed with all versions, not in the format of their secrets, and go when nobody uses them", async () => {
    await create();
    const update = (change: object) =>
      ask("updateDialect", acme.key, { ...named, body: { policy: { ...policy, ...change } } });
    expect(await raised(() => update({ timeoutMs: 1_000 }))).toEqual([1, 1]);
    expect((await update({ secretFormat: "hex-characters" })).status).toBe(422);
    const body = { url: "http://127.0.0.1:9/", dialect: "own" };
    const endpoint = await ask("createEndpoint", acme.key, { params: params(), body });
    expect(endpoint.body).toMatchObject({ dialect: "own", timeoutMs: 1_000 });
    expect((await ask("deleteDialect", acme.key, named)).status).toBe(409);
    await ask("deleteEndpoint", acme.key, { params: { ...params(), endpoint: endpoint.body.id } });
    await ask("updateWorkspace", acme.key, { body: { dialect: "own" } });
    expect((await ask("deleteDialect", acme.key, named)).status).toBe(409);
    await ask("updateWorkspace", acme.key, { body: { dialect: "standard" } });
    expect((await ask("deleteDialect", acme.key, named)).status).toBe(204);
    expect((await ask("deleteDialect", acme.key, named)).status).toBe(404);
    expect((await ask("deleteDialect", acme.key, { params: { name: "standard" } })).status).toBe(403);
  });
});

describe("API keys and the audit log", () => {
  it("keys are listed by their hint, revoked once, and stay listed", async () => {
    const made = await ask("createApiKey", owner, { body: { name: "CI", scopes: ["read", "read"] } });
    expect(made.body.scopes).toEqual(["read"]);
    const list = await ask("listApiKeys", owner);
    expect(list.text).not.toContain(made.body.key);
    expect(list.body.data[0]).toMatchObject({
      name: "CI",
      hint: `phk_live_…${made.body.key.slice(-4)}`,
      revokedAt: null,
    });
    for (let twice = 0; twice < 2; twice++)
      expect((await ask("revokeApiKey", owner, { params: { key: made.body.id } })).status).toBe(204);
    expect((await actions()).filter((action) => action === "api-key.revoke")).toHaveLength(1);
    expect((await ask("listApiKeys", owner)).body.data[0]?.revokedAt).not.toBeNull();
    const expired = { name: "x", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" };
    expect((await ask("createApiKey", owner, { body: expired })).status).toBe(422);
  });

  it("no key makes keys, and nobody revokes another workspace's", async () => {
    expect((await ask("createApiKey", acme.key, { body: { name: "x", scopes: ["read"] } })).status).toBe(403);
    const other = await makeTenant("Other");
    const theirs = await makeMember(other.workspaceId, "owner");
    const made = await ask("createApiKey", theirs, { body: { name: "x", scopes: ["read"] } });
    expect((await ask("revokeApiKey", owner, { params: { key: made.body.id } })).status).toBe(404);
    expect((await ask("getWorkspace", made.body)).status).toBe(200);
  });

  it("a use is noted, at most once a minute", async () => {
    const made = await ask("createApiKey", owner, { body: { name: "x", scopes: ["read"] } });
    const lastUsed = async () => (await ask("listApiKeys", owner)).body.data[0]?.lastUsedAt;
    expect(await lastUsed()).toBeNull();
    await ask("getWorkspace", made.body);
    await expect.poll(lastUsed).not.toBeNull();
  });

  it("the log pages, filters, and is its workspace's alone", async () => {
    await ask("createEventType", acme.key, { body: { name: "a" } });
    await ask("updateWorkspace", owner, { body: { name: "x" } });
    const read = (query: string) => ask("listAuditLog", owner, { query });
    expect((await read("?action=event-type")).body.data).toMatchObject([
      { action: "event-type.create", targetId: "a", actor: { kind: "api-key", name: "First key" } },
    ]);
    expect((await read("?action=workspace.update")).body.data[0]?.actor).toMatchObject({
      kind: "user",
      name: "owner",
    });
    expect((await read("?limit=1")).body.nextCursor).not.toBeNull();
    const all = await read("");
    expect(all.body.data.map(({ action }) => action)).toEqual(await actions());
    expect(all.body.data.at(-1)).toMatchObject({ actor: { kind: "root" } });
    expect((await ask("listAuditLog", acme.key)).status).toBe(403);
  });
});
