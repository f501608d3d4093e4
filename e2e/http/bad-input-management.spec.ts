/** The bad management inputs of security.md, by their numbers: 422 naming the field, and nothing changed. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, newWorkspace } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { expectProblem } from "@/e2e/problems";
import { running } from "@/e2e/running";
import { uuidOf } from "@/lib/platform/ids";

let ledger: Ledger;
let api: Client;
let project: string;
let endpoint: string;
const URL_OK = "http://127.0.0.1:9999/hook";

beforeAll(async () => {
  ledger = openLedger(running());
  ({ api, project } = await newProject(running()));
  ({ id: endpoint } = await newEndpoint(api, project, { url: URL_OK }));
});
afterAll(() => ledger.close());

const POST = (path: string, body: unknown) => api.send("POST", path, { body });
const endpoints = () => `/api/v1/projects/${project}/endpoints`;

/** Everything of the workspace that a refused change could have changed. */
async function state(): Promise<string> {
  const [row] = await ledger.query(
    `SELECT (SELECT json_agg(e ORDER BY e.id) FROM endpoints e WHERE e.project_id = p.id) AS endpoints,
      (SELECT json_agg(s.id ORDER BY s.id) FROM signing_secrets s JOIN endpoints e ON e.id = s.endpoint_id
        WHERE e.project_id = p.id) AS secrets,
      (SELECT json_agg(o ORDER BY o.id) FROM projects o WHERE o.workspace_id = p.workspace_id) AS projects,
      (SELECT json_agg(t ORDER BY t.id) FROM event_types t WHERE t.workspace_id = p.workspace_id) AS types,
      (SELECT count(*) FROM audit_entries a WHERE a.workspace_id = p.workspace_id) AS entries
    FROM projects p WHERE p.id = $1`,
    [uuidOf("project", project)],
  );
  return JSON.stringify(row);
}

describe("refused, and nothing changed", () => {
  let before: string;
  beforeEach(async () => {
    before = await state();
  });
  afterEach(async () => {
    expect(await state()).toBe(before);
  });

  const urls: unknown[] = [
    1,
    ["http://127.0.0.1/"],
    { href: URL_OK },
    null,
    "",
    "hook",
    "ftp://127.0.0.1/",
    "javascript:alert(1)",
    "http://127.0.0.1:9999/\u0000",
    "http://127.0.0.1:9999/ hook",
    "http://127.0.0.1:9999\\@example.com/",
    "http://user:password@127.0.0.1:9999/",
    `http://127.0.0.1:9999/${"x".repeat(2_049 - 22)}`,
    // Neither is the loopback that this installation allows.
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1:8080/",
    "http://[::ffff:10.0.0.1]:8080/",
    "http://0x7f000001:9999/",
    "http://127.0.0.1:5432/",
  ];
  test.each(urls)("60 the URL %j", async (url) => {
    const { errors } = expectProblem(await POST(endpoints(), { url }));
    expect(errors?.[0]?.field).toBe("url");
    expectProblem(await api.send("PATCH", `${endpoints()}/${endpoint}`, { body: { url } }));
  });

  const reserved =
    "Host content-length Transfer-Encoding connection keep-alive upgrade te trailer expect proxy-authorization Sec-Fetch-Site cookie2 forwarded X-Forwarded-For via content-type content-encoding accept-encoding user-agent webhook-id Webhook-Signature";
  const headers: [what: string, headers: unknown][] = [
    ...reserved.split(" ").map((name): [string, unknown] => [name, { [name]: "x" }]),
    ["no token", { "a b": "x" }],
    ["a colon", { "a:": "x" }],
    ["an empty name", { "": "x" }],
    ["not ASCII", { "x-é": "x" }],
    ["a line feed in a value", { "X-A": "a\nX-B: b" }],
    ["CR LF in a value", { "X-A": "a\r\nX-B: b" }],
    ["NUL in a value", { "X-A": "a\u0000" }],
    ["a value that is not ASCII", { "X-A": "é" }],
    ["5 KB", { "X-A": "x".repeat(5_000) }],
    ["8 KB together", { "X-A": "x".repeat(4_000), "X-B": "x".repeat(4_000), "X-C": "x".repeat(400) }],
    ["21 headers", Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`X-${n}`, "x"]))],
    ["one name twice", { "X-A": "1", "x-a": "2" }],
    ["a list", [["X-A", "1"]]],
    ["a number", { "X-A": 1 }],
    ["24 constructor", { constructor: "x" }],
  ];
  test.each(headers)("61 the header %s", async (_, given) => {
    expectProblem(await POST(endpoints(), { url: URL_OK, headers: given }));
  });
  test("24 __proto__ as a header, and as a member", async () => {
    expectProblem(await POST(endpoints(), `{"url":"${URL_OK}","headers":{"__proto__":"x"}}`));
    expectProblem(await POST(endpoints(), `{"url":"${URL_OK}","__proto__":{"status":"disabled"}}`));
  });

  const b64 = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString("base64")}`;
  const secrets = [
    "",
    "x",
    "whsec_",
    "whsec_YQ==",
    b64(23),
    b64(65),
    "whsec_!!!!",
    ` ${b64(32)}`,
    `${b64(32)} `,
  ];
  test.each([...secrets, b64(32).replace("whsec_", "whsk_"), "0".repeat(64)])(
    "62 the secret %j",
    async (secret) => {
      const answers = [
        await POST(endpoints(), { url: URL_OK, secret }),
        await POST(`${endpoints()}/${endpoint}/rotate-secret`, { secret }),
      ];
      for (const answer of answers) {
        expectProblem(answer);
        if (secret.length > 8) expect(answer.text).not.toContain(secret.trim().slice(6));
      }
    },
  );

  const wrong = [-1, 0, 1.5, "5", 1e308, true, {}];
  test.each(wrong)("64 limits of %j", async (value) => {
    const settings = [
      { timeoutMs: value },
      { maxInFlight: value },
      { throttle: { limit: value, periodMs: 1_000 } },
      { throttle: { limit: 1, periodMs: value } },
      { autoDisable: { kind: "consecutive-failures", count: value } },
    ];
    for (const body of settings) {
      expectProblem(await POST(endpoints(), { url: URL_OK, ...body }));
      expectProblem(await api.send("PATCH", `${endpoints()}/${endpoint}`, { body }));
    }
  });
  test.each([-1, 1.5, "5", 1e308, true])("64 waits of %j", async (value) => {
    expectProblem(await POST(endpoints(), { url: URL_OK, retry: { waitsMs: [value] } }));
  });
  test("64 more waits than there can be attempts", async () => {
    expectProblem(await POST(endpoints(), { url: URL_OK, retry: { waitsMs: Array(1_000).fill(1) } }));
  });

  const subscriptions: [what: string, given: unknown][] = [
    ["a pattern of another language", ["^(a+)+$"]],
    ["a star in the middle", ["order.*.created"]],
    ["two stars", ["**"]],
    ["10,000 of them", Array(10_000).fill("order.created")],
    ["an unknown operator", [{ type: "order.created", $where: "1" }]],
    ["depth", [{ type: { type: { type: "a" } } }]],
    ["an empty one", [{}]],
    ["an unknown moment", [{ type: "a", when: "later" }]],
    ["a text", "order.created"],
  ];
  test.each(subscriptions)("65 subscriptions: %s", async (_, given) => {
    const answer = await POST(endpoints(), { url: URL_OK, subscriptions: given });
    expect(answer.text).toContain("subscriptions");
    expectProblem(answer);
  });

  const texts: [what: string, path: string, body: object][] = [
    ["17 NUL in a name", "/api/v1/projects", { name: "a\u0000b" }],
    ["18 a lone surrogate in a name", "/api/v1/projects", { name: "\ud800" }],
    ["66 a blank name", "/api/v1/projects", { name: "  " }],
    ["66 a name of 10 KB", "/api/v1/projects", { name: "x".repeat(10_240) }],
    ["66 a description of 10 KB", "$endpoints", { url: URL_OK, description: "x".repeat(10_240) }],
    ["17 NUL in a description", "$endpoints", { url: URL_OK, description: "\u0000" }],
    ["17 NUL in a channel", "$endpoints", { url: URL_OK, channel: "\u0000" }],
    ["76 a uid too long to index", "/api/v1/projects", { name: "x", uid: "u".repeat(9_000) }],
    ["76 a type too long to index", "/api/v1/workspace/event-types", { name: "t".repeat(9_000) }],
    [
      "76 a category too long to index",
      "/api/v1/workspace/event-types",
      { name: "t", category: "c".repeat(9_000) },
    ],
    ["a uid that looks like an id", "/api/v1/projects", { name: "x", uid: "prj_1" }],
    ["mass assignment: id", "/api/v1/projects", { name: "x", id: "prj_00000000000000000000000000" }],
    ["mass assignment: workspaceId", "/api/v1/projects", { name: "x", workspaceId: "ws_1" }],
    ["mass assignment: status", "$endpoints", { url: URL_OK, status: "disabled" }],
    ["mass assignment: createdAt", "$endpoints", { url: URL_OK, createdAt: "2020-01-01T00:00:00Z" }],
    ["mass assignment: consecutiveFailures", "$endpoints", { url: URL_OK, consecutiveFailures: 9 }],
  ];
  test.each(texts)("%s", async (_, path, body) => {
    expectProblem(await POST(path === "$endpoints" ? endpoints() : path, body));
  });

  const patches: unknown[] = [
    { url: null },
    { subscriptions: "order.created" },
    { description: null },
    { description: 1 },
    { id: "ep_1" },
    { secret: `whsec_${Buffer.alloc(32).toString("base64")}` },
    { status: "disabled" },
    { disabledReason: "x" },
    { version: 7 },
    { ordering: "lifo" },
    { unknown: 1 },
  ];
  test.each(patches)("73 a change to %j", async (body) => {
    expectProblem(await api.send("PATCH", `${endpoints()}/${endpoint}`, { body }));
  });
  test.each(["", "[]", "null", '"x"', "{", "1"])("73 a change that is %j", async (body) => {
    const answer = await api.send("PATCH", `${endpoints()}/${endpoint}`, { body });
    expectProblem(answer, [400, 422]);
  });
});

describe("66 words are kept as they are", () => {
  const words = [
    "zero\u200bwidth",
    "\u202eright to left",
    "👩‍👩‍👧",
    "<script>alert(1)</script>",
    "'; DROP TABLE projects;--",
    "x".repeat(200),
  ];
  test.each(words)("%j", async (name) => {
    const made = await api.call("createProject", {}, { body: { name } });
    expect(made.name).toBe(name);
    expect((await api.call("getProject", { project: made.id })).name).toBe(name);
  });
  test("names in two Unicode forms are one name", async () => {
    const composed = await api.call("createProject", {}, { body: { name: "caf\u00e9" } });
    const decomposed = await api.call("createProject", {}, { body: { name: "cafe\u0301" } });
    expect(decomposed.name).toBe(composed.name);
  });
  test("a uid is its workspace's: taken here, free elsewhere", async () => {
    await api.call("createProject", {}, { body: { name: "A", uid: "customer-1" } });
    const again = await api.send("POST", "/api/v1/projects", { body: { name: "B", uid: "customer-1" } });
    expectProblem(again, [409]);
    const other = await newWorkspace(running());
    await other.call("createProject", {}, { body: { name: "A", uid: "customer-1" } });
    const [mine, theirs] = await Promise.all([
      api.call("getProject", { project: "customer-1" }),
      other.call("getProject", { project: "customer-1" }),
    ]);
    expect(mine.id).not.toBe(theirs.id);
  });
});

test("74 changes and deletion of one endpoint at once leave no half of anything", async () => {
  const { urls } = running();
  for (let round = 0; round < 5; round++) {
    const { id } = await newEndpoint(api, project, { url: URL_OK });
    const at = `${endpoints()}/${id}`;
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const by = api.at(urls[n % urls.length] as string);
        if (n === 6) return by.send("DELETE", at);
        if (n % 3 === 0) return by.send("POST", `${at}/rotate-secret`, { body: {} });
        return by.send("PATCH", at, { body: { description: `change ${n}`, subscriptions: [`type${n}.x`] } });
      }),
    );
    for (const { status, text } of answers) expect([200, 204, 404, 409], text).toContain(status);
    expect((await api.send("GET", at)).status).toBe(404);
    const left = await ledger.query("SELECT 1 FROM signing_secrets WHERE endpoint_id = $1", [
      uuidOf("endpoint", id),
    ]);
    expect(left).toEqual([]);
  }
});
