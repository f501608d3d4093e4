/** The bad cursors, queries and ids of security.md, by their numbers: never foreign rows, never a 500. */
import { beforeAll, describe, expect, test } from "vitest";
import { allPages, type Client, newEndpoint, newProject, publish } from "@/e2e/api";
import { expectProblem } from "@/e2e/problems";
import { running } from "@/e2e/running";

let api: Client;
let project: string;
/** What must never be answered: another company's. */
let foreign: { api: Client; project: string; endpoint: string };

beforeAll(async () => {
  ({ api, project } = await newProject(running()));
  const other = await newProject(running());
  foreign = {
    ...other,
    endpoint: (await newEndpoint(other.api, other.project, { url: "http://127.0.0.1:9999/" })).id,
  };
});

const endpoints = () => `/api/v1/projects/${project}/endpoints`;

describe("68 cursors", () => {
  const list = (query: Record<string, string>, by = api, of = project) =>
    by.send("GET", `/api/v1/projects/${of}/events`, { query: { limit: "2", ...query } });
  let cursor: string;
  beforeAll(async () => {
    for (const where of [
      { by: api, of: project },
      { by: foreign.api, of: foreign.project },
    ])
      for (let n = 0; n < 5; n++) await publish(where.by, where.of, { data: `${n}` });
    cursor = JSON.parse((await list({})).text).nextCursor;
  });

  const tampered: [what: string, change: (cursor: string) => string][] = [
    ["empty", () => ""],
    ["garbage", () => "garbage"],
    ["truncated", (given) => given.slice(0, -1)],
    ["with more behind it", (given) => `${given}A`],
    ["with a bit flipped in what it says", (given) => (given[0] === "A" ? "B" : "A") + given.slice(1)],
    [
      "with a bit flipped in its signature",
      (given) => `${given.slice(0, -2)}${given.at(-2) === "A" ? "B" : "A"}${given.at(-1)}`,
    ],
    ["forged", () => `${Buffer.from('"018f0000-0000-7000-8000-000000000000"').toString("base64url")}.`],
    ["of 10 KB", () => "A".repeat(10_240)],
    ["with NUL", (given) => `${given}\u0000`],
    ["a JSON bomb", () => `${Buffer.from(`${"[".repeat(1_000)}`).toString("base64url")}.AAAA`],
  ];
  test.each(tampered)("%s", async (_, change) => {
    const problem = expectProblem(await list({ cursor: change(cursor) }), [400]);
    expect(problem).toMatchObject({ code: "invalid_cursor" });
  });
  test("of another list, another filter, another project, another company", async () => {
    const elsewhere = [
      await list({ cursor, type: "order.created" }),
      await list({ cursor, order: "asc" }),
      await api.send("GET", `/api/v1/projects/${project}/deliveries`, { query: { cursor } }),
      await api.send("GET", "/api/v1/projects", { query: { cursor } }),
      await list({ cursor }, foreign.api, foreign.project),
    ];
    for (const answer of elsewhere)
      expect(expectProblem(answer, [400])).toMatchObject({ code: "invalid_cursor" });
  });
  test("the genuine one goes on where it stopped", async () => {
    const all = await allPages((query) =>
      api.call("listEvents", { project }, { query: { ...query, limit: "2" } }),
    );
    expect(all.map(({ payload }) => payload)).toEqual(["4", "3", "2", "1", "0"]);
  });
});

test("69 pages miss and repeat nothing while events arrive", async () => {
  const made = await newProject(running());
  const ids: string[] = [];
  for (let n = 0; n < 250; n++) ids.push((await publish(made.api, made.project)).id);
  let stop = false;
  const more = (async () => {
    while (!stop) await publish(made.api, made.project);
  })();
  const read = await allPages((query) => made.api.call("listEvents", { project: made.project }, { query }));
  stop = true;
  await more;
  const seen = read.map(({ id }) => id);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids.toReversed());
});

describe("70 and 72 queries", () => {
  const lists = () => [
    `/api/v1/projects/${project}/events`,
    `/api/v1/projects/${project}/deliveries`,
    `/api/v1/projects/${project}/endpoints`,
  ];
  const everywhere: string[] = [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1e2",
    "limit=NaN",
    "limit=1&limit=2",
    "unknown=1",
    "cursor[]=x",
    "limit[$gt]=1",
    "__proto__[x]=1",
    "constructor=1",
    "a[]=1&a[b]=2",
    `q=${"x".repeat(1_000)}`,
    "q=%00",
    "limit=%F0%28%8C%28",
  ];
  test.each(everywhere)("?%s", async (query) => {
    for (const path of lists()) expectProblem(await api.send("GET", `${path}?${query}`), [400, 422]);
  });
  const times: [query: string, statuses: number[]][] = [
    ["since=2026-02-01T00:00:00Z&until=2026-01-01T00:00:00Z", [422]],
    ["since=yesterday", [422]],
    ["since=2026-13-01T00:00:00Z", [422]],
    ["since=99999-01-01T00:00:00Z", [422]],
    ["since=", [422]],
    ["since=1926-01-01T00:00:00Z&until=2126-01-01T00:00:00Z", [200]],
  ];
  test.each(times)("?%s", async (query, statuses) => {
    for (const path of lists().slice(0, 2))
      expect(statuses).toContain((await api.send("GET", `${path}?${query}`)).status);
  });
  test.each(["status=done", "httpStatus=abc", "httpStatus=99", "endpoint=%00", "type=a..b"])(
    "deliveries?%s",
    async (query) => {
      const answer = await api.send("GET", `/api/v1/projects/${project}/deliveries?${query}`);
      expect([200, 422]).toContain(answer.status);
      if (answer.status === 200) expect(JSON.parse(answer.text).data).toEqual([]);
    },
  );
});

describe("ids of others are ids of nobody", () => {
  const unknown = "00000000000000000000000000";
  test("a foreign endpoint and an unknown one get the same answer, whatever is asked", async () => {
    const asks: [method: string, path: (endpoint: string) => string, body?: object][] = [
      ["GET", (id) => `${endpoints()}/${id}`],
      ["PATCH", (id) => `${endpoints()}/${id}`, { description: "x" }],
      ["DELETE", (id) => `${endpoints()}/${id}`],
      ["POST", (id) => `${endpoints()}/${id}/rotate-secret`, {}],
      ["POST", (id) => `${endpoints()}/${id}/test`, {}],
      ["POST", (id) => `${endpoints()}/${id}/recover`, { since: "2026-01-01T00:00:00Z" }],
      ["GET", (id) => `${endpoints()}/${id}/deliveries`],
      ["GET", (id) => `/api/v1/projects/${foreign.project}/endpoints/${id}`],
    ];
    for (const [method, path, body] of asks) {
      const answers = await Promise.all(
        [foreign.endpoint, `ep_${unknown}`, "nonsense", `prj_${unknown}`].map((id) =>
          api.send(method, path(id), { body }),
        ),
      );
      const bodies = answers.map(({ text }) => text.replace(/"requestId":"[^"]+"/, ""));
      expect(
        answers.map(({ status }) => status),
        `${method} ${path("…")}`,
      ).toEqual([404, 404, 404, 404]);
      expect(new Set(bodies).size).toBe(1);
    }
    expect(
      await foreign.api.call("getEndpoint", { project: foreign.project, endpoint: foreign.endpoint }),
    ).toMatchObject({
      status: "enabled",
      description: "",
    });
  });
});
