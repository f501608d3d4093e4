import { createHmac } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { db } from "./platform/db";

const secret = "canary-0123456789abcdef0123456789";
const body = '{"type":"order.shipped","data":{"n":1.0}}';
const value = createHmac("sha256", secret).update(`1747242392.${body}`).digest("hex");
const headers = { "Content-Type": "application/json", "X-Acme-Signature": `t=1747242392,v1=${value}` };

let acme: Tenant;
beforeAll(async () => {
  acme = await makeTenant();
});
const infer = (asked: unknown, caller: { key: string } | { cookie: string } = acme.key, more = {}) =>
  ask("inferDialect", caller, { body: asked, ...more });

it("answers how it is signed, in the words of a dialect", async () => {
  const { status, body: found } = await infer({ headers, body, secret });
  expect(status).toBe(200);
  expect(found).toMatchObject({
    confidence: "likely",
    explains: {
      secretFormat: "characters",
      signature: {
        prefix: "v1=",
        separator: ",",
        signed: [{ from: "attempt-timestamp" }, { literal: "." }, { from: "body" }],
      },
      body: { kind: "object" },
      toleranceSeconds: 300,
    },
  });
});

it("what it answers makes a dialect", async () => {
  const { explains } = (await infer({ headers, body, secret })).body;
  const { policy } = (await ask("getDialect", acme.key, { params: { name: "standard" } })).body;
  const { toleranceSeconds: _, contentType, userAgent, ...found } = explains!;
  const { name: __, title: ___, ...rest } = policy;
  const made = await ask("createDialect", acme.key, {
    body: {
      name: "acme",
      policy: { ...rest, ...found, contentType: contentType!, userAgent: userAgent ?? "Acme" },
    },
  });
  expect(made.status).toBe(201);
  expect(made.body.policy).toMatchObject(found);
});

it("takes bytes and pairs as well, and says clearly when nothing fits", async () => {
  const asked = {
    headers: Object.entries(headers),
    bodyBase64: Buffer.from(body).toString("base64"),
    secret,
  };
  expect((await infer(asked)).body.explains?.signature.prefix).toBe("v1=");
  const other = await infer({ ...asked, secret: `${secret}x` });
  expect(other.status).toBe(200);
  expect(other.body).toMatchObject({ explains: null, confidence: null });
  expect(other.body.tried).toBeGreaterThan(10);
});

it("keeps the secret nowhere, not even for a repeated request", async () => {
  const again = { headers: { "Idempotency-Key": "infer-1" } };
  const first = await infer({ headers, body, secret }, acme.key, again);
  const second = await infer({ headers, body, secret }, acme.key, again);
  expect(second.text).toBe(first.text);
  expect(first.text).not.toContain("canary");
  const isStored = async (text: string) => {
    const [row] = await db.$queryRaw<{ found: boolean }[]>`
      SELECT bool_or(query_to_xml('SELECT * FROM ' || quote_ident(tablename), false, false, '')::text LIKE ${`%${text}%`}) AS found
      FROM pg_tables WHERE schemaname = 'public'`;
    return row?.found;
  };
  expect(await isStored("infer-1")).toBe(true);
  expect(await isStored("canary")).toBe(false);
});

it.each([
  ["no body", { headers, secret }],
  ["two bodies", { headers, body, bodyBase64: "e30=", secret }],
  ["no secret", { headers, body }],
  ["an empty secret", { headers, body, secret: "" }],
  ["a long body", { headers, body: "x".repeat(131_073), secret }],
])("%s is refused", async (_what, asked) => {
  const answer = await infer(asked);
  expect(answer.status).toBe(422);
  expect(problemIn(answer as never).code).toBe("invalid_request");
  expect(answer.text).not.toContain("canary");
});

it("is for those who may define dialects", async () => {
  const viewer = await makeMember(acme.workspaceId, "viewer");
  expect((await infer({ headers, body, secret }, viewer)).status).toBe(403);
});

it("no dialect takes the place of a route", async () => {
  const { policy } = (await ask("getDialect", acme.key, { params: { name: "standard" } })).body;
  const { name: _, title: __, ...rest } = policy;
  const made = await ask("createDialect", acme.key, { body: { name: "infer", policy: rest } });
  expect(made.status).toBe(409);
});
