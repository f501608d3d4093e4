import { describe, expect, it } from "vitest";
import { isUndecided, payloadSchema, schemaMistake } from "./payload-schemas";

const problems = (schema: unknown, payload: unknown) =>
  payloadSchema(JSON.stringify(schema))
    ?.check(payload)
    .map(({ field, message }) => `${field}: ${message}`);

const ORDER = {
  type: "object",
  required: ["id", "items"],
  additionalProperties: false,
  properties: {
    id: { type: ["integer", "string"] },
    state: { enum: ["new", "paid"] },
    total: { type: "number", minimum: 0 },
    items: { type: "array", minItems: 1, items: { $ref: "#/$defs/item" } },
    by: { anyOf: [{ type: "null" }, { type: "object", required: ["name"] }] },
    "a/b": { type: "string" },
  },
  $defs: { item: { type: "object", required: ["sku"], properties: { sku: { pattern: "^[A-Z]+$" } } } },
};

describe("a payload", () => {
  it("that fits has no problem", () => {
    expect(problems(ORDER, { id: 1, state: "paid", items: [{ sku: "AB" }], by: null })).toEqual([]);
  });

  it("is told every field that is wrong, by its path and in words", () => {
    const payload = { id: true, state: "gone", total: -1, items: [{ sku: "AB" }, {}, 7], extra: 1, "a/b": 1 };
    expect(problems(ORDER, payload)?.sort()).toEqual([
      "data.extra: is not in the schema",
      "data.id: must be integer or string, not boolean",
      "data.items[1].sku: is required",
      "data.items[2]: must be object, not number",
      'data.state: must be one of "new", "paid"',
      "data.total: -1 is less than 0",
      'data["a/b"]: must be string, not number',
    ]);
  });

  it("is told of a choice once, not of each branch it did not take", () => {
    expect(problems(ORDER, { id: 1, items: [{ sku: "A" }], by: {} })).toEqual([
      "data.by: does not match any subschemas",
    ]);
  });

  it("is not held up by a pattern or by references that take for ever, and not refused for them", () => {
    const evil = { type: "object", properties: { a: { pattern: "^(a+)+$" } } };
    const found = payloadSchema(JSON.stringify(evil))?.check({ a: `${"a".repeat(60)}!` }) ?? [];
    expect(isUndecided(found)).toBe(true);
    const circle = { $ref: "#" };
    expect(schemaMistake(JSON.stringify(circle))).toContain("cannot be used");
    const level = (n: number) => ({ allOf: [{ $ref: `#/$defs/${n}` }, { $ref: `#/$defs/${n}` }] });
    const $defs = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [n, n < 39 ? level(n + 1) : {}]));
    expect(schemaMistake(JSON.stringify({ ...level(0), $defs }))).toContain("timed out");
  });
});

it.each([
  ["[]", "must be a JSON Schema"],
  ["7", "must be a JSON Schema"],
  ['{"$ref":"#/$defs/none"}', "refers to #/$defs/none, which is not in it"],
  ['{"properties":{"a":{"pattern":"("}}}', "cannot be used as a JSON Schema"],
  ['{"anyOf":{}}', "cannot be used as a JSON Schema"],
])("%s is no schema, and says why", (text, why) => {
  expect(schemaMistake(text)).toContain(why);
  expect(payloadSchema(text)).toBeNull();
});
