import { expect, test } from "vitest";
import { spanInWords, timeInWords } from "./relative-time";

const s = 1000;
const min = 60 * s;
const h = 60 * min;
const d = 24 * h;

test.each([
  [0, "0 s"],
  [900, "1 s"],
  [42 * s, "42 s"],
  [4 * min + 12 * s, "4 min 12 s"],
  [5 * min, "5 min"],
  [27 * min + 12 * s, "27 min"],
  [2 * h + 5 * min, "2 h 5 min"],
  [3 * d + 4 * h, "3 d 4 h"],
  [-5 * s, "0 s"],
])("%d ms is %s", (ms, words) => {
  expect(spanInWords(ms)).toBe(words);
});

const now = Date.parse("2026-11-21T12:00:00.000Z");

test.each([
  [-4 * s, "just now"],
  [-12 * s, "12 s ago"],
  [-119 * s, "1 min ago"],
  [-26 * h, "1 d ago"],
  [-45 * d, "7 Oct 2026"],
  [500, "now"],
  [4 * min + 12 * s, "in 4 min 12 s"],
])("%d ms from now is %s", (offset, words) => {
  expect(timeInWords(now + offset, now)).toBe(words);
});
