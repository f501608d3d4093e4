import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ask } from "@/app/api/api-fixture";
import { type Account, knock, makeAccount, makeProjectKey, type Told } from "@/app/api/compat/compat-fixture";
import type { Method } from "@/lib/contract/route";
import { closeDb, db } from "@/lib/platform/db";

const WEBHOOKS = "spectrum/projects/[projectId]/webhooks";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

// As in production: before anything reads the environment.
vi.hoisted(() => Object.assign(process.env, { EGRESS_ALLOW: "", EGRESS_ALLOW_HTTP: "false" }));

let account: Account;
beforeAll(async () => {
  account = await makeAccount("spectrum");
});
afterAll(closeDb);

const basic = (name: string, secret: string) =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
type Asked = { projectId?: string; webhook?: string; body?: unknown; authorization?: string };

function call(method: Method, { projectId = account.project, webhook, body, authorization }: Asked = {}) {
  return knock(method, webhook === undefined ? WEBHOOKS : `${WEBHOOKS}/[webhook]`, {
    params: { projectId, ...(webhook === undefined ? {} : { webhook }) },
    authorization: authorization ?? basic(projectId, account.projectKey),
    ...(body === undefined ? {} : { body }),
  });
}
let count = 0;
const freshUrl = () => `https://your-app.com/spectrum-webhook/${count++}`;
const register = (webhookUrl: unknown, asked: Asked = {}) => call("POST", { ...asked, body: { webhookUrl } });
type Webhook = { id: string; webhookUrl: string; signingSecret: string };
const dataOf = <Shape>({ body }: Told) => body.data as Shape;

describe("POST /projects/{projectId}/webhooks/", () => {
  test("answers succeed and data with id, webhookUrl, signingSecret, createdAt, updatedAt", async () => {
    const webhookUrl = freshUrl();
    const told = await register(webhookUrl);
    expect(told.status).toBe(201);
    expect(Object.keys(told.body)).toEqual(["succeed", "data"]);
    expect(told.body.succeed).toBe(true);
    const data = dataOf<Webhook>(told);
    expect(Object.keys(data)).toEqual(["id", "webhookUrl", "signingSecret", "createdAt", "updatedAt"]);
    expect(data).toMatchObject({ webhookUrl, id: expect.stringMatching(UUID) });
  });

  test("Every webhook gets its own 64-character signing secret: different URLs, different secrets", async () => {
    const one = dataOf<Webhook>(await register(freshUrl()));
    const two = dataOf<Webhook>(await register(freshUrl()));
    for (const { signingSecret } of [one, two]) expect(signingSecret).toMatch(/^[0-9a-f]{64}$/);
    expect(one.signingSecret).not.toBe(two.signingSecret);
  });

  test("Every URL gets every event: there is no per-webhook event subscription", async () => {
    const { id } = dataOf<Webhook>(await register(freshUrl()));
    const row = await db.endpoint.findUniqueOrThrow({ where: { id } });
    expect(row.subscriptions).toEqual([{ type: "*" }]);
  });

  test("409: the same URL twice in a project, also when both come at once; not in another project", async () => {
    const url = freshUrl();
    const both = await Promise.all([register(url), register(url), register(url)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ succeed: false });
    const { body } = await ask("createProject", account.key, { body: { name: "Second" } });
    const authorization = basic(body.id, await makeProjectKey(account, body.id));
    expect((await register(url, { projectId: body.id, authorization })).status).toBe(201);
  });

  test("a URL whose webhook was deleted can be registered again: a new id and a new secret", async () => {
    const url = freshUrl();
    const first = dataOf<Webhook>(await register(url));
    await call("DELETE", { webhook: first.id });
    const again = dataOf<Webhook>(await register(url));
    expect(again.id).not.toBe(first.id);
    expect(again.signingSecret).not.toBe(first.signingSecret);
  });

  test("422: a malformed URL, or none", async () => {
    for (const wrong of ["not a url", "", 7, "your-app.com/hook"]) {
      const told = await register(wrong);
      expect(told.status, String(wrong)).toBe(422);
      expect(told.body).toMatchObject({ succeed: false, error: { message: expect.any(String) } });
    }
    expect((await call("POST", { body: {} })).status).toBe(422);
  });

  test("422 in the same shape where our guard is stricter: addresses inside, plain http", async () => {
    for (const url of ["https://169.254.169.254/latest", "https://localhost/x", "http://your-app.com/x"])
      expect(await register(url), url).toMatchObject({ status: 422, body: { succeed: false } });
  });

  test("401: bad credentials", async () => {
    const { project, projectKey } = account;
    const other = await makeAccount("spectrum");
    const wrong = [
      "",
      `Bearer ${projectKey}`,
      basic(project, "nope"),
      basic("", projectKey),
      basic(other.project, projectKey),
      basic(project, other.projectKey),
      "Basic !!!",
      "Basic",
    ];
    for (const authorization of wrong) {
      const told = await register(freshUrl(), { authorization });
      expect(told.status, authorization).toBe(401);
      expect(told.body).toMatchObject({ succeed: false });
      expect(told.headers.get("www-authenticate")).toMatch(/^Basic realm=/);
    }
    // Good credentials, but not of the project in the path.
    const authorization = basic(project, projectKey);
    expect((await register(freshUrl(), { projectId: other.project, authorization })).status).toBe(401);
  });

  test("403 for a secret that may not register, and for one of the whole company", async () => {
    const readOnly = await makeProjectKey(account, account.project, ["read"]);
    for (const secret of [readOnly, account.key.key]) {
      const told = await register(freshUrl(), { authorization: basic(account.project, secret) });
      expect(told).toMatchObject({ status: 403, body: { succeed: false } });
    }
  });

  test("the project may be named as the company names it", async () => {
    const { body } = await ask("createProject", account.key, {
      body: { name: "Named", uid: "p_own-name.1" },
    });
    const key = await makeProjectKey(account, body.id);
    for (const [name, projectId] of [
      ["p_own-name.1", "p_own-name.1"],
      [body.id, "p_own-name.1"],
      ["p_own-name.1", body.id],
    ] as const)
      expect((await register(freshUrl(), { projectId, authorization: basic(name, key) })).status).toBe(201);
  });
});

describe("GET /projects/{projectId}/webhooks/", () => {
  test("lists oldest first, without a secret: there is no show-me-my-secret", async () => {
    const { body } = await ask("createProject", account.key, { body: { name: "Listed" } });
    const authorization = basic(body.id, await makeProjectKey(account, body.id));
    const asked = { projectId: body.id, authorization };
    const urls = [freshUrl(), freshUrl(), freshUrl()];
    const secrets: string[] = [];
    for (const url of urls) secrets.push(dataOf<Webhook>(await register(url, asked)).signingSecret);
    const told = await call("GET", asked);
    expect(told.status).toBe(200);
    expect(dataOf<Webhook[]>(told).map(({ webhookUrl }) => webhookUrl)).toEqual(urls);
    for (const row of dataOf<Webhook[]>(told))
      expect(Object.keys(row)).toEqual(["id", "webhookUrl", "createdAt", "updatedAt"]);
    for (const secret of secrets) expect(JSON.stringify(told.body)).not.toContain(secret);
  });

  test("401: bad credentials", async () => {
    expect((await call("GET", { authorization: basic(account.project, "nope") })).status).toBe(401);
  });
});

describe("DELETE /projects/{projectId}/webhooks/{id}/", () => {
  test("answers succeed and data with the id", async () => {
    const { id } = dataOf<Webhook>(await register(freshUrl()));
    const told = await call("DELETE", { webhook: id });
    expect(told).toMatchObject({ status: 200, body: { succeed: true, data: { id } } });
    expect((await db.endpoint.findUniqueOrThrow({ where: { id } })).deletedAt).not.toBeNull();
  });

  test("404: an unknown or already deleted id, and one of another project", async () => {
    const { id } = dataOf<Webhook>(await register(freshUrl()));
    const other = await makeAccount("spectrum");
    const foreign = {
      projectId: other.project,
      authorization: basic(other.project, other.projectKey),
      webhook: id,
    };
    expect((await call("DELETE", foreign)).status).toBe(404);
    await call("DELETE", { webhook: id });
    for (const webhook of [id, crypto.randomUUID(), "nonsense"])
      expect(await call("DELETE", { webhook }), webhook).toMatchObject({
        status: 404,
        body: { succeed: false },
      });
  });
});
