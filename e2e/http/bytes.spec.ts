/** A payload's own bytes arrive: never parsed and printed again, whatever its dialect puts around them. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { type Received, type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const MIB = 1_048_576;
const PAYLOADS: Record<string, string> = {
  "a 20-digit integer": '{"n":12345678901234567890}',
  "1.0, -0, 1e400 and other spellings of numbers": '{"a":1.0,"b":-0,"c":1e400,"d":1E2,"e":1.50,"f":-0.0e-0}',
  "a number of 10,000 digits": `{"n":${"9".repeat(10_000)}}`,
  "duplicate keys": '{"a":1,"a":2,"a":{"a":3,"a":4}}',
  "integer-like keys out of order": '{"2":"b","10":"c","1":"a","01":"d","__proto__":{"x":1},"constructor":2}',
  "an escaped NUL": '{"s":"a\\u0000b"}',
  "escaped lone surrogates": '{"s":"\\ud800","t":"\\uDFFF x \\udc00\\ud800"}',
  emoji: '{"s":"🍝 👩‍👩‍👧 é","\u0065\u0301":"e\u0301"}',
  "odd white space": '{\r\n\t"a" :  [ 1 ,\t2\r\n] , "b":{ } }',
  "escapes of every kind": '{"s":"\\/ \\u002f \\u00e9 é \\b\\f\\n\\r\\t \\" \\\\"}',
  "the empty object": "{}",
  "an array": "[1.0, [ ], {}]",
  "a bare number": "-0.0",
  "a bare string": '"\\u0000"',
  null: "null",
  "64 levels deep": `${"[".repeat(63)}{"deep":1e400}${"]".repeat(63)}`,
};

/** Where the payload stands in a body of each dialect; the outer braces are the dialect's where it spreads. */
type Frame = { dialect: string; before: RegExp; after: string; spreads: boolean };
const EVENT = /^\{"event":"order\.created",?/;
const FRAMES: Frame[] = [
  {
    dialect: "standard",
    before: /^\{"type":"order\.created","timestamp":"[^"]{24}","data":/,
    after: "}",
    spreads: false,
  },
  {
    dialect: "spectra",
    before: /^\{"event":"order\.created","timestamp":"[^"]{25}","data":/,
    after: "}",
    spreads: false,
  },
  { dialect: "spectrum", before: EVENT, after: "}", spreads: true },
  {
    dialect: "splexa",
    before: /^\{"event":"order\.created","timestamp":"[^"]{24}",?/,
    after: "}",
    spreads: true,
  },
  {
    dialect: "spektr",
    before: /^\{"results":\[\{"id":"evt_[0-9a-z]{26}","type":"order\.created","createdAt":\d{13},"data":/,
    after: "}]}",
    spreads: false,
  },
];

/** What of `body` is the publisher's: taken out by the position of what is not, never by parsing. */
function framed(frame: Frame, body: Buffer): Buffer {
  const before = frame.before.exec(body.toString("latin1"))?.[0].length;
  if (before === undefined) throw new Error(`not a body of ${frame.dialect}: ${body.subarray(0, 200)}`);
  expect(body.subarray(-frame.after.length).toString()).toBe(frame.after);
  return body.subarray(before, body.length - frame.after.length);
}

/** What a spreading dialect has between its own members and its closing brace. */
function spread(payload: string): string {
  const trimmed = payload.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (!trimmed.startsWith("{")) return `"data":${payload}`;
  const inner = trimmed.slice(1, -1);
  return /^[ \t\r\n]*$/.test(inner) ? "" : inner;
}
const expectedIn = (frame: Frame, payload: string) => (frame.spreads ? spread(payload) : payload);

let receiver: Receiver;
let api: Client;
let project: string;

beforeAll(async () => {
  receiver = await startReceiver();
  ({ api, project } = await newProject(running()));
  for (const { dialect } of FRAMES)
    await newEndpoint(api, project, { url: receiver.url(`/${dialect}`), dialect });
});
afterAll(() => receiver.close());

/** The request at each dialect's path that belongs to the event. */
function arrivals(from: Map<string, number>): Map<string, Received[]> {
  return new Map(FRAMES.map(({ dialect }) => [dialect, receiver.to(`/${dialect}`).slice(from.get(dialect))]));
}
const marks = () => new Map(FRAMES.map(({ dialect }) => [dialect, receiver.to(`/${dialect}`).length]));

async function arriveOnce(from: Map<string, number>): Promise<Map<string, Received>> {
  await Promise.all(
    FRAMES.map(({ dialect }) => receiver.waitFor((from.get(dialect) ?? 0) + 1, { path: `/${dialect}` })),
  );
  await settled(api, project);
  const arrived = arrivals(from);
  return new Map([...arrived].map(([dialect, requests]) => [dialect, requests[0] as Received]));
}

function expectIn(arrived: Map<string, Received>, payload: string): void {
  for (const frame of FRAMES) {
    const { body } = arrived.get(frame.dialect) as Received;
    expect(sha256(framed(frame, body)), frame.dialect).toBe(sha256(expectedIn(frame, payload)));
  }
}

describe("inside an event object", () => {
  test.each(Object.keys(PAYLOADS))("%s", async (name) => {
    const from = marks();
    await publish(api, project, { data: PAYLOADS[name] });
    expectIn(await arriveOnce(from), PAYLOADS[name] as string);
  });
});

describe("as the whole body", () => {
  const raw = (body: string | Uint8Array) =>
    api.send("POST", `/api/v1/projects/${project}/events/order.created`, { body });

  test.each(Object.keys(PAYLOADS))("%s, with white space around it", async (name) => {
    const payload = ` \r\n${PAYLOADS[name]}\n\t`;
    const from = marks();
    expect((await raw(payload)).status).toBe(202);
    expectIn(await arriveOnce(from), payload);
  });

  test("exactly 1 MiB arrives, one byte more is refused", async () => {
    const payload = `{"s":"${"é".repeat((MIB - 8) / 2)}"}`;
    expect(Buffer.byteLength(payload)).toBe(MIB);
    const from = marks();
    expect((await raw(payload)).status).toBe(202);
    expectIn(await arriveOnce(from), payload);
    expect((await raw(`${payload} `)).status).toBe(413);
  });
});

test("a replay sends the same bytes", async () => {
  const from = marks();
  const { deliveries } = await publish(api, project, {
    data: '{ "2":1.0, "1":12345678901234567890,"\\ud800":"\\u0000" }',
  });
  const first = await arriveOnce(from);
  const again = marks();
  for (const { id } of deliveries) await api.call("replayDelivery", { project, delivery: id });
  const second = await arriveOnce(again);
  for (const { dialect } of FRAMES)
    expect(second.get(dialect)?.body.equals(first.get(dialect)?.body as Buffer), dialect).toBe(true);
});

/** So many random JSON texts, the same for the same seed. */
function randomTexts(count: number): string[] {
  const seed = Number(process.env.SEED ?? Date.now() % 1e9);
  console.log(`${count} random JSON texts: SEED=${seed}`);
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => randomJsonText(random));
}

/** Publishes each text as an event's data, many at a time; answers their ids in the same order. */
async function publishTexts(by: Client, to: string, texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < texts.length; at += 500) {
    const events = texts.slice(at, at + 500).map((text) => `{"type":"order.created","data":${text}}`);
    const answer = await by.send("POST", `/api/v1/projects/${to}/events`, { body: `[${events.join(",")}]` });
    expect(answer.status, answer.text.slice(0, 500)).toBe(202);
    ids.push(...(JSON.parse(answer.text).data as { id: string }[]).map(({ id }) => id));
  }
  return ids;
}

const trimmed = (text: string) => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");

test("2,000 random JSON texts arrive in every dialect", async () => {
  const texts = randomTexts(2_000);
  const from = marks();
  await publishTexts(api, project, texts);
  await Promise.all(
    FRAMES.map(({ dialect }) =>
      receiver.waitFor((from.get(dialect) ?? 0) + texts.length, { path: `/${dialect}`, timeoutMs: 120_000 }),
    ),
  );
  for (const frame of FRAMES) {
    const requests = receiver.to(`/${frame.dialect}`).slice(from.get(frame.dialect));
    const arrived = requests.map(({ body }) => sha256(framed(frame, body)));
    const published = texts.map((text) => sha256(expectedIn(frame, trimmed(text))));
    expect(arrived.sort(), frame.dialect).toEqual(published.sort());
  }
}, 180_000);

test("10,000 random JSON texts arrive byte for byte, each under its own id", async () => {
  const texts = randomTexts(10_000);
  const other = await newProject(running());
  await newEndpoint(other.api, other.project, { url: receiver.url("/ten-thousand") });
  const started = performance.now();
  const ids = await publishTexts(other.api, other.project, texts);
  await receiver.waitFor(texts.length, { path: "/ten-thousand", timeoutMs: 200_000 });
  console.log(`published and delivered in ${((performance.now() - started) / 1_000).toFixed(1)} s`);
  const [standard] = FRAMES as [Frame];
  const byId = new Map(ids.map((id, index) => [id, trimmed(texts[index] as string)]));
  expect(byId.size).toBe(texts.length);
  const altered = receiver
    .to("/ten-thousand")
    .filter(
      ({ headers, body }) => framed(standard, body).toString() !== byId.get(headers["webhook-id"] ?? ""),
    );
  expect(altered.map(({ body }) => body.toString()).slice(0, 5)).toEqual([]);
  expect(new Set(receiver.to("/ten-thousand").map(({ headers }) => headers["webhook-id"])).size).toBe(
    texts.length,
  );
}, 240_000);
