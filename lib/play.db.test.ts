import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { POST as post } from "@/app/play/[inbox]/route";
import { prune } from "./delivery/prune";
import { closeDb, db } from "./platform/db";
import { newUuid, uuidOf } from "./platform/ids";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
beforeEach(async () => {
  acme = await makeTenant();
});

const make = async (answer: object = {}) =>
  (await ask("createPlayInbox", acme.key, { body: { name: "Try", answer } })).body;
type Sent = { headers?: Record<string, string>; body?: string | Uint8Array<ArrayBuffer>; query?: string };
async function send(url: string, { headers = {}, body = "{}", query = "" }: Sent = {}) {
  const request = new Request(url + query, { method: "POST", headers, body });
  return post(request, { params: Promise.resolve({ inbox: url.split("/").at(-1) ?? "" }) });
}
const requestsOf = async (inbox: string, query = "") =>
  (await ask("listPlayRequests", acme.key, { params: { inbox }, query })).body;

describe("an inbox", () => {
  it("has a URL nobody can guess, keeps what comes and answers 200 unless told otherwise", async () => {
    const inbox = await make();
    expect(inbox.url).toMatch(/^http:\/\/localhost:3400\/play\/[\w-]{24}$/);
    expect(inbox).toMatchObject({
      requestCount: 0,
      lastRequestAt: null,
      answer: { status: 200, delayMs: 0 },
    });
    const answer = await send(inbox.url, {
      body: '{"é":1}',
      headers: { "webhook-id": "evt_1" },
      query: "?a=b",
    });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    const { data } = await requestsOf(inbox.id);
    expect(data).toMatchObject([
      {
        method: "POST",
        query: "?a=b",
        size: 8,
        preview: '{"é":1}',
        answeredStatus: 200,
        failedAtRandom: false,
      },
    ]);
    const params = { inbox: inbox.id, request: data[0]?.id ?? "" };
    const detail = (await ask("getPlayRequest", acme.key, { params })).body;
    expect(detail).toMatchObject({ body: '{"é":1}', bodyEncoding: "utf8", truncated: false });
    expect(detail.headers).toContainEqual(["webhook-id", "evt_1"]);
    const read = await ask("getPlayInbox", acme.key, { params: { inbox: inbox.id } });
    expect(read.body).toMatchObject({ requestCount: 1, lastRequestAt: data[0]?.receivedAt });
  });

  it("answers with the status, headers, body and delay it is set to", async () => {
    const inbox = await make({ status: 503, headers: { "Retry-After": "7", "X-Mine": "a" }, body: "later" });
    const answer = await send(inbox.url);
    expect([answer.status, await answer.text()]).toEqual([503, "later"]);
    expect(answer.headers.get("retry-after")).toBe("7");
    expect(answer.headers.get("x-mine")).toBe("a");
    const params = { inbox: inbox.id };
    const body = { answer: { status: 204, delayMs: 150, headers: {} } };
    const changed = await ask("updatePlayInbox", acme.key, { params, body });
    expect(changed.body).toMatchObject({ name: "Try", answer: { status: 204, delayMs: 150, body: "later" } });
    const started = performance.now();
    expect((await send(inbox.url)).status).toBe(204);
    expect(performance.now() - started).toBeGreaterThan(140);
  });

  it("fails at random as often as asked, and says so", async () => {
    const inbox = await make({ status: 201, failPercent: 100 });
    expect((await send(inbox.url)).status).toBe(500);
    await ask("updatePlayInbox", acme.key, {
      params: { inbox: inbox.id },
      body: { answer: { failPercent: 50 } },
    });
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async () => (await send(inbox.url)).status),
    );
    expect(new Set(statuses)).toEqual(new Set([201, 500]));
    const { data } = await requestsOf(inbox.id, "?limit=100");
    for (const { answeredStatus, failedAtRandom } of data)
      expect(failedAtRandom).toBe(answeredStatus === 500);
  });

  it("keeps its last 200 requests and the first 64 KiB of each, byte for byte", async () => {
    const inbox = await make();
    const bytes = new Uint8Array(70_000).fill(0xff);
    await send(inbox.url, { body: bytes });
    const [big] = (await requestsOf(inbox.id)).data;
    const params = { inbox: inbox.id, request: big?.id ?? "" };
    const detail = (await ask("getPlayRequest", acme.key, { params })).body;
    expect(detail).toMatchObject({ size: 70_000, truncated: true, bodyEncoding: "base64" });
    expect(Buffer.from(detail.body, "base64").equals(Buffer.from(bytes.subarray(0, 65_536)))).toBe(true);
    for (let n = 0; n < 205; n++) await send(inbox.url, { body: String(n) });
    const kept = await db.playRequest.findMany({ orderBy: { id: "asc" }, where: ofInbox(inbox.id) });
    expect(kept).toHaveLength(200);
    expect(Buffer.from(kept[0]?.body ?? []).toString()).toBe("5");
    expect((await ask("getPlayRequest", acme.key, { params })).status).toBe(404);
  });

  it("takes 600 requests a minute and no more", async () => {
    const inbox = await make();
    const statuses = await Promise.all(
      Array.from({ length: 700 }, async () => (await send(inbox.url)).status),
    );
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(600);
    expect(statuses).toContain(429);
  });

  it("forgets requests after seven days", async () => {
    const inbox = await make();
    await send(inbox.url);
    const old = `${(Date.now() - 7 * 86_400_000 - 5_000).toString(16).padStart(12, "0")}70008000000000000000`;
    await db.$executeRaw`UPDATE play_requests SET id = ${old}::uuid WHERE inbox_id = ${uuidOf("playInbox", inbox.id)}::uuid`;
    await send(inbox.url);
    await prune();
    expect(await db.playRequest.count({ where: ofInbox(inbox.id) })).toBe(1);
  });

  it("is emptied and deleted, and its URL is then nobody's", async () => {
    const inbox = await make();
    await send(inbox.url);
    expect((await ask("deletePlayRequests", acme.key, { params: { inbox: inbox.id } })).status).toBe(204);
    expect((await requestsOf(inbox.id)).data).toEqual([]);
    expect((await ask("deletePlayInbox", acme.key, { params: { inbox: inbox.id } })).status).toBe(204);
    expect((await send(inbox.url)).status).toBe(404);
    expect((await ask("getPlayInbox", acme.key, { params: { inbox: inbox.id } })).status).toBe(404);
  });
});

const ofInbox = (id: string) => ({ inboxId: uuidOf("playInbox", id) ?? "" });

describe("what an inbox must not do", () => {
  it("keep the session of whoever opens its URL in a browser", async () => {
    const inbox = await make();
    await send(inbox.url, { headers: { cookie: "posthorn-session=secret-token", "x-forwarded-host": "h" } });
    const [row] = await db.playRequest.findMany({ where: ofInbox(inbox.id) });
    expect(row?.headers).toContain("cookie");
    expect(JSON.stringify(row)).not.toContain("secret-token");
    expect(row?.headers).not.toContain("x-forwarded");
  });

  it("have a page run on our origin", async () => {
    const inbox = await make({ headers: { "Content-Type": "text/html" }, body: "<script>alert(1)</script>" });
    const answer = await send(inbox.url);
    expect(answer.headers.get("content-security-policy")).toMatch(/^sandbox;/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    { "Set-Cookie": "a=b" },
    { Location: "https://example.com" },
    { "Content-Security-Policy": "none" },
    { "X-Frame-Options": "ALLOW" },
    { "X-Accel-Redirect": "/" },
    { "X-Bad": "a\r\nb" },
    { "X Y": "a" },
  ])("answer with %j", async (headers) => {
    const made = await ask("createPlayInbox", acme.key, { body: { answer: { headers } } });
    expect(problemIn(made).code).toBe("invalid_request");
    expect(problemIn(made).field).toMatch(/^answer\.headers/);
  });

  it.each([
    ["a status below 200", { status: 199 }],
    ["a status above 599", { status: 600 }],
    ["a delay above 30 s", { delayMs: 30_001 }],
    ["failing more than always", { failPercent: 101 }],
    ["a body above 16 KiB", { body: "x".repeat(16_385) }],
  ])("be set to %s", async (_, answer) => {
    expect(problemIn(await ask("createPlayInbox", acme.key, { body: { answer } })).code).toBe(
      "invalid_request",
    );
  });

  it("be seen by another workspace, by a key of one project, or changed by who may only look", async () => {
    const inbox = await make();
    await send(inbox.url);
    const [request] = (await requestsOf(inbox.id)).data;
    const params = { inbox: inbox.id, request: request?.id ?? "" };
    const reads = ["getPlayInbox", "listPlayRequests", "getPlayRequest"] as const;
    const changes = ["updatePlayInbox", "deletePlayInbox", "deletePlayRequests"] as const;
    const other = await makeTenant("Other");
    const owner = await makeMember(acme.workspaceId, "owner");
    const viewer = await makeMember(acme.workspaceId, "viewer");
    const scoped = await ask("createProjectApiKey", owner, {
      params: { project: acme.project },
      body: { name: "k", scopes: ["read", "endpoints:write"] },
    });
    for (const route of [...reads, ...changes]) {
      const asked = { params, ...(route === "updatePlayInbox" ? { body: {} } : {}) };
      expect((await ask(route, other.key, asked)).status, route).toBe(404);
      expect((await ask(route, scoped.body, asked)).status, route).toBe(403);
      if (!(reads as readonly string[]).includes(route))
        expect((await ask(route, viewer, asked)).status).toBe(403);
    }
    for (const route of reads) expect((await ask(route, viewer, { params })).status, route).toBe(200);
    expect((await ask("listPlayInboxes", scoped.body)).status).toBe(403);
    expect((await ask("createPlayInbox", viewer, { body: {} })).status).toBe(403);
    expect((await ask("listPlayInboxes", other.key)).body.data).toEqual([]);
  });

  it("come in more than fifty to a workspace", async () => {
    const row = (n: number) => ({
      id: newUuid(),
      workspaceId: acme.workspaceId,
      name: "x",
      address: `${newUuid()}${n}`,
    });
    await db.playInbox.createMany({ data: Array.from({ length: 50 }, (_, n) => row(n)) });
    expect(problemIn(await ask("createPlayInbox", acme.key, { body: {} })).code).toBe("conflict");
  });
});

it("tells who guesses addresses nothing, and soon not even that", async () => {
  const guess = () =>
    send(`http://localhost:3400/play/${newUuid().slice(0, 24)}`, {
      headers: { "x-forwarded-for": "192.0.2.9" },
    });
  expect((await guess()).status).toBe(404);
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await guess()).status));
  expect(statuses).toContain(429);
});
