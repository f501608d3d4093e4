import { describe, expect, test } from "vitest";
import { indented, jsonTokens } from "./json-tokens";

const join = (tokens: readonly { text: string }[] | null) => tokens?.map(({ text }) => text).join("");

describe("JSON stays the text it is", () => {
  test.each([
    '{"n":12345678901234567890,"f":1.0,"z":-0,"e":1e400}',
    '{"a":1,"a":2,"10":0,"9":0}',
    ' [ "\\u0000" , "\\ud800" , "a\\"b\\\\" ] \n',
    '"<script>alert(1)</script>"',
    "",
  ])("%s", (text) => {
    expect(join(jsonTokens(text))).toBe(text);
  });

  test.each(["{'a':1}", '{"a":NaN}', "undefined", '"open', '"line\nbreak"'])("%s is not JSON", (text) => {
    expect(jsonTokens(text)).toBeNull();
  });
});

test("a string before a colon is a key", () => {
  const kinds = jsonTokens('{"a" : "b"}')?.map(({ kind, text }) => `${kind} ${text}`);
  expect(kinds).toEqual([
    "punctuation {",
    'key "a"',
    "space  ",
    "punctuation :",
    "space  ",
    'string "b"',
    "punctuation }",
  ]);
});

test.each([
  ['{"a":{"b":[1.0,[]]},"c":{}}', '{\n  "a": {\n    "b": [\n      1.0,\n      []\n    ]\n  },\n  "c": {}\n}'],
  ["[]", "[]"],
  ['"{"', '"{"'],
  ['["{",1]', '[\n  "{",\n  1\n]'],
])("%s is indented", (text, expected) => {
  const tokens = jsonTokens(text);
  expect(tokens && join(indented(tokens))).toBe(expected);
});
