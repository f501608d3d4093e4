import { describe, expect, test } from "vitest";
import type { EventType } from "@/lib/contract/event-types";
import {
  categoryState,
  coverOf,
  isTicked,
  NOTHING,
  type Selection,
  selectionOf,
  subscriptionsOf,
  tickCategory,
  tickType,
} from "./selection";

const type = (name: string, category: string | null): EventType => ({
  name,
  category,
  description: "",
  schema: null,
  example: null,
  registered: true,
  violations: 0,
  archivedAt: null,
  createdAt: "2026-01-01T00:00:00.000Z",
});
const shipped = type("order.shipped", "orders");
const created = type("order.created", "orders");
const orders = [shipped, created];

describe("subscriptions survive the picker", () => {
  test.each([
    [[{ type: "*" }]],
    [[{ type: "order.*" }, { type: "a" }]],
    [[{ type: "*", category: "orders" }]],
    [
      [
        { type: "*", channel: "onboarding" },
        { type: "a", when: "runEnd" as const },
      ],
    ],
    [[{ type: "a", category: "orders" }]],
  ])("%j", (subscriptions) => {
    expect(subscriptionsOf(selectionOf(subscriptions))).toEqual(subscriptions);
  });
});

describe("a category's box", () => {
  const states: [Partial<Selection>, boolean | "some"][] = [
    [{}, false],
    [{ types: ["order.shipped"] }, "some"],
    [{ types: ["order.shipped", "order.created"] }, true],
    [{ categories: ["orders"] }, true],
    [{ types: ["order.*"] }, true],
  ];
  test.each(states)("%j is %s", (selection, state) => {
    expect(categoryState({ ...NOTHING, ...selection }, "orders", orders)).toBe(state);
  });

  test("ticking it subscribes to the category, not to today's types", () => {
    const selection = tickCategory({ ...NOTHING, types: ["order.shipped", "x"] }, "orders", orders, true);
    expect(subscriptionsOf(selection)).toEqual([{ type: "*", category: "orders" }, { type: "x" }]);
  });

  test("types without a category are listed one by one", () => {
    const loose = [type("a", null), type("b", null)];
    expect(tickCategory(NOTHING, null, loose, true).types).toEqual(["a", "b"]);
  });
});

test("unticking one type of a category leaves the others ticked", () => {
  const selection = tickType({ ...NOTHING, categories: ["orders"] }, shipped, orders, false);
  expect(selection).toMatchObject({ categories: [], types: ["order.created"] });
});

test("a pattern covers what is below it and nothing beside it", () => {
  const selection = { ...NOTHING, types: ["order.*"] };
  expect(coverOf(selection, shipped)).toBe("order.*");
  expect(isTicked(selection, type("orders.x", null))).toBe(false);
});
