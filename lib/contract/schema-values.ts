/**
 * Values for a JSON Schema, for tests of the API's own description: right ones, and wrong ones of every kind.
 * Promises the same for the same random numbers; knows what our schemas use and no more. The product never calls it.
 */

import { matching } from "./pattern-values";

export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  prefixItems?: JsonSchema[];
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  format?: string;
};

export type Values = {
  /** A value that the schema allows; `least` has no more in it than it must. */
  right: (schema: JsonSchema, how?: "least" | "any") => unknown;
  /** A value that breaks the schema somewhere, or that nobody thought of. */
  wrong: (schema: JsonSchema) => unknown;
};

/** `components` are what `#/components/schemas/…` refers to; `random` gives numbers in [0, 1). */
export function schemaValues(components: Record<string, JsonSchema>, random: () => number): Values {
  const maker: Maker = {
    random,
    pick: (from) => from[Math.floor(random() * from.length)] as (typeof from)[number],
    resolved: (schema) => resolved(components, schema),
  };
  return {
    right: (schema, how = "any") => right(maker, schema, { how, depth: 0 }),
    wrong: (schema) => wrong(maker, schema),
  };
}

type Maker = {
  random: () => number;
  pick: <T>(from: readonly T[]) => T;
  resolved: (schema: JsonSchema) => JsonSchema;
};
type Wanted = { how: "least" | "any"; depth: number };

function resolved(components: Record<string, JsonSchema>, schema: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema;
  const found = components[schema.$ref.split("/").at(-1) ?? ""];
  if (!found) throw new Error(`no schema ${schema.$ref}`);
  const { $ref: _, ...rest } = schema;
  return resolved(components, { ...found, ...rest });
}

function right(maker: Maker, given: JsonSchema, wanted: Wanted): unknown {
  const { pick, random } = maker;
  const schema = maker.resolved(given);
  const isLeast = wanted.how === "least";
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return isLeast ? schema.enum[0] : pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return right(maker, (isLeast ? choices[0] : pick(choices)) ?? {}, wanted);
  const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
  if (type === "object") return rightObject(maker, schema, wanted);
  if (type === "array") return rightArray(maker, schema, wanted);
  if (type === "string") return rightString(maker, schema, wanted);
  if (type === "integer" || type === "number") return rightNumber(maker, schema, wanted);
  if (type === "boolean") return !isLeast && random() < 0.5;
  return type === "null" ? null : pick(ANYTHING);
}

function rightObject(maker: Maker, schema: JsonSchema, wanted: Wanted): Record<string, unknown> {
  const { pick, random } = maker;
  const below = { ...wanted, depth: wanted.depth + 1 };
  const isMore = () => wanted.how === "any" && wanted.depth < 5 && random() < 0.4;
  const members = Object.entries(schema.properties ?? {})
    .filter(([name]) => schema.required?.includes(name) || isMore())
    .map(([name, property]) => [name, right(maker, property, below)]);
  const more = schema.additionalProperties;
  if (typeof more === "object" && Object.keys(more).length > 0 && isMore())
    members.push([
      String(
        right(maker, schema.propertyNames ?? { enum: ["a", "b"] }, { ...below, how: pick(["least", "any"]) }),
      ),
      right(maker, more, below),
    ]);
  return Object.fromEntries(members);
}

function rightArray(maker: Maker, schema: JsonSchema, wanted: Wanted): unknown[] {
  const below = { ...wanted, depth: wanted.depth + 1 };
  if (schema.prefixItems) return schema.prefixItems.map((item) => right(maker, item, below));
  const { minItems = 0, maxItems = 3 } = schema;
  const more = wanted.how === "any" && wanted.depth < 5 ? Math.floor(maker.random() * 3) : 0;
  const length = Math.min(minItems + more, maxItems);
  return Array.from({ length }, () => right(maker, schema.items ?? {}, below));
}

function rightString({ pick, random }: Maker, schema: JsonSchema, { how }: Wanted): string {
  const { pattern, format, minLength = 0, maxLength = 40 } = schema;
  if (format === "date-time") return pick(TIMES);
  if (format === "base64") return btoa(pick(["a", "order", "x y"]));
  if (format === "email") return `${Math.floor(random() * 1e9)}@example.com`;
  for (let tries = 0; pattern && tries < 50; tries++) {
    const made = matching(pattern, random);
    if (made.length <= maxLength && made.length >= minLength) return made;
  }
  return (how === "least" ? "" : pick(WORDS)).slice(0, maxLength).padEnd(Math.max(minLength, 1), "x");
}

function rightNumber({ random }: Maker, schema: JsonSchema, { how }: Wanted): number {
  const { minimum = 0, maximum = minimum + 1_000 } = schema;
  if (how === "least" || random() < 0.2) return minimum;
  const within = minimum + random() * Math.min(maximum - minimum, 1_000);
  return schema.type === "integer" ? Math.floor(within) : within;
}

function wrong(maker: Maker, given: JsonSchema): unknown {
  const { pick, random } = maker;
  const schema = maker.resolved(given);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices && random() < 0.7) return wrong(maker, pick(choices));
  if (schema.type === "object" && random() < 0.85) return wrongObject(maker, schema);
  if (schema.type === "array" && schema.items && random() < 0.6) return [wrong(maker, schema.items)];
  return schema.type === "string" && random() < 0.8 ? pick(WRONG_STRINGS) : pick(ANYTHING);
}

function wrongObject(maker: Maker, schema: JsonSchema): unknown {
  const { pick, random } = maker;
  const made = rightObject(maker, schema, { how: "any", depth: 0 });
  const names = Object.keys(schema.properties ?? {});
  const name = names.length > 0 ? pick(names) : "anything";
  const spoil = random();
  if (spoil < 0.15) return { ...made, [pick(["role", "id", "constructor", "workspaceId"])]: 1 };
  if (spoil < 0.3) return Object.fromEntries(Object.entries(made).filter(([key]) => key !== name));
  return { ...made, [name]: wrong(maker, schema.properties?.[name] ?? {}) };
}

const WORDS = [
  "a",
  "order.created",
  "Ünïcode 🍝",
  "x y",
  "0",
  "true",
  "<b>",
  "=1+1",
  "‮rtl",
  "e\u0301",
] as const;
const TIMES = ["2026-01-31T12:00:00Z", "2024-02-29T23:59:59.999+14:00", "0001-01-01T00:00:00Z"] as const;
const ANYTHING: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  "",
  "x",
  [],
  [[]],
  {},
  { a: { b: [1] } },
];
const WRONG_STRINGS: readonly unknown[] = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "a\u0000b",
  "x".repeat(10_000),
  "../../etc/passwd",
  "' OR 1=1 --",
  "%00",
  "{{7*7}}",
  "http://169.254.169.254/",
  "9999-99-99T99:99:99Z",
  5,
  null,
  [],
  {},
];
