import { describe, expect, test } from "vitest";
import { standard } from "@/lib/dialects/standard";
import type { BodyField, BodyShape } from "./delivery-policy";
import { type RenderedEvent, renderBody } from "./render-body";

const event: RenderedEvent = {
  id: "evt_1",
  type: "order.shipped",
  category: null,
  channel: null,
  run: null,
  timestampMs: 1_778_854_980_999,
  payload: Buffer.from('{"id":1.0}'),
};

function rendered(body: BodyShape, changes: Partial<RenderedEvent> = {}): string {
  return Buffer.from(renderBody({ ...standard, body }, { ...event, ...changes })).toString();
}
const object = (...fields: BodyField[]): BodyShape => ({ kind: "object", fields });

describe("timestamps", () => {
  test.each([
    ["iso-seconds-offset", '"2026-05-15T14:23:00+00:00"'],
    ["iso-seconds-z", '"2026-05-15T14:23:00Z"'],
    ["iso-millis-z", '"2026-05-15T14:23:00.999Z"'],
    ["epoch-millis", "1778854980999"],
    ["epoch-seconds", "1778854980"],
  ] as const)("%s", (format, written) => {
    expect(rendered(object({ name: "at", value: { from: "timestamp", format } }))).toBe(`{"at":${written}}`);
  });
});

describe("members", () => {
  const all = object(
    { name: "category", value: { from: "category" } },
    { name: "channel", value: { from: "channel" } },
    { name: "run", value: { from: "run" } },
    { name: "ref", value: { from: "payload-id" } },
  );
  test("that have no value are left out", () => {
    expect(rendered(all, { payload: Buffer.from("[1]") })).toBe("{}");
    expect(rendered(all, { channel: "c", payload: Buffer.from("{}") })).toBe('{"channel":"c"}');
    expect(rendered(all, { category: "", run: "r" })).toBe('{"category":"","run":"r","ref":1.0}');
  });
  test("and their names are escaped as JSON", () => {
    const quoted = object({ name: 'a"b', value: { from: "channel" } });
    expect(rendered(quoted, { channel: 'x"\n\u2028é' })).toBe(`{"a\\"b":"x\\"\\n\u2028é"}`);
  });
});

describe("spread", () => {
  const spread = (...more: BodyField[]) => object({ name: "data", value: { from: "spread" } }, ...more);
  const type: BodyField = { name: "type", value: { from: "type" } };
  test.each([
    ['{"a":1}', '{"a":1,"type":"order.shipped"}'],
    ['{ "a":{"b":"}"} }', '{ "a":{"b":"}"} ,"type":"order.shipped"}'],
    ["{}", '{"type":"order.shipped"}'],
    [" { \n } ", '{"type":"order.shipped"}'],
    ["[{}]", '{"data":[{}],"type":"order.shipped"}'],
    ["null", '{"data":null,"type":"order.shipped"}'],
    ['"{}"', '{"data":"{}","type":"order.shipped"}'],
  ])("%j in front", (payload, body) => {
    expect(rendered(spread(type), { payload: Buffer.from(payload) })).toBe(body);
  });
  test("alone", () => {
    expect(rendered(spread(), { payload: Buffer.from("{}") })).toBe("{}");
    expect(rendered(spread(), { payload: Buffer.from('{"a":1}') })).toBe('{"a":1}');
  });
});

test("raw is the payload and nothing else", () => {
  expect(rendered({ kind: "raw" }, { payload: Buffer.from(" 1e400 ") })).toBe(" 1e400 ");
});

test("a payload that is a view into something larger is read from its own start", () => {
  const whole = new TextEncoder().encode('xxx{"a":1}yyy');
  const body = object({ name: "data", value: { from: "payload" } });
  expect(rendered(body, { payload: whole.subarray(3, 10) })).toBe('{"data":{"a":1}}');
});
