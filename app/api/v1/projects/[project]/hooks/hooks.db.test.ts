import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";

let tenant: Tenant;
let params: { project: string };
beforeAll(async () => {
  tenant = await makeTenant("Hooks", "spectra");
  params = { project: tenant.project };
});
afterAll(closeDb);

const url = "https://hooks.zapier.com/hooks/standard/1/abc/";
const subscribe = (body: unknown) => ask("createHook", tenant.key, { params, body });
const rowOf = (id: string) => db.endpoint.findUniqueOrThrow({ where: { id: uuidOf("endpoint", id) ?? "" } });

describe("subscribing", () => {
  test.each(["targetUrl", "hookUrl"])(
    "a URL named %s: an endpoint for one event, which is shown as one",
    async (name) => {
      const { status, body } = await subscribe({ [name]: url, event: "order.shipped", zapId: 7 });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        id: expect.stringMatching(/^ep_/),
        targetUrl: url,
        event: "order.shipped",
      });
      expect(body).not.toHaveProperty("secret");
      expect(await rowOf(body.id)).toMatchObject({
        ...{ url, description: "REST hook", subscriptions: [{ type: "order.shipped" }] },
      });
    },
  );

  test("it speaks the dialect that takes 410 for an unsubscription, whatever the workspace speaks", async () => {
    const { body } = await subscribe({ targetUrl: url, event: "*" });
    const { body: endpoint } = await ask("getEndpoint", tenant.key, {
      params: { ...params, endpoint: body.id },
    });
    expect(endpoint.dialect).toBe("standard");
    expect(endpoint.policy.retry.disableOnGone).toBe(true);
  });

  test("without a URL or an event it is refused, naming the field", async () => {
    expect(problemIn(await subscribe({ event: "order.shipped" })).field).toBe("targetUrl");
    expect(problemIn(await subscribe({ targetUrl: url })).field).toBe("event");
    for (const field of ["targetUrl", "hookUrl"])
      expect(problemIn(await subscribe({ [field]: "ftp://x", event: "*" }))).toMatchObject({
        code: "refused_url",
        field,
      });
  });
});

test("unsubscribing removes it; a second time there is nothing", async () => {
  const { body } = await subscribe({ targetUrl: url, event: "*" });
  const unsubscribe = () => ask("deleteHook", tenant.key, { params: { ...params, hook: body.id } });
  expect((await unsubscribe()).status).toBe(204);
  expect((await rowOf(body.id)).deletedAt).not.toBeNull();
  expect((await unsubscribe()).status).toBe(404);
});

describe("samples", () => {
  const samples = async (query = "") => ask("listHookSamples", tenant.key, { params, query });

  test("are the catalogue's example as it would be sent, before there were events", async () => {
    await ask("importEventTypes", tenant.key, { body: { catalogue: "spectra" } });
    const { status, body } = await samples("?event=order.shipped");
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        type: "order.shipped",
        timestamp: expect.stringMatching(/Z$/),
        data: expect.objectContaining({ shipping_carrier: "UPS" }),
      },
    ]);
    expect((await samples("?event=order.*")).body.map(({ type }) => type)).toEqual([
      ...["order.cancelled", "order.created", "order.delivered"],
    ]);
    expect((await samples()).body).toHaveLength(3);
  });

  test("are never empty, so that a form can be built from them", async () => {
    expect((await samples("?event=some.new_type")).body).toEqual([
      { type: "some.new_type", timestamp: expect.any(String), data: {} },
    ]);
  });

  test("are the newest events where there were some, byte for byte", async () => {
    for (const n of [1, 2, 3, 4])
      await ask("publishEvents", tenant.key, {
        params,
        raw: `{"type":"order.shipped","data":{"id":1234567890123456789${n}}}`,
      });
    const { text } = await samples("?event=order.shipped&limit=100");
    expect(text.match(/1234567890123456789\d/g)).toEqual([4, 3, 2].map((n) => `1234567890123456789${n}`));
    expect((await samples("?event=order.*")).text).toContain("12345678901234567894");
    expect((await samples("?event=order.created")).text).not.toContain("1234567890123456789");
  });
});
