/**
 * Random JSON *texts* for property tests: odd whitespace, escapes, number spellings and duplicate keys that
 * parse-and-print would lose. Promises valid JSON, the same for the same seed; the product never calls it.
 */

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * One JSON text of at most `depth` (default 4) nested containers, with whitespace around it. `kind` asks
 * for an object at the top, default any value.
 */
export function randomJsonText(
  random: () => number,
  { depth = 4, kind = "any" }: { depth?: number; kind?: "any" | "object" } = {},
): string {
  const value = kind === "object" ? randomObject(random, depth) : randomValue(random, depth);
  return randomSpace(random) + value + randomSpace(random);
}

const NUMBERS = [
  "0",
  "-0",
  "-0.0",
  "1.0",
  "1.50",
  "1E2",
  "1e+2",
  "1e-7",
  "1e400",
  "-1E-400",
  "0.1",
  "12345678901234567890",
  "-98765432109876543210.00",
  "9007199254740993",
  "123e0",
  `1${"0".repeat(40)}`,
];

const STRING_PARTS = [
  "",
  "a",
  "order.shipped",
  " ",
  "\u007f",
  "\u2028",
  "é",
  "e\u0301",
  "日本語",
  "🍝",
  "👩‍👩‍👧",
  "\ufeff",
  "\u202e",
  "\\u0000",
  "\\u00e9",
  "\\u00E9",
  "\\ud83c\\udf5d",
  "\\ud800",
  "\\uDFFF",
  "\\/",
  "/",
  '\\"',
  "\\\\",
  "\\b\\f\\n\\r\\t",
  "<script>",
  "{}[],:",
];

const KEYS = ["id", "event", "2", "10", "1", "01", "", "__proto__", "constructor", "data", "\\u0069d", "a.b"];

const SPACES = ["", "", "", " ", "  ", "\n", "\r\n", "\t", " \n\t\r "];

function randomValue(random: () => number, depth: number): string {
  const roll = random();
  if (depth > 0 && roll < 0.3) return randomObject(random, depth);
  if (depth > 0 && roll < 0.5) return randomArray(random, depth);
  if (roll < 0.7) return randomString(random);
  if (roll < 0.9) return pick(random, NUMBERS);
  return pick(random, ["true", "false", "null"]);
}

function randomObject(random: () => number, depth: number): string {
  return `{${list(random, () => {
    const key = random() < 0.7 ? `"${pick(random, KEYS)}"` : randomString(random);
    return `${key}${randomSpace(random)}:${randomSpace(random)}${randomValue(random, depth - 1)}`;
  })}}`;
}

function randomArray(random: () => number, depth: number): string {
  return `[${list(random, () => randomValue(random, depth - 1))}]`;
}

function list(random: () => number, item: () => string): string {
  const items = Array.from(
    { length: Math.floor(random() * 5) },
    () => randomSpace(random) + item() + randomSpace(random),
  );
  return items.length === 0 ? randomSpace(random) : items.join(",");
}

function randomString(random: () => number): string {
  const parts = Array.from({ length: Math.floor(random() * 4) }, () => pick(random, STRING_PARTS));
  return `"${parts.join("")}"`;
}

function randomSpace(random: () => number): string {
  return pick(random, SPACES);
}

function pick(random: () => number, from: readonly string[]): string {
  return from[Math.floor(random() * from.length)] ?? "";
}
