import { expect, test } from "vitest";
import type { EventType } from "@/lib/contract/event-types";
import { grouped } from "./catalogue-groups";
import { linesOf } from "./matrix-lines";

const type = (name: string, category: string | null, more: Partial<EventType> = {}): EventType => ({
  ...{ name, category, description: "", schema: null, example: null, registered: true, violations: 0 },
  ...{ archivedAt: null, createdAt: "2026-01-01T00:00:00.000Z", ...more },
});
const groups = grouped([
  type("ping", null),
  type("order.paid", "order_events", { description: "Money came in." }),
  type("old", "order_events", { archivedAt: "2026-01-01T00:00:00.000Z" }),
  type("order.shipped", "order_events"),
]);
const titles = (words: string, more = [{ type: "order.*", category: null as string | null }]) =>
  linesOf(groups, { words, more }).map(({ title }) => title);

test("categories with their types, loose types, then what is asked for by name, once", () => {
  const more = [
    { type: "order.paid", category: null },
    { type: "*", category: "order_events" },
    { type: "*", category: "to_come" },
    { type: "order.*", category: null },
    { type: "order.*", category: null },
    { type: "*", category: null },
  ];
  expect(titles("", more)).toEqual([
    ...["Order events", "order.paid", "order.shipped"],
    ...["ping", "To come", "order.*"],
  ]);
});

test("a search leaves a category's head above what was found in it", () => {
  expect(titles("money")).toEqual(["Order events", "order.paid"]);
  expect(titles("Order.")).toEqual(["Order events", "order.paid", "order.shipped", "order.*"]);
  expect(titles("nothing like it")).toEqual([]);
});
