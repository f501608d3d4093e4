import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { standard } from "./dialects/standard";
import { closeDb } from "./platform/db";

afterAll(closeDb);

let acme: Tenant;
beforeAll(async () => {
  acme = await makeTenant();
});
const preview = (body: unknown) => ask("previewDialect", acme.key, { body });

it("is a request that the standard's own library verifies", async () => {
  const { body } = await preview({ dialect: "standard" });
  const webhook = new Webhook(body.secret ?? "");
  expect(webhook.verify(body.body, Object.fromEntries(body.headers))).toMatchObject({
    type: "order.shipped",
  });
  expect(() => webhook.verify(`${body.body} `, Object.fromEntries(body.headers))).toThrow();
});

it("keeps the payload's own bytes", async () => {
  const payload = '{"n":12345678901234567890,"x":1.0,"x":-0}';
  const { body } = await preview({ dialect: "standard", payload });
  expect(body.body).toContain(`"data":${payload}}`);
  expect(body.contentLength).toBe(Buffer.byteLength(body.body));
});

it("shows a policy that nobody has saved, and writes nothing", async () => {
  const { name, title, ...policy } = standard;
  const changed = { ...policy, userAgent: "Acme/1", headers: [{ name: "X-Sig", value: "signature" }] };
  const { body } = await preview({ policy: changed });
  expect(body.headers.map(([header]) => header)).toEqual(["content-type", "user-agent", "X-Sig"]);
  expect(body.headers[1]).toEqual(["user-agent", "Acme/1"]);
  expect((await ask("listDialects", acme.key)).body.data.every(({ builtIn }) => builtIn)).toBe(true);
  expect(name + title).toBeTruthy();
});

it("takes the example of the type that is asked for", async () => {
  await ask("createEventType", acme.key, { body: { name: "thing.made", example: '{"a": 1}' } });
  expect((await preview({ dialect: "standard", type: "thing.made" })).body.body).toContain('"data":{"a": 1}');
  expect((await preview({ dialect: "standard" })).body.type).toBe("thing.made");
});

it.each([
  [{}, ""],
  [{ dialect: "standard", policy: {} }, "policy.body"],
  [{ dialect: "nope" }, "dialect"],
  [{ dialect: "standard", type: "no.such" }, "type"],
  [{ dialect: "standard", payload: "{" }, "payload"],
  [{ policy: { ...standard, headers: [] } }, "policy.headers"],
])("%j is refused, and the field named", async (body, field) => {
  const answer = await preview(body);
  expect(answer.status).toBe(422);
  expect(problemIn(answer).field).toBe(field);
});
