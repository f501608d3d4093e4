import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ask } from "@/app/api/api-fixture";
import { type Account, knock, makeAccount, makeProjectKey, type Told } from "@/app/api/compat/compat-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";

const WEBHOOKS = "spectra/api/v1/webhooks";
const url = "https://myapp.com/spectra-webhook";
const events = ["order.created", "order.shipped", "order.delivered"];

// As in production: before anything reads the environment.
vi.hoisted(() => Object.assign(process.env, { EGRESS_ALLOW: "", EGRESS_ALLOW_HTTP: "false" }));

let account: Account;
let bearer: string;
beforeAll(async () => {
  account = await makeAccount("spectra");
  bearer = `Bearer ${account.projectKey}`;
});
afterAll(closeDb);

const register = (body: unknown, authorization = bearer) => knock("POST", WEBHOOKS, { authorization, body });
const list = (authorization = bearer) => knock("GET", WEBHOOKS, { authorization });
const at = (webhook: unknown, authorization = bearer) => ({
  params: { webhook: String(webhook) },
  authorization,
});
const dataOf = <Shape>({ body }: Told) => body.data as Shape;
type Webhook = { id: number; url: string; events: string[]; secret: string };

describe("Register a webhook", () => {
  test("Response: success, and data with id, url, events and secret, in that order", async () => {
    const told = await register({ url, events });
    expect(told.status).toBe(201);
    expect(Object.keys(told.body)).toEqual(["success", "data"]);
    expect(told.body.success).toBe(true);
    const data = dataOf<Webhook>(told);
    expect(Object.keys(data)).toEqual(["id", "url", "events", "secret"]);
    expect(data).toMatchObject({ url, events });
    expect(Number.isSafeInteger(data.id)).toBe(true);
    expect(data.secret).toMatch(/^[0-9a-f]{64}$/);
  });

  test("Save the secret immediately: it is only returned once", async () => {
    const { secret, id } = dataOf<Webhook>(await register({ url, events }));
    const told = await list();
    expect(dataOf<Webhook[]>(told).find((each) => each.id === id)).toMatchObject({
      url,
      events,
      active: true,
    });
    expect(JSON.stringify(told.body)).not.toContain(secret);
    expect(
      JSON.stringify((await knock("GET", `${WEBHOOKS}/[webhook]/deliveries`, at(id))).body),
    ).not.toContain(secret);
  });

  test('Use "*" to subscribe to everything', async () => {
    const { id } = dataOf<Webhook>(await register({ url, events: ["*"] }));
    const row = await db.endpoint.findUniqueOrThrow({ where: { number: id } });
    expect(row.subscriptions).toEqual([{ type: "*" }]);
    expect(dataOf<Webhook[]>(await list()).find((each) => each.id === id)?.events).toEqual(["*"]);
  });

  test("You register an HTTPS URL: http is refused, and so is what is no URL or leads inside", async () => {
    for (const wrong of [
      "http://myapp.com/hook",
      "myapp.com",
      "https://10.0.0.1/hook",
      "https://localhost/",
    ]) {
      const told = await register({ url: wrong, events });
      expect(told.status, wrong).toBe(422);
      expect(told.body, wrong).toMatchObject({ success: false, error: { code: "refused_url" } });
    }
  });

  test("and the events you care about: without any it is refused, naming the field", async () => {
    for (const body of [{ url }, { url, events: [] }, { url, events: ["no spaces please"] }]) {
      const told = await register(body);
      expect(told.status).toBe(422);
      expect(told.body).toMatchObject({
        success: false,
        error: { fields: [{ field: expect.stringMatching(/^events/) }] },
      });
    }
  });

  test("the key begins as the company's keys do", async () => {
    const change = await ask("updateWorkspace", account.key, { body: { apiKeyPrefix: "spk_live" } });
    expect(change.status).toBe(200);
    const key = await makeProjectKey(account, account.project);
    expect(key).toMatch(/^spk_live_[0-9A-Za-z]{49}$/);
    expect((await list(`Bearer ${key}`)).status).toBe(200);
  });

  test("without a key, with a wrong one and with one that may not, in the same shape", async () => {
    const readOnly = await makeProjectKey(account, account.project, ["read"]);
    const cases: [string | undefined, number][] = [
      [undefined, 401],
      ["Bearer spk_live_xxx", 401],
      ["Basic c3BrOnh4eA==", 401],
      [`Bearer ${readOnly}`, 403],
      [`Bearer ${account.key.key}`, 403],
    ];
    for (const [authorization, status] of cases) {
      const told = await knock("POST", WEBHOOKS, {
        body: { url, events },
        ...(authorization ? { authorization } : {}),
      });
      expect(told.status, authorization).toBe(status);
      expect(told.body).toMatchObject({ success: false, error: { message: expect.any(String) } });
      expect(told.headers.get("content-type")).toBe("application/json");
    }
  });
});

describe("Delivery log", () => {
  async function deliver(endpointNumber: number, count: number): Promise<void> {
    const endpoint = await db.endpoint.findUniqueOrThrow({ where: { number: endpointNumber } });
    for (let n = 0; n < count; n++) {
      const id = newUuid();
      const ok = n % 2 === 0;
      await db.delivery.create({
        data: {
          ...{
            id,
            projectId: endpoint.projectId,
            endpointId: endpoint.id,
            eventId: newUuid(),
            bodyId: newUuid(),
          },
          ...{ type: "order.shipped", status: ok ? "succeeded" : "failed", attemptCount: 2 },
        },
      });
      for (const number of [1, 2])
        await db.attempt.create({
          data: {
            ...{
              id: newUuid(),
              deliveryId: id,
              number,
              trigger: "schedule",
              startedAt: new Date(),
              durationMs: n,
            },
            ...{ phases: [], url, requestHeaders: "[]", statusCode: ok ? 200 : null },
            ...(ok ? { responseBody: Buffer.from(`answer ${n}.${number}`) } : {}),
            ...(ok ? {} : { errorCode: "connection-refused", errorMessage: "The connection was refused." }),
          },
        });
    }
  }

  test("Returns the last 50 deliveries with status codes, response bodies, and errors", async () => {
    const { id } = dataOf<Webhook>(await register({ url, events }));
    await deliver(id, 53);
    const told = await knock("GET", `${WEBHOOKS}/[webhook]/deliveries`, at(id));
    expect(told.status).toBe(200);
    const log = dataOf<Record<string, unknown>[]>(told);
    expect(log).toHaveLength(50);
    expect(log[0]).toMatchObject({ event: "order.shipped", success: true, status_code: 200, error: null });
    // The newest first, each with what its last attempt came back with.
    expect(log[0]?.response_body).toBe("answer 52.2");
    expect(log[1]).toMatchObject({
      ...{ success: false, status_code: null, response_body: null },
      error: "The connection was refused.",
    });
    expect(log.at(-1)?.duration_ms).toBe(3);
    expect(log[0]?.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  });
});

describe("Removing a webhook", () => {
  test("removes it: no more deliveries, no longer listed, and removing it again finds nothing", async () => {
    const { id } = dataOf<Webhook>(await register({ url, events }));
    const told = await knock("DELETE", `${WEBHOOKS}/[webhook]`, at(id));
    expect(told).toMatchObject({ status: 200, body: { success: true, data: { id } } });
    expect((await db.endpoint.findUniqueOrThrow({ where: { number: id } })).deletedAt).not.toBeNull();
    expect(dataOf<Webhook[]>(await list()).map((each) => each.id)).not.toContain(id);
    expect((await knock("DELETE", `${WEBHOOKS}/[webhook]`, at(id))).status).toBe(404);
  });

  test("of another account it finds nothing, and of what is no number", async () => {
    const { id } = dataOf<Webhook>(await register({ url, events }));
    const other = await makeAccount("spectra");
    const second = await ask("createProject", account.key, { body: { name: "Second" } });
    const neighbour = await makeProjectKey(account, second.body.id);
    for (const key of [other.projectKey, neighbour]) {
      const told = await knock("DELETE", `${WEBHOOKS}/[webhook]`, at(id, `Bearer ${key}`));
      expect(told).toMatchObject({ status: 404, body: { success: false } });
      expect((await knock("GET", `${WEBHOOKS}/[webhook]/deliveries`, at(id, `Bearer ${key}`))).status).toBe(
        404,
      );
    }
    for (const wrong of ["0", "-1", "1.5", "99999999999", "abc", `${id} `, "\u0000"])
      expect((await knock("DELETE", `${WEBHOOKS}/[webhook]`, at(wrong))).status, wrong).toBe(404);
  });
});
