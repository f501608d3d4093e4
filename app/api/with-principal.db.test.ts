import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetCachedKeys } from "@/lib/api-keys";
import type { Problem } from "@/lib/contract/problem";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import { SCOPES } from "@/lib/contract/scopes";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid, publicId, uuidOf } from "@/lib/platform/ids";
import { ask, type Caller, makeMember, makeTenant, ORIGIN, problemIn, type Tenant } from "./api-fixture";

afterAll(closeDb);

let acme: Tenant;
let other: Tenant;
beforeAll(async () => {
  acme = await makeTenant("Acme");
  other = await makeTenant("Other");
});

describe("credentials", () => {
  it.each([
    ["none", {}],
    ["empty", { authorization: "" }],
    ["Bearer only", { authorization: "Bearer" }],
    ["Bearer %", { authorization: "Bearer %" }],
    ["another scheme", { authorization: "Basic eDp5" }],
    ["100 KB", { authorization: `Bearer ${"x".repeat(100_000)}` }],
    ["a key of another shape", { authorization: "Bearer phk_live_nope" }],
    ["a malformed cookie", { cookie: "x=%" }],
  ])("%s: 401, and says how", async (_, headers) => {
    const answer = await ask("getWorkspace", null, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });

  it("a key twice, a changed key and a key in the query open nothing", async () => {
    const { key } = acme.key;
    const swapped = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
    expect(
      (await ask("getWorkspace", null, { headers: { authorization: `Bearer ${key}, Bearer ${key}` } }))
        .status,
    ).toBe(401);
    expect((await ask("getWorkspace", { key: swapped })).status).toBe(401);
    expect((await ask("getWorkspace", { key: key.toUpperCase() })).status).toBe(401);
    expect((await ask("getWorkspace", null, { query: `?api_key=${key}` })).status).toBe(401);
    expect((await ask("getWorkspace", acme.key, { query: `?api_key=${key}` })).status).toBe(422);
    expect((await ask("getWorkspace", acme.key)).status).toBe(200);
  });

  it("a revoked and an expired key open nothing, in this process at once", async () => {
    const { cookie } = await makeMember(acme.workspaceId, "owner");
    const made = await ask("createApiKey", { cookie }, { body: { name: "k", scopes: ["read"] } });
    expect((await ask("getWorkspace", made.body)).status).toBe(200);
    expect((await ask("revokeApiKey", { cookie }, { params: { key: made.body.id } })).status).toBe(204);
    expect((await ask("getWorkspace", made.body)).status).toBe(401);

    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const brief = await ask("createApiKey", { cookie }, { body: { name: "k", scopes: ["read"], expiresAt } });
    expect((await ask("getWorkspace", brief.body)).status).toBe(200);
    await db.apiKey.updateMany({ where: { name: "k" }, data: { expiresAt: new Date(Date.now() - 1) } });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect((await ask("getWorkspace", brief.body)).status).toBe(401);
  });

  it("the root key makes workspaces and reads nothing in them", async () => {
    const root = { key: env.ROOT_API_KEY ?? "" };
    expect((await ask("listWorkspaces", root)).body.data.length).toBeGreaterThanOrEqual(2);
    expect((await ask("getProject", root, { params: { project: acme.project } })).status).toBe(403);
    const named = { headers: { "x-workspace": acme.id } };
    expect((await ask("listProjects", root, named)).status).toBe(403);
    expect((await ask("createWorkspace", acme.key, { body: { name: "x" } })).status).toBe(403);
  });
});

describe("a change asked for with a cookie", () => {
  let owner: { cookie: string };
  beforeAll(async () => {
    owner = await makeMember(acme.workspaceId, "owner");
  });
  const body = { name: "From a page" };

  it("goes through from this site", async () => {
    expect((await ask("createProject", owner, { body })).status).toBe(201);
  });

  it.each([
    ["without Origin", { origin: undefined }],
    ["Origin: null", { origin: "null" }],
    ["from elsewhere", { origin: "https://evil.example" }],
    ["from a sub-domain", { origin: "http://x.localhost:3400" }],
    ["over another scheme", { origin: "https://localhost:3400" }],
    ["as text", { "content-type": "text/plain" }],
    ["as a form", { "content-type": "application/x-www-form-urlencoded" }],
  ])("is refused %s", async (_, change: Record<string, string | undefined>) => {
    const headers = { cookie: owner.cookie, origin: ORIGIN, "content-type": "application/json", ...change };
    const given = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    );
    const answer = await ask("createProject", null, { body, headers: Object.fromEntries(given) });
    expect([answer.status, problemIn(answer).code]).toEqual([403, "cross_site"]);
  });

  it("reads need no Origin, and an API key none at all", async () => {
    expect((await ask("listProjects", null, { headers: { cookie: owner.cookie } })).status).toBe(200);
    const headers = { origin: "https://evil.example" };
    expect((await ask("createProject", acme.key, { body, headers })).status).toBe(201);
  });
});

describe("foreign and unknown ids", () => {
  it("are the same 404, in every route that names a project", async () => {
    const owner = await makeMember(acme.workspaceId, "owner");
    const ids = {
      endpoint: publicId("endpoint", newUuid()),
      delivery: publicId("delivery", newUuid()),
      event: publicId("event", newUuid()),
      job: publicId("replayJob", newUuid()),
      key: publicId("apiKey", newUuid()),
    };
    for (const [name, route] of Object.entries(ROUTES)) {
      if (!("project" in route)) continue;
      const answers = await Promise.all(
        [other.project, publicId("project", newUuid()), "nope", "a\u0000b"].flatMap((project) =>
          ([acme.key, owner] as Caller[]).map((caller) =>
            ask(name as RouteName, caller, {
              params: { ...ids, project },
              ...(route.method === "GET" ? {} : { body: {} }),
            }),
          ),
        ),
      );
      const bodies = new Set(
        answers.map(({ body, status }) =>
          JSON.stringify({ ...(body as Problem | undefined), requestId: status }),
        ),
      );
      expect([...bodies], name).toHaveLength(1);
      expect(answers[0]?.status, name).toBe(404);
    }
  });

  it("children of another project are not found under one's own", async () => {
    const made = await ask("createEndpoint", other.key, {
      params: { project: other.project },
      body: { url: "http://127.0.0.1:9/" },
    });
    const params = { project: acme.project, endpoint: made.body.id };
    const since = new Date().toISOString();
    for (const [name, body] of [
      ["getEndpoint", undefined],
      ["listEndpointDeliveries", undefined],
      ["updateEndpoint", {}],
      ["deleteEndpoint", {}],
      ["rotateSecret", {}],
      ["disableEndpoint", {}],
      ["testEndpoint", {}],
      ["recoverEndpoint", { since, dryRun: true }],
    ] as const)
      expect((await ask(name, acme.key, { params, ...(body ? { body } : {}) })).status, name).toBe(404);
    const workspace = { "x-workspace": other.id };
    const owner = await makeMember(acme.workspaceId, "owner");
    expect((await ask("getWorkspace", owner, { headers: workspace })).status).toBe(404);
    expect((await ask("getWorkspace", owner, { headers: { "x-workspace": "ws_x" } })).status).toBe(404);
  });
});

describe("roles and scopes", () => {
  it("a key without the scope is told which one", async () => {
    const { cookie } = await makeMember(acme.workspaceId, "owner");
    for (const scope of SCOPES.filter((each) => each !== "read")) {
      const others = SCOPES.filter((each) => each !== scope);
      const made = await ask("createApiKey", { cookie }, { body: { name: "k", scopes: others } });
      const [name] =
        Object.entries(ROUTES).find(([, route]) => route.scope === scope && route.method !== "GET") ?? [];
      if (!name) continue;
      const params = { project: acme.project, endpoint: "x", delivery: "x", job: "x" };
      const answer = await ask(name as RouteName, made.body, { params, body: {} });
      expect(answer.status, name).toBe(403);
      expect(answer.text).toContain(scope);
    }
  });

  it("a project's key opens that project, and of its workspace only the catalogue", async () => {
    const { cookie } = await makeMember(acme.workspaceId, "owner");
    const second = await ask("createProject", acme.key, { body: { name: "Second" } });
    const made = await ask(
      "createProjectApiKey",
      { cookie },
      {
        params: { project: acme.project },
        body: { name: "k", scopes: SCOPES.filter((scope) => scope !== "workspace:write") },
      },
    );
    expect(made.status).toBe(201);
    const key = made.body;
    expect((await ask("getProject", key, { params: { project: acme.project } })).status).toBe(200);
    expect((await ask("getProject", key, { params: { project: second.body.id } })).status).toBe(404);
    expect((await ask("listProjects", key)).body.data.map(({ id }) => id)).toEqual([acme.project]);
    expect((await ask("listEventTypes", key)).status).toBe(200);
    // No such key can be made; one that came about all the same opens no more.
    await db.apiKey.updateMany({
      where: { id: uuidOf("apiKey", key.id) ?? "" },
      data: { scopes: ["read", "workspace:write"] },
    });
    forgetCachedKeys();
    expect((await ask("createProject", key, { body: { name: "x" } })).status).toBe(403);
    const refused = await ask(
      "createProjectApiKey",
      { cookie },
      {
        params: { project: acme.project },
        body: { name: "k", scopes: ["workspace:write"] },
      },
    );
    expect(problemIn(refused)).toEqual({ code: "invalid_request", field: "scopes" });
  });

  it("a demoted member is a viewer from the next request on", async () => {
    const { cookie, userId } = await makeMember(acme.workspaceId, "admin");
    expect((await ask("createProject", { cookie }, { body: { name: "x" } })).status).toBe(201);
    await db.member.updateMany({ where: { userId }, data: { role: "viewer" } });
    expect((await ask("createProject", { cookie }, { body: { name: "x" } })).status).toBe(403);
  });
});

describe("bodies", () => {
  const send = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    ask("createProject", acme.key, { raw, headers });

  it.each([
    ["nothing", "", 400],
    ["truncated", '{"name":"a"', 400],
    ["a trailing comma", '{"name":"a",}', 400],
    ["two values", '{"name":"a"}{}', 400],
    ["NaN", '{"name":NaN}', 400],
    ["a raw control character", '{"name":"\u0001"}', 400],
    ["a deep nest", `{"name":${"[".repeat(100_000)}`, 422],
    ["an array", "[]", 422],
    ["a number", "1", 422],
    ["an unknown field", '{"name":"a","role":"owner"}', 422],
    ["NUL", '{"name":"a\\u0000"}', 422],
    ["half a surrogate pair", '{"name":"\\ud800"}', 422],
    ["__proto__", '{"name":"a","__proto__":{"x":1}}', 422],
  ])("%s: %s → %i", async (_, raw, status) => {
    expect((await send(raw)).status).toBe(status);
  });

  it("__proto__ is refused within a record too, not dropped", async () => {
    const raw = '{"url":"http://127.0.0.1:9/","headers":{"__proto__":"x"}}';
    const answer = await ask("createEndpoint", acme.key, { raw, params: { project: acme.project } });
    expect(problemIn(answer)).toEqual({ code: "invalid_request", field: "__proto__" });
  });

  it("invalid UTF-8 is refused, not replaced", async () => {
    const bytes = Buffer.from('{"name":"a?"}');
    bytes[10] = 0xff;
    expect((await send(new Uint8Array(bytes))).status).toBe(400);
  });

  it.each([
    ["text/plain", 415],
    ["application/json; charset=iso-8859-1", 415],
    ["APPLICATION/JSON; charset=UTF-8", 201],
    ["application/merge-patch+json", 201],
  ])("content type %s → %i", async (type, status) => {
    expect((await send('{"name":"a"}', { "content-type": type })).status).toBe(status);
  });

  it("compressed and oversized bodies are not read", async () => {
    expect((await send('{"name":"a"}', { "content-encoding": "gzip" })).status).toBe(415);
    const large = await send(`{"name":"${"x".repeat(env.MAX_BODY_BYTES)}"}`);
    expect([large.status, large.headers.get("connection")]).toEqual([413, "close"]);
  });

  it("names the unknown field and never repeats a value", async () => {
    const answer = await send('{"name":"a","secretly":"whsec_hush"}');
    expect(problemIn(answer)).toEqual({ code: "invalid_request", field: "secretly" });
    expect(answer.text).not.toContain("whsec_hush");
  });
});

describe("queries", () => {
  it.each([
    "?x=1",
    "?limit=0",
    "?limit=5&limit=6",
    "?a[]=1&a[b]=2",
    "?__proto__[x]=1",
    "?__proto__=1",
    "?q=%00",
  ])("%s → 422", async (query) => {
    expect((await ask("listProjects", acme.key, { query })).status).toBe(422);
  });

  it.each(["", "x", "x.y", "a".repeat(20_000)])("cursor %j → invalid_cursor", async (cursor) => {
    const answer = await ask("listProjects", acme.key, { query: `?cursor=${cursor}` });
    expect([answer.status, problemIn(answer).code]).toEqual([400, "invalid_cursor"]);
  });

  it("another tenant's cursor is not valid here", async () => {
    await ask("createProject", other.key, { body: { name: "Second" } });
    await ask("createProject", acme.key, { body: { name: "Third" } });
    const theirs = (await ask("listProjects", other.key, { query: "?limit=1" })).body.nextCursor ?? "";
    const ours = (await ask("listProjects", acme.key, { query: "?limit=1" })).body.nextCursor ?? "";
    expect((await ask("listProjects", acme.key, { query: `?cursor=${theirs}` })).status).toBe(400);
    expect((await ask("listProjects", acme.key, { query: `?cursor=${ours}` })).status).toBe(200);
    expect((await ask("listProjects", acme.key, { query: `?cursor=${ours}&q=x` })).status).toBe(400);
  });
});

it("answers carry a request id, the rate limit and no cache", async () => {
  for (const { headers } of [
    await ask("getWorkspace", acme.key),
    await ask("getWorkspace", acme.key, { query: "?x=1" }),
  ]) {
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(Number(headers.get("ratelimit-limit"))).toBe(env.RATE_LIMIT_PER_MINUTE);
    expect(headers.get("ratelimit-remaining")).toMatch(/^\d+$/);
    expect(headers.get("cache-control")).toBe("no-store");
  }
});
