import { expect, it } from "vitest";
import { axisEnd, decades, labelledBars } from "./chart-scale";

it.each([
  [0, 2],
  [1, 2],
  [3, 4],
  [9, 10],
  [10, 10],
  [11, 14],
  [75, 80],
  [81, 100],
  [1_234, 1_400],
  [2_070, 3_000],
])("an axis for %d ends at %d, and its half is whole", (largest, end) => {
  expect(axisEnd(largest)).toBe(end);
  expect(Number.isInteger(end / 2)).toBe(true);
});

it.each([
  [
    [5, 40],
    [1, 10, 100],
  ],
  [[100], [100, 1_000]],
  [
    [0, 0],
    [1, 10],
  ],
  [
    [12, 4_000],
    [10, 100, 1_000, 10_000],
  ],
])("durations %j lie between the decades %j", (durations, expected) =>
  expect(decades(durations)).toEqual(expected),
);

it("names bars evenly from the first", () => {
  expect(labelledBars(48, 6)).toEqual([0, 8, 16, 24, 32, 40]);
  expect(labelledBars(3, 6)).toEqual([0, 1, 2]);
});
