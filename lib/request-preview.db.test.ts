import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb } from "./platform/db";
import { closeQueues, prepareQueues } from "./platform/queue";

beforeAll(prepareQueues);
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

let acme: Tenant;
let params: { project: string };
beforeEach(async () => {
  acme = await makeTenant("Acme", "splexa");
  params = { project: acme.project };
});

const preview = (body: object) => ask("previewRequest", acme.key, { params, body });

describe("the request an endpoint would get", () => {
  it("is in the workspace's dialect, with the endpoint's own headers behind the dialect's", async () => {
    const { body } = await preview({ url: "http://127.0.0.1:9/in?x=1", headers: { "X-Team": "shipping" } });
    expect(body).toMatchObject({ url: "http://127.0.0.1:9/in?x=1", urlRefusal: null, headersRefusal: null });
    const names = body.headers.map(([name]) => name.toLowerCase());
    expect(body.headers.at(-1)).toEqual(["X-Team", "shipping"]);
    expect(names).toContain("x-splexa-signature");
    const other = await preview({ dialect: "spectra" });
    expect(other.body.headers).not.toEqual(body.headers);
    expect(other.body.url).toBeNull();
  });

  it("says why a URL or a header would be refused, as saving does", async () => {
    const url = "http://169.254.169.254/latest";
    const { body } = await preview({ url, headers: { Host: "x" } });
    const refused = await ask("createEndpoint", acme.key, { params, body: { url } });
    expect(body.url).toBeNull();
    expect(refused.text).toContain(body.urlRefusal);
    expect(body.headersRefusal).toEqual({ name: "Host", reason: "This header is set by the sender." });
    expect(body.headers.map(([name]) => name)).not.toContain("Host");
  });

  it("of an endpoint that is there names its headers and never shows their values", async () => {
    const value = "Bearer never-again";
    const made = await ask("createEndpoint", acme.key, {
      params,
      body: { url: "http://127.0.0.1:9/", headers: { Authorization: value }, dialect: "standard" },
    });
    const shown = await preview({ endpoint: made.body.id });
    expect(shown.text).not.toContain(value);
    expect(shown.body.headers.at(-1)).toEqual(["Authorization", "••••••"]);
    const elsewhere = await makeTenant("Other");
    const foreign = await ask("previewRequest", elsewhere.key, {
      params: { project: elsewhere.project },
      body: { endpoint: made.body.id },
    });
    expect(foreign.status).toBe(404);
  });

  it("comes with the code that verifies it", async () => {
    const made = await ask("createEndpoint", acme.key, { params, body: { url: "http://127.0.0.1:9/" } });
    const snippets = await ask("listVerificationSnippets", acme.key, {
      params: { ...params, endpoint: made.body.id },
    });
    expect(snippets.body.data).toHaveLength(8);
    expect(snippets.body.nothing).toBeNull();
    expect(snippets.body.data[0]?.code).toContain("x-splexa-signature");
    const slack = await ask("createEndpoint", acme.key, {
      params,
      body: { url: "http://127.0.0.1:9/s", dialect: "slack" },
    });
    const none = await ask("listVerificationSnippets", acme.key, {
      params: { ...params, endpoint: slack.body.id },
    });
    expect(none.body).toEqual({
      data: [],
      nothing: "Deliveries in this dialect are not signed, so there is nothing to verify.",
    });
  });
});
