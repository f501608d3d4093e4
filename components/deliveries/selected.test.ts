import { expect, it } from "vitest";
import { NOTHING, shareOf, ticked, tickedAll } from "./selected";

const order = ["a", "b", "c", "d", "e"];
const tick = (id: string) => ({ id, isRange: false });
const range = (id: string) => ({ id, isRange: true });

it("ticks and unticks one", () => {
  const one = ticked(NOTHING, order, tick("b"));
  expect(one.ids).toEqual(["b"]);
  expect(ticked(one, order, tick("b")).ids).toEqual([]);
});

it("takes a range from the last one, upwards and downwards, also off again", () => {
  const from = ticked(NOTHING, order, tick("b"));
  const down = ticked(from, order, range("d"));
  expect(down.ids).toEqual(["b", "c", "d"]);
  expect(ticked(ticked(NOTHING, order, tick("d")), order, range("b")).ids).toEqual(["b", "c", "d"]);
  expect(ticked(down, order, range("c")).ids).toEqual(["b"]);
});

it("a range whose beginning is on another page is one row", () => {
  const elsewhere = ticked(NOTHING, ["x"], tick("x"));
  expect(ticked(elsewhere, order, range("c")).ids).toEqual(["x", "c"]);
});

it("all of a page, and what is ticked elsewhere stays", () => {
  const some = ticked(ticked(NOTHING, ["x"], tick("x")), order, tick("a"));
  expect(shareOf(some, order)).toBe("some");
  const all = tickedAll(some, order);
  expect(all.ids.toSorted()).toEqual(["a", "b", "c", "d", "e", "x"]);
  expect(shareOf(all, order)).toBe(true);
  expect(tickedAll(all, order).ids).toEqual(["x"]);
  expect(shareOf(NOTHING, [])).toBe(false);
});
