import { describe, expect, test } from "vitest";
import { checkJson, innerOfObject, isBlank } from "@/lib/policy/json-text";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";
import { renderBatch, renderBody } from "@/lib/policy/render-body";
import { BUILT_IN_DIALECTS } from "./built-in";

const TEXTS = 2_000;

const HAZARDS = [
  '{"n":[12345678901234567890,1.0,-0,1e400,1E2,-0.0]}',
  '{"b":1,"a":2,"b":3,"10":1,"2":2}',
  '"\\u0000\\ud800\\ud83c\\udf5d🍝\\/"',
  ' \r\n\t{ "a" :\t[ ] }\n ',
  "[".repeat(64) + "]".repeat(64),
  `{"big":"${"x".repeat(1_048_000)}"}`,
];

function eventWith(payload: Uint8Array) {
  const { type, category, channel, run } = { type: "a.b", category: "c", channel: "d", run: "e" };
  return { id: "evt_1", type, category, channel, run, timestampMs: 1_778_854_980_123, payload };
}

/** What of the payload must stand in the body, in one piece. */
function embedded(dialect: string, payload: Buffer): Buffer {
  const spread = BUILT_IN_DIALECTS[dialect]?.body;
  const splices = spread?.kind === "object" && spread.fields.some((field) => field.value.from === "spread");
  const inner = splices ? innerOfObject(payload) : null;
  if (inner === null) return payload;
  return isBlank(payload, inner) ? Buffer.alloc(0) : payload.subarray(inner.start, inner.end);
}

describe.each(["standard", "spectra", "spectrum", "spektr", "splexa"] as const)("%s", (dialect) => {
  const policy = BUILT_IN_DIALECTS[dialect];

  test(`${TEXTS} random texts are embedded byte for byte, in a body that is valid JSON`, () => {
    const random = seededRandom(20_260_515);
    for (let i = 0; i < TEXTS; i++) {
      const payload = Buffer.from(randomJsonText(random, { kind: i % 3 ? "object" : "any" }));
      const body = Buffer.from(renderBody(policy, eventWith(payload)));
      const expected = embedded(dialect, payload);
      if (body.indexOf(expected) === -1) throw new Error(`${payload} was changed to ${body}`);
      if (!checkJson(body, { maxDepth: 68 }).ok) throw new Error(`${payload} broke ${body}`);
      expect(JSON.parse(body.toString())).toBeTypeOf("object");
    }
  });

  test.each(HAZARDS)("%.40s is embedded byte for byte", (text) => {
    const payload = Buffer.from(text);
    const body = Buffer.from(renderBody(policy, eventWith(payload)));
    expect(body.indexOf(embedded(dialect, payload))).toBeGreaterThan(0);
    expect(checkJson(body, { maxDepth: 68 })).toEqual({ ok: true });
  });
});

test("a thin body refers to the record by the id's own spelling", () => {
  const policy = BUILT_IN_DIALECTS.spectora;
  for (const id of ["12345678901234567890", "1.0", '"\\u0041\\ud800"', '{ "a":1 }']) {
    const body = Buffer.from(renderBody(policy, eventWith(Buffer.from(`{"x":[{"id":0}],"id": ${id} }`))));
    expect(body.toString()).toBe(`{"type":"a.b","id":${id},"timestamp":"2026-05-15T14:23:00.123Z"}`);
  }
});

test("a batch holds its events in order, each byte for byte", () => {
  const events = ["1.0", '{"a":1,"a":2}', "null"].map((text, i) => ({
    ...eventWith(Buffer.from(text)),
    id: `evt_${i}`,
  }));
  const item = (i: number, data: string) =>
    `{"id":"evt_${i}","type":"a.b","createdAt":1778854980123,"data":${data},"processType":"d","contextId":"e"}`;
  expect(Buffer.from(renderBatch(BUILT_IN_DIALECTS.spektr, events)).toString()).toBe(
    `{"results":[${item(0, "1.0")},${item(1, '{"a":1,"a":2}')},${item(2, "null")}]}`,
  );
  expect(() => renderBatch(BUILT_IN_DIALECTS.standard, events)).toThrow("holds one event");
});
