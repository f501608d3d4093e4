import { expect, it } from "vitest";
import { jsonMistake, tidied } from "./json-editor";

it.each(["", " \n", "{}", '{"a":1.0}', "[]"])("%j is fine", (text) => {
  expect(jsonMistake(text)).toBeNull();
});

it.each(["{", '{"a":1,\n"b":}', "{} x", "undefined"])("%j is not JSON yet", (text) => {
  expect(jsonMistake(text)).toMatch(/not JSON/);
});

it("indents without touching a number or an escape", () => {
  expect(tidied('{"a":1.0,"b":[12345678901234567890,"\\u00e9"]}')).toBe(
    '{\n  "a": 1.0,\n  "b": [\n    12345678901234567890,\n    "\\u00e9"\n  ]\n}',
  );
  expect(tidied("{")).toBe("{");
  expect(tidied("")).toBe("");
});
