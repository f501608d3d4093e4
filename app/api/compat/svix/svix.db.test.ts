import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "@/app/api/api-fixture";
import { type Account, knock, makeAccount } from "@/app/api/compat/compat-fixture";
import type { Method } from "@/lib/contract/route";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";

const APP = "svix/api/v1/app/[app]";
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let account: Account;
beforeAll(async () => {
  account = await makeAccount("spectora");
});
afterAll(closeDb);

type Asked = { endpoint?: string; body?: unknown; raw?: string; key?: string };

const call = (method: Method, folder: string, { endpoint, key, ...sent }: Asked = {}) =>
  knock(method, `${APP}/${folder}`, {
    params: { app: account.project, ...(endpoint ? { endpoint } : {}) },
    authorization: `Bearer ${key ?? account.key.key}`,
    ...sent,
  });
const url = "https://crm.example.com/hook";
const rowOf = (id: unknown) =>
  db.endpoint.findUniqueOrThrow({ where: { id: uuidOf("endpoint", String(id)) ?? "" } });

test("an endpoint is made with types, channels, pace and a secret of one's own", async () => {
  const told = await call("POST", "endpoint", {
    body: {
      url,
      description: "CRM",
      filterTypes: ["client.created"],
      channels: ["a", "b"],
      rateLimit: 5,
      secret,
    },
  });
  expect(told.status).toBe(201);
  expect(told.body).toMatchObject({
    ...{ url, description: "CRM", disabled: false, filterTypes: ["client.created"], channels: ["a", "b"] },
    ...{ rateLimit: 5, uid: null, metadata: {}, secret },
  });
  expect((await rowOf(told.body.id)).subscriptions).toEqual([
    { type: "client.created", channel: "a" },
    { type: "client.created", channel: "b" },
  ]);
});

test("without types it gets everything, and can be made disabled", async () => {
  const { body } = await call("POST", "endpoint", { body: { url, disabled: true } });
  expect(body).toMatchObject({ filterTypes: null, channels: null, disabled: true });
  expect(await rowOf(body.id)).toMatchObject({ status: "disabled", subscriptions: [{ type: "*" }] });
});

test("it is read, listed page by page, and deleted", async () => {
  const made = await call("POST", "endpoint", { body: { url } });
  const { secret: _, ...rest } = made.body;
  const endpoint = String(made.body.id);
  expect((await call("GET", "endpoint/[endpoint]", { endpoint })).body).toEqual(rest);
  const listed = await call("GET", "endpoint");
  expect(listed.body).toMatchObject({ done: true, iterator: null, prevIterator: null });
  expect(listed.body.data).toContainEqual(rest);
  expect((await call("DELETE", "endpoint/[endpoint]", { endpoint })).status).toBe(204);
  expect((await call("GET", "endpoint/[endpoint]", { endpoint })).status).toBe(404);
});

test("its secret is refused in words that say what to do", async () => {
  const { body } = await call("POST", "endpoint", { body: { url } });
  const told = await call("GET", "endpoint/[endpoint]/secret", { endpoint: String(body.id) });
  expect(told.status).toBe(403);
  expect(told.body).toMatchObject({ code: "forbidden", detail: expect.stringMatching(/shown once.*rotate/) });
  expect(JSON.stringify(told.body)).not.toContain(body.secret);
});

test("what could not be kept is refused, in Svix' shape of a validation error", async () => {
  for (const given of [{ uid: "my-id" }, { metadata: { a: "b" } }, { url: 7 }, { filterTypes: [] }]) {
    const told = await call("POST", "endpoint", { body: { url, ...given } });
    expect(told.status).toBe(422);
    const field = Object.keys(given)[0];
    expect(told.body).toEqual({
      detail: [{ loc: ["body", field], msg: expect.any(String), type: "invalid_request" }],
    });
  }
});

test("a message is an event whose payload's bytes travel as they were written", async () => {
  const raw =
    '{"eventId":"m-1","payload":{"id":12345678901234567890, "n":1.0},"eventType":"client.created","channels":["a"]}';
  const told = await call("POST", "msg", { raw });
  expect(told.status).toBe(202);
  expect(told.body).toMatchObject({ eventType: "client.created", eventId: "m-1", channels: ["a"] });
  const event = await db.event.findUniqueOrThrow({
    where: { id: uuidOf("event", String(told.body.id)) ?? "" },
  });
  expect(Buffer.from(event.payload ?? []).toString()).toBe('{"id":12345678901234567890, "n":1.0}');
  expect(event).toMatchObject({ producerId: "m-1", type: "client.created", channel: "a" });
  expect((await call("POST", "msg", { raw })).body.id).toBe(told.body.id);
});

test.each([
  ["no JSON", "{", 400],
  ["no payload", '{"eventType":"a"}', 422],
  ["no type", '{"payload":{}}', 422],
  ["two channels", '{"eventType":"a","payload":{},"channels":["a","b"]}', 422],
])("a message with %s is refused", async (_, raw, status) => {
  expect((await call("POST", "msg", { raw })).status).toBe(status);
});

test("no key, no door; and nothing of another company's", async () => {
  const folder = `${APP}/endpoint`;
  const anonymous = await knock("GET", folder, { params: { app: account.project } });
  expect(anonymous).toMatchObject({
    status: 401,
    body: { code: "unauthenticated", detail: expect.any(String) },
  });
  const other = await makeAccount("spectora");
  expect((await call("GET", "endpoint", { key: other.key.key })).status).toBe(404);
  const { body } = await ask("createProject", account.key, { body: { name: "App", uid: "app_1" } });
  const byUid = await knock("GET", folder, {
    params: { app: "app_1" },
    authorization: `Bearer ${account.key.key}`,
  });
  expect(byUid.status).toBe(200);
  expect(body.uid).toBe("app_1");
});
