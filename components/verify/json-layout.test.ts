import { expect, test } from "vitest";
import { randomJsonText, seededRandom } from "@/lib/policy/json-text-generator";
import { otherLayouts } from "./json-layout";

const COMPACT = '{"a":[1.0,{"b":"x, \\"y\\": z"},[],{}],"a":12345678901234567890}';

test("the layouts of the usual printers, values as they are written", () => {
  const value = { a: [1, { b: 'x, "y": z' }, [], {}], c: "é" };
  const compact = JSON.stringify(value);
  const all = otherLayouts(compact);
  expect(all).toEqual([
    '{"a": [1, {"b": "x, \\"y\\": z"}, [], {}], "c": "é"}',
    ...["  ", "    ", "\t"].map((indent) => JSON.stringify(value, null, indent)),
  ]);
  for (const layout of all) expect(otherLayouts(layout)).toContain(compact);
});

test("numbers, escapes and repeated keys survive", () => {
  for (const layout of otherLayouts(COMPACT).slice(0, 4)) expect(otherLayouts(layout)).toContain(COMPACT);
});

test("whatever is JSON is JSON in every layout, and means the same", () => {
  const random = seededRandom(9);
  for (let i = 0; i < 300; i++) {
    const text = randomJsonText(random);
    const reprinted = JSON.stringify(JSON.parse(text));
    for (const layout of otherLayouts(text).filter((each) => each !== reprinted))
      expect(JSON.parse(layout)).toEqual(JSON.parse(text));
  }
});

test.each(["", "{", "a=1", '{"a":1}}'])("%j is not JSON and has none", (text) => {
  expect(otherLayouts(text)).toEqual([]);
});
