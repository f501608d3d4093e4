import { expect, it } from "vitest";
import { csvRow } from "./csv";

it.each([
  ["plain", '"plain"'],
  ["", '""'],
  ['say "hi", twice', '"say ""hi"", twice"'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", '"\'=1+1"'],
  ["+1", '"\'+1"'],
  ["-1", '"\'-1"'],
  ["@SUM(A1)", '"\'@SUM(A1)"'],
  ["\t=1", '"\'\t=1"'],
  ["\r=1", '"\'\r=1"'],
  ['="x"', '"\'=""x"""'],
  ["a=1", '"a=1"'],
])("%j is shown, never calculated", (value, written) => {
  expect(csvRow([value])).toBe(`${written}\r\n`);
});

it("cells stand side by side", () => {
  expect(csvRow(["a", "b"])).toBe('"a","b"\r\n');
});
