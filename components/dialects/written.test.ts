import { expect, it } from "vitest";
import {
  readDuration,
  readDurations,
  readRanges,
  readStatuses,
  writeDuration,
  writeDurations,
  writeRanges,
} from "./written";

it.each([
  ["5 s", 5_000],
  ["200ms", 200],
  ["1.5 h", 5_400_000],
  ["30 m", 1_800_000],
  ["30 min", 1_800_000],
  ["2d", 172_800_000],
  ["0 ms", 0],
  ["5", null],
  ["s", null],
  ["-1 s", null],
  ["1 s 2", null],
  ["", null],
])("%j is %j ms", (written, ms) => {
  expect(readDuration(written)).toBe(ms);
});

it.each([0, 1, 200, 5_000, 90_000, 300_000, 36_000_000, 432_000_000, 86_400_001])(
  "%i ms is read as it is written",
  (ms) => {
    expect(readDuration(writeDuration(ms))).toBe(ms);
  },
);

it("lists are read as they are written, or not at all", () => {
  const waits = [5_000, 300_000, 1_800_000, 7_200_000];
  expect(writeDurations(waits)).toBe("5 s, 5 min, 30 min, 2 h");
  expect(readDurations(writeDurations(waits))).toEqual(waits);
  expect(readDurations("")).toEqual([]);
  expect(readDurations("5 s, x")).toBeNull();
  expect(readDurations("5 s,")).toBeNull();
  expect(readStatuses("404, 410")).toEqual([404, 410]);
  expect(readStatuses("40")).toBeNull();
});

it("ranges may be single statuses, and never end before they begin", () => {
  expect(readRanges("200-299, 304")).toEqual([
    [200, 299],
    [304, 304],
  ]);
  expect(
    writeRanges([
      [200, 299],
      [304, 304],
    ]),
  ).toBe("200-299, 304");
  expect(readRanges("299-200")).toBeNull();
  expect(readRanges("200-")).toBeNull();
});
