import { describe, expect, test } from "vitest";
import {
  checkJson,
  findMember,
  innerOfObject,
  isBlank,
  MAX_JSON_DEPTH,
  scanArray,
  scanObject,
} from "./json-text";
import { randomJsonText, seededRandom } from "./json-text-generator";

const bytes = (text: string) => new TextEncoder().encode(text);
const source = (text: Uint8Array, slice: { start: number; end: number }) =>
  Buffer.from(text).toString("utf8", slice.start, slice.end);

function parses(text: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text));
    return true;
  } catch {
    return false;
  }
}

describe("texts that are refused", () => {
  const refused: [what: string, text: string | number[], at: number][] = [
    ["empty", "", 0],
    ["only space", " \n", 2],
    ["a truncated object", '{"a":1', 6],
    ["a truncated string", '"abc', 4],
    ["a truncated escape", '"\\u12', 5],
    ["a truncated word", "tru", 3],
    ["a truncated number", "-", 1],
    ["a trailing comma in an object", '{"a":1,}', 7],
    ["a trailing comma in an array", "[1,]", 3],
    ["a leading comma", "[,1]", 1],
    ["a missing comma", "[1 2]", 3],
    ["a missing colon", '{"a" 1}', 5],
    ["a missing value", '{"a":}', 5],
    ["a line comment", "{}//x", 2],
    ["a block comment", "/*x*/{}", 0],
    ["single quotes", "{'a':1}", 1],
    ["an unquoted name", "{a:1}", 1],
    ["a number as name", "{1:1}", 1],
    ["NaN", "NaN", 0],
    ["Infinity", "Infinity", 0],
    ["-Infinity", "-Infinity", 1],
    ["undefined", "undefined", 0],
    ["two texts", '{"a":1}{"b":2}', 7],
    ["trailing garbage", "{}x", 2],
    ["a bracket that does not match", "[1}", 2],
    ["a closing bracket alone", "]", 0],
    ["a leading zero", "01", 1],
    ["a leading plus", "+1", 0],
    ["a bare fraction", ".5", 0],
    ["a fraction without digits", "1.", 2],
    ["an exponent without digits", "1e", 2],
    ["hexadecimal", "0x10", 1],
    ["a raw control character", '"a\u0001b"', 2],
    ["a raw newline", '"a\nb"', 2],
    ["an unknown escape", '"\\x41"', 2],
    ["bad hexadecimal in an escape", '"\\u12g4"', 5],
    ["a byte order mark", "\ufeff{}", 0],
    ["a no-break space", "\u00a0{}", 0],
    ["a form feed", "\f{}", 0],
    ["a NUL at the end", "{}\u0000", 2],
    ["UTF-16", [...Buffer.from('{"a":1}', "utf16le")], 1],
    ["UTF-32", [0, 0, 0, 0x7b, 0, 0, 0, 0x7d], 0],
    ["an invalid byte in a string", [0x22, 0x61, 0xff, 0x22], 2],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22], 1],
    ["an overlong encoding", [0x22, 0xc0, 0xaf, 0x22], 1],
    ["a character beyond Unicode", [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], 1],
    ["a cut character", [0x22, 0xf0, 0x9f, 0x8d], 1],
  ];
  test.each(refused)("%s", (_what, text, at) => {
    const raw = typeof text === "string" ? bytes(text) : Uint8Array.from(text);
    expect(parses(raw)).toBe(false);
    expect(checkJson(raw)).toEqual({ ok: false, error: "invalid_json", at });
  });
});

describe("texts that are accepted", () => {
  const accepted: [what: string, text: string][] = [
    ["an empty object", "{}"],
    ["a scalar", " null "],
    ["an escaped lone surrogate", '{"a":"\\ud800"}'],
    ["an escaped NUL", '{"a":"a\\u0000b"}'],
    ["every number spelling", "[1e400,-0,1.50,1E2,1e-7,0,0.0,-0.0e+0]"],
    ["a number of 10,000 digits", `[${"7".repeat(10_000)}]`],
    ["duplicate keys", '{"a":1,"a":2}'],
    ["integer-like keys, CRLF, escaped slashes", '{\r\n"10":1,\t"2":"\\/"\r\n}'],
    ["an unescaped line separator and DEL", '"\u2028\u007f"'],
    ["64 levels", "[".repeat(64) + "]".repeat(64)],
  ];
  test.each(accepted)("%s", (_what, text) => {
    expect(parses(bytes(text))).toBe(true);
    expect(checkJson(bytes(text))).toEqual({ ok: true });
  });
});

describe("depth", () => {
  test("64 nested containers are taken and 65 are not", () => {
    const nested = (levels: number) => bytes('{"a":['.repeat(levels / 2) + "]}".repeat(levels / 2));
    expect(checkJson(nested(MAX_JSON_DEPTH))).toEqual({ ok: true });
    expect(checkJson(nested(MAX_JSON_DEPTH + 2))).toEqual({ ok: false, error: "too_deep", at: 192 });
    expect(checkJson(nested(66), { maxDepth: 66 })).toEqual({ ok: true });
  });

  test.each([5_000, 100_000, 500_000])("%d brackets are refused at once", (levels) => {
    expect(checkJson(bytes("[".repeat(levels)))).toEqual({ ok: false, error: "too_deep", at: 64 });
    expect(checkJson(bytes("[".repeat(levels) + "]".repeat(levels)))).toMatchObject({ error: "too_deep" });
  });

  test("siblings do not add up", () => {
    expect(checkJson(bytes(`[${"[],{},".repeat(1_000)}[]]`), { maxDepth: 2 })).toEqual({ ok: true });
  });
});

describe("slices", () => {
  test("members are the exact source, duplicates and escaped names included", () => {
    const text = bytes(' {"a" : 1.0 , "\\u0061":[ 1 , {"b":2} ],"":"\\u00e9", "é":{} }\n');
    const scanned = scanObject(text);
    if (!scanned.ok) throw new Error("refused");
    expect(scanned.members.map((member) => [member.key, source(text, member)])).toEqual([
      ["a", "1.0"],
      ["a", '[ 1 , {"b":2} ]'],
      ["", '"\\u00e9"'],
      ["é", "{}"],
    ]);
  });

  test("elements are the exact source", () => {
    const text = bytes('[ 1e400,\n{"a":[1,2]} ,[ ],"x" ]');
    const scanned = scanArray(text);
    if (!scanned.ok) throw new Error("refused");
    expect(scanned.elements.map((element) => source(text, element))).toEqual([
      "1e400",
      '{"a":[1,2]}',
      "[ ]",
      '"x"',
    ]);
  });

  test("a text of another kind is refused", () => {
    expect(scanObject(bytes(" [1]"))).toEqual({ ok: false, error: "invalid_json", at: 1 });
    expect(scanArray(bytes('{"a":1}'))).toEqual({ ok: false, error: "invalid_json", at: 0 });
    expect(scanObject(bytes("{}"))).toEqual({ ok: true, members: [] });
    expect(scanArray(bytes("[ ]"))).toEqual({ ok: true, elements: [] });
  });

  test("the last of several members of one name is found", () => {
    const text = bytes('{"id":"first","x":{"id":"inner"},"\\u0069d":"last","idx":1}');
    expect(source(text, findMember(text, "id") ?? { start: 0, end: 0 })).toBe('"last"');
    expect(findMember(text, "i")).toBeNull();
    expect(findMember(bytes('[{"id":1}]'), "id")).toBeNull();
  });

  test("the inside of an object is what lies between its braces", () => {
    const text = bytes(' { "a":{"b":"}"} } \n');
    const inner = innerOfObject(text);
    expect(inner && source(text, inner)).toBe(' "a":{"b":"}"} ');
    expect(innerOfObject(bytes('"{}"'))).toBeNull();
    expect(isBlank(bytes("{ \n}"), { start: 1, end: 3 })).toBe(true);
    expect(isBlank(text, inner ?? { start: 0, end: 0 })).toBe(false);
  });

  test("slices of a subarray count from its own start", () => {
    const whole = bytes('xx{"a":1}');
    const scanned = scanObject(whole.subarray(2));
    expect(scanned).toEqual({ ok: true, members: [{ key: "a", start: 5, end: 6 }] });
  });
});

describe("agreement with JSON.parse", () => {
  test("2,000 random texts are valid, and their members parse to the same values", () => {
    const random = seededRandom(20_260_515);
    for (let i = 0; i < 2_000; i++) {
      const text = bytes(randomJsonText(random, { kind: i % 2 ? "any" : "object" }));
      expect(parses(text)).toBe(true);
      expect(checkJson(text)).toEqual({ ok: true });
      if (i % 2) continue;
      const scanned = scanObject(text);
      if (!scanned.ok) throw new Error(`refused ${Buffer.from(text)}`);
      const rebuilt = Object.fromEntries(
        scanned.members.map((member) => [member.key, JSON.parse(source(text, member))]),
      );
      const parsed = JSON.parse(Buffer.from(text).toString());
      expect(Object.entries(rebuilt)).toEqual(Object.entries(parsed));
    }
  });

  test("20,000 mutilated texts are valid or invalid alike", () => {
    const random = seededRandom(7);
    let invalid = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = mutilate(bytes(randomJsonText(random)), random);
      const expected = parses(text);
      if (!expected) invalid++;
      expect(checkJson(text).ok, Buffer.from(text).toString("latin1")).toBe(expected);
    }
    expect(invalid).toBeGreaterThan(5_000);
    expect(invalid).toBeLessThan(19_000);
  });

  test("every lead byte is taken or refused as by a strict decoder", () => {
    const edges = [0x22, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    for (let lead = 0x80; lead <= 0xff; lead++) {
      for (const second of edges) {
        for (const third of edges) {
          for (const fourth of edges) {
            const text = Uint8Array.from([0x22, lead, second, third, fourth, 0x22]);
            if (checkJson(text).ok !== parses(text))
              throw new Error(`disagree on ${Buffer.from(text).toString("hex")}`);
          }
        }
      }
    }
  });

  test("the first ill-formed byte is found wherever it is", () => {
    const text = bytes(`"${"é🍝a".repeat(50)}"`);
    for (let at = 0; at < text.length; at++) {
      const broken = Uint8Array.from(text);
      broken[at] = 0xff;
      let start = at;
      while (start > 0 && ((text[start] as number) & 0xc0) === 0x80) start--;
      expect(checkJson(broken)).toEqual({ ok: false, error: "invalid_json", at: start });
    }
  });
});

function mutilate(text: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * text.length);
  const roll = random();
  if (roll < 0.3) return text.subarray(0, at);
  const copy = Uint8Array.from(text);
  const syntax = '{}[]",:\\ \n0-.eEtfnu';
  if (roll < 0.6) copy[at] = syntax.charCodeAt(Math.floor(random() * syntax.length));
  else if (roll < 0.8) copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  else return Uint8Array.from([...text.subarray(0, at), ...text.subarray(at + 1)]);
  return copy;
}
