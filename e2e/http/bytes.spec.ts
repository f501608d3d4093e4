/** A payload's own bytes arrive: never parsed and printed again, whatever its dialect puts around them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, newEndpoint, newProject, publish, settled } from "@/e2e/api";
import { expectedIn, FRAMES, framed } from "@/e2e/dialect-frames";
import { type Received, type Receiver, startReceiver } from "@/e2e/receiver";
import { running } from "@/e2e/running";

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
    expect(framed(frame, body).equals(Buffer.from(expectedIn(frame, payload))), frame.dialect).toBe(true);
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
