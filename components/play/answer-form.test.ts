import { expect, it } from "vitest";
import { headersOfLines } from "./answer-form";

it.each([
  ["", {}],
  ["Retry-After: 120", { "Retry-After": "120" }],
  ["  X-A :b \n\nX-C: d: e", { "X-A": "b", "X-C": "d: e" }],
  ["X-Empty:", { "X-Empty": "" }],
])("reads headers from lines: %j", (text, headers) => expect(headersOfLines(text)).toEqual(headers));

it.each(["no colon", ": value", "a b: c"])("refuses what is no header: %j", (text) =>
  expect(headersOfLines(text)).toBeNull(),
);
