/** The bad bodies of security.md, by their numbers: refused without a trace, or taken byte for byte. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Ledger, openLedger } from "@/e2e/ledger";
import { expectProblem } from "@/e2e/problems";
import { type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
type Sent = { body: string | Uint8Array; type?: string; path?: string; headers?: Record<string, string> };

let receiver: Receiver;
let ledger: Ledger;
/** Nothing may ever be written in this project. */
let refusing: { api: Client; project: string };
/** Its endpoint gets each payload as it is. */
let accepting: { api: Client; project: string };

beforeAll(async () => {
  receiver = await startReceiver();
  ledger = openLedger(running());
  refusing = await newProject(running());
  await newEndpoint(refusing.api, refusing.project, { url: receiver.url("/never") });
  accepting = await newProject(running());
  await accepting.api.call(
    "createDialect",
    {},
    { body: { name: "bare", policy: await barePolicy(accepting.api) } },
  );
  await newEndpoint(accepting.api, accepting.project, { url: receiver.url("/bare"), dialect: "bare" });
});
afterAll(() => Promise.all([receiver.close(), ledger.close()]));
afterEach(async () => {
  expect(await ledger.traces(refusing.project)).toEqual({ events: 0, deliveries: 0, types: 0 });
  expect(receiver.to("/never")).toHaveLength(0);
});

/** The standard dialect with the payload itself as the body. */
async function barePolicy(api: Client): Promise<object> {
  const { policy } = await api.call("getDialect", { name: "standard" });
  return { ...policy, name: "bare", body: { kind: "raw" } };
}

const send = (
  { api, project }: typeof refusing,
  { body, type = "application/json", path = "", headers }: Sent,
) =>
  api.send("POST", `/api/v1/projects/${project}/events${path}`, {
    body,
    headers: { "Content-Type": type, ...headers },
  });
const asPayload = (body: string | Uint8Array): Sent => ({ body, path: "/order.created" });
const asEvent = (meta: string): Sent => ({ body: `{${meta},"data":{}}` });

type Refusal = [what: string, sent: Sent, statuses: number[]];
const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
const utf = (encoding: "utf16le" | "utf32le") => {
  const text = '{"a":1}';
  if (encoding === "utf16le") return Buffer.from(text, "utf16le");
  return Buffer.from(Uint32Array.from(text, (char) => char.codePointAt(0) ?? 0).buffer);
};

const refusals: Refusal[] = [
  ["1 no body", asPayload(""), [400]],
  ["1 no event", { body: "" }, [400]],
  ["4 a truncated object", asPayload('{"a":1'), [400]],
  ["4 a truncated event", { body: '{"type":"order.created","data":{"a":1}' }, [400]],
  ["5 a trailing comma", asPayload('{"a":1,}'), [400]],
  ["5 a comment", asPayload('{"a":1} // x'), [400]],
  ["5 single quotes", asPayload("{'a':1}"), [400]],
  ["5 NaN", asPayload('{"a":NaN}'), [400]],
  ["5 Infinity", asPayload("Infinity"), [400]],
  ["5 undefined", asPayload("undefined"), [400]],
  ["6 two texts", asPayload('{"a":1}{"b":2}'), [400]],
  ["6 trailing garbage", asPayload('{"a":1} x'), [400]],
  ["8 UTF-16", asPayload(utf("utf16le")), [400, 415]],
  ["8 UTF-32", asPayload(utf("utf32le")), [400, 415]],
  ["8 a byte order mark", asPayload("\ufeff{}"), [400]],
  ["9 Latin-1", { ...asPayload('{"a":1}'), type: "application/json; charset=iso-8859-1" }, [415]],
  ["9 text/plain", { ...asPayload('{"a":1}'), type: "text/plain" }, [415]],
  ["9 a form", { ...asPayload("a=1"), type: "application/x-www-form-urlencoded" }, [415]],
  ["10 invalid UTF-8", asPayload(Buffer.from([0x22, 0xff, 0x22])), [400]],
  ["12 encoded surrogates", asPayload(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), [400]],
  ["16 a control character", asPayload('"a\u0001b"'), [400]],
  ["17 NUL in a type", asEvent('"type":"a\\u0000b"'), [422]],
  ["17 NUL in a channel", asEvent('"type":"a.b","channel":"a\\u0000"'), [422]],
  ["17 NUL in a run", asEvent('"type":"a.b","run":"a\\u0000"'), [422]],
  ["17 NUL in an ordering key", asEvent('"type":"a.b","orderingKey":"\\u0000"'), [422]],
  ["18 a lone surrogate in a run", asEvent('"type":"a.b","run":"\\ud800"'), [422]],
  ["18 a lone surrogate in an ordering key", asEvent('"type":"a.b","orderingKey":"\\udc00x"'), [422]],
  ["an end of no run", asEvent('"type":"a.b","runEnd":true'), [422]],
  ["21 duplicate types", asEvent('"type":"a.b","type":"a.c"'), [422]],
  ["21 duplicate data", { body: '{"type":"a.b","data":1,"data":2}' }, [422]],
  ["21 a type spelt twice by an escape", asEvent('"type":"a.b","\\u0074ype":"a.c"'), [422]],
  ["24 __proto__", asEvent('"type":"a.b","__proto__":{"id":"x"}'), [422]],
  ["24 constructor", asEvent('"type":"a.b","constructor":1'), [422]],
  ["24 an unknown member", asEvent('"type":"a.b","tpye":"a.c"'), [422]],
  ["25 65 levels", asPayload(deep(65)), [422]],
  ["25 65 levels in an event", { body: `{"type":"a.b","data":${deep(65)}}` }, [422]],
  ["29 one byte too many", asPayload(`"${"x".repeat(1_048_575)}"`), [413]],
  ["30 10 MB", asPayload(`"${"x".repeat(10_000_000)}"`), [413]],
  ["38 gzip", { ...asPayload(gzipSync("{}")), headers: { "Content-Encoding": "gzip" } }, [415]],
  [
    "38 a bomb",
    { ...asPayload(gzipSync(Buffer.alloc(50_000_000))), headers: { "Content-Encoding": "gzip" } },
    [415],
  ],
  ["38 not gzip at all", { ...asPayload("{}"), headers: { "Content-Encoding": "gzip" } }, [415]],
  [
    "38 twice",
    { ...asPayload(gzipSync(gzipSync("{}"))), headers: { "Content-Encoding": "gzip, gzip" } },
    [415],
  ],
  ["46 an empty key", { ...asPayload("{}"), headers: { "Idempotency-Key": "" } }, [422]],
  ["46 a key of 256", { ...asPayload("{}"), headers: { "Idempotency-Key": "k".repeat(256) } }, [422]],
  ["46 a key that is not ASCII", { ...asPayload("{}"), headers: { "Idempotency-Key": "k\u00e9" } }, [422]],
  ["46 a key with a tab", { ...asPayload("{}"), headers: { "Idempotency-Key": "a\tb" } }, [422]],
  ...[
    "",
    "a".repeat(129),
    "..",
    "a..b",
    ".a",
    "a.",
    "a b",
    "🍝",
    "é",
    "*",
    "a.*",
    "'; DROP TABLE events;--",
    "<script>",
  ].flatMap((type): Refusal[] => [
    [`49 the type ${type.slice(0, 20)}`, asEvent(`"type":${JSON.stringify(type)}`), [422]],
    // A client resolves dots in a path before it sends it.
    ...(type === "" || type === ".."
      ? []
      : [
          [
            `49 the path ${type.slice(0, 20)}`,
            { body: "{}", path: `/${encodeURIComponent(type)}` },
            [422, 404],
          ] as Refusal,
        ]),
  ]),
  ["49 a type that is no text", asEvent('"type":1'), [422]],
  ["49 no type", { body: '{"data":{}}' }, [422]],
  ["49 no data", { body: '{"type":"a.b"}' }, [422]],
  ...["a.b", "a/b", "a\\nb", "", "é", "x".repeat(65)].map(
    (id): Refusal => [`52 the id ${id.slice(0, 20)}`, asEvent(`"type":"a.b","id":"${id}"`), [422]],
  ),
  [
    "52 one id for two events of an array",
    { body: '[{"type":"a.b","id":"x","data":1},{"type":"a.b","id":"x","data":2}]' },
    [409],
  ],
  ["56 an empty array", { body: "[]" }, [422]],
  ["56 1,001 events", { body: JSON.stringify(Array(1_001).fill({ type: "a.b", data: 1 })) }, [413, 422]],
  ["56 a bad one among good ones", { body: '[{"type":"a.b","data":1},{"type":"a b","data":2}]' }, [422]],
  ["56 something else among them", { body: '[{"type":"a.b","data":1},null]' }, [400, 422]],
  ["56 arrays of arrays", { body: '[[{"type":"a.b","data":1}]]' }, [400, 422]],
  ["70 a timestamp that is none", asEvent('"type":"a.b","timestamp":"yesterday"'), [422]],
  ["70 a timestamp without a zone", asEvent('"type":"a.b","timestamp":"2026-05-15T14:23:00"'), [422]],
  ["70 a number as timestamp", asEvent('"type":"a.b","timestamp":1778855000'), [422]],
  ["76 a run too long to index", asEvent(`"type":"a.b","run":"${"r".repeat(9_000)}"`), [422]],
  [
    "76 an ordering key too long to index",
    asEvent(`"type":"a.b","orderingKey":"${"r".repeat(9_000)}"`),
    [422],
  ],
  ["a bare value", { body: "1" }, [400, 422]],
];

describe.concurrent("refused without a trace", () => {
  test.for(refusals)("%s", async ([, sent, statuses]) => {
    expectProblem(await send(refusing, sent), statuses);
  });
});

test("56 the error names the index of the bad event", async () => {
  const answer = await send(refusing, {
    body: '[{"type":"a.b","data":1},{"type":"a.b","data":2,"id":"a.b"}]',
  });
  expect(JSON.parse(answer.text).errors).toEqual([expect.objectContaining({ field: "[1].id" })]);
});

test.for([5_000, 100_000, 500_000])(
  "26 %i levels are refused at once, and others are served",
  async (levels) => {
    expectProblem(await send(refusing, asPayload("[".repeat(levels))), [422]);
    expect((await accepting.api.send("GET", "/api/health")).status).toBe(200);
  },
);

const flood = `{${Array.from({ length: 60_000 }, (_, n) => `"${n * 65_536}":0`).join(",")}}`;
const taken: [what: string, payload: string, type?: string][] = [
  ["2 the empty object", "{}"],
  ["13 an escaped lone surrogate", '"\\ud800"'],
  ["14 an escaped NUL", '{"a\\u0000":"\\u0000b"}'],
  ["20 numbers as they were spelt", `[1e400,-0,1.50,1E2,${"1".repeat(10_000)}]`],
  ["21 duplicate keys", '{"a":1,"a":2}'],
  ["22 keys, white space and escapes as they were", '{"2":1,\r\n"1":"\\/" ,\t"10":[ ]}'],
  ["25 64 levels", deep(64)],
  ["28 keys that collide", flood],
  ["29 exactly the limit", `"${"x".repeat(1_048_574)}"`],
  ["40 with a charset", "{}", "application/json; charset=utf-8"],
  ["40 as CloudEvents", "{}", "application/cloudevents+json"],
  ["40 in upper case", "{}", "APPLICATION/JSON; CHARSET=UTF-8"],
];

test.each(taken)("%s is taken byte for byte", async (_, payload, type) => {
  const before = receiver.to("/bare").length;
  const answer = await send(accepting, { ...asPayload(payload), ...(type ? { type } : {}) });
  expect(answer.status, answer.text).toBe(202);
  const request = (await receiver.waitFor(before + 1, { path: "/bare" })).at(-1);
  expect(sha256(request?.body ?? "")).toBe(sha256(payload));
});

test("50 a type that is not in the catalogue is listed there, or refused by a strict workspace", async () => {
  const { api, project } = await newProject(running());
  await publish(api, project, { type: "seen.first" });
  expect(await api.call("getEventType", { name: "seen.first" })).toMatchObject({ registered: false });
  await api.call("updateWorkspace", {}, { body: { strictTypes: true } });
  const before = await ledger.traces(project);
  const events = `[{"type":"known","data":1},{"type":"not.known","data":2}]`;
  await api.call("createEventType", {}, { body: { name: "known" } });
  const answer = await send({ api, project }, { body: events });
  expectProblem(answer, [422]);
  expect(JSON.parse(answer.text)).toMatchObject({ code: "unregistered_event_type" });
  expect(answer.text).toContain("[1].type");
  expect(await ledger.traces(project)).toEqual(before);
  await publish(api, project, { type: "known" });
});

test("54 an event that nobody wants is kept and shown", async () => {
  const { api, project } = await newProject(running());
  const { id, deliveries } = await publish(api, project, { data: '{"n":1}' });
  expect(deliveries).toEqual([]);
  const event = await api.call("getEvent", { project, event: id });
  expect(event).toMatchObject({ payload: '{"n":1}', deliveries: [] });
});

test("53 1,000 endpoints match: all deliveries or none, and all arrive", async () => {
  const { api, project } = await newProject(running());
  const create = (n: number) => newEndpoint(api, project, { url: receiver.url(`/thousand/${n}`) });
  for (let round = 0; round < 40; round++)
    await Promise.all(Array.from({ length: 25 }, (_, n) => create(round * 25 + n)));
  const { deliveries } = await publish(api, project);
  expect(new Set(deliveries.map(({ endpointId }) => endpointId)).size).toBe(1_000);
  await settled(api, project, 60_000);
  const reached = receiver.requests.map(({ path }) => path).filter((path) => path.startsWith("/thousand/"));
  expect(new Set(reached).size).toBe(1_000);
  // Where a busy machine answers after the deadline there is a second request, and then it is in the ledger too.
  expect(await ledger.attempts(project)).toBe(reached.length);
  expect(await ledger.traces(project)).toMatchObject({ events: 1, deliveries: 1_000 });
}, 120_000);

test.each([1, 100, 1_000])("56 an array of %i is taken whole", async (size) => {
  const { api, project } = await newProject(running());
  const body = Array.from({ length: size }, (_, n) => ({ type: "order.created", id: `e-${n}`, data: n }));
  const answer = await send({ api, project }, { body: JSON.stringify(body) });
  expect(answer.status).toBe(202);
  expect(JSON.parse(answer.text).data).toHaveLength(size);
  expect(await ledger.traces(project)).toMatchObject({ events: size });
});
