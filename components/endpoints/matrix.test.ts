import { describe, expect, test } from "vitest";
import { createEndpointBody, type Subscription } from "@/lib/contract/endpoints";
import { seededRandom } from "@/lib/policy/json-text-generator";
import { compileSubscriptions } from "@/lib/policy/match";
import { cellAt, channelsIn, EVERYTHING, hasCell, type Line, linesIn, setCell } from "./matrix";
import { NOTHING, type Selection, selectionOf, subscriptionsOf } from "./selection";

const TYPES = ["order.paid", "order.shipped", "order.line.added", "invoice.paid", "ping"];
const CATEGORIES = ["orders", "billing"];
const CHANNELS = ["retail", "wholesale"];
const LINES = ["order.*", "order.line.*", "*"];

const random = seededRandom(7);
const one = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;

/** What a client may send for a subscription: a word, or an object that says something. */
function given(): unknown {
  const type = one([...TYPES, ...LINES]);
  if (random() < 0.3) return type;
  return {
    type: one([type, type, undefined]),
    category: one([undefined, undefined, null, ...CATEGORIES]),
    channel: one([undefined, null, ...CHANNELS]),
    when: one([undefined, "now", "runEnd"]),
  };
}

/** Random lists as the API takes them in and answers them. */
const ACCEPTED = Array.from({ length: 400 }, () =>
  createEndpointBody.shape.subscriptions.safeParse(Array.from({ length: 1 + random() * 8 }, given)),
).flatMap(({ data }) => (data ? [data] : []));

const EVENTS = TYPES.flatMap((type) =>
  [null, ...CATEGORIES].flatMap((category) =>
    [null, "elsewhere", ...CHANNELS].map((channel) => ({ type, category, channel })),
  ),
);
const whatComes = (subscriptions: readonly Subscription[]) => EVENTS.map(compileSubscriptions(subscriptions));

const line = (type: string, category: string | null = null): Line => ({ type, category });
const routed = (...others: Subscription[]): Selection => ({ ...NOTHING, others });

describe("whatever the API accepts", () => {
  test("is a few hundred lists, each other than the next", () => {
    expect(new Set(ACCEPTED.map((each) => JSON.stringify(each))).size).toBeGreaterThan(200);
  });

  test("goes through the picker and means the same", () => {
    for (const subscriptions of ACCEPTED) {
      const after = subscriptionsOf(selectionOf(subscriptions));
      expect(whatComes(after), JSON.stringify(subscriptions)).toEqual(whatComes(subscriptions));
      expect(subscriptionsOf(selectionOf(after))).toEqual(after);
    }
  });

  test("is all in the matrix's cells, but for one type of one category", () => {
    for (const subscriptions of ACCEPTED) {
      const shown = selectionOf(subscriptions);
      let rebuilt = routed(...shown.others.filter((each) => !hasCell(each)));
      for (const each of [EVERYTHING, ...linesIn(shown)])
        for (const channel of [null, ...channelsIn(shown)])
          rebuilt = setCell(rebuilt, each, channel, cellAt(subscriptions, each, channel).own);
      expect(whatComes(subscriptionsOf(rebuilt)), JSON.stringify(subscriptions)).toEqual(
        whatComes(subscriptions),
      );
    }
  });

  test("keeps every other cell when one is set, and that cell says what was set", () => {
    const lines = [
      EVERYTHING,
      line("*", "orders"),
      line("order.*"),
      line("order.paid", "orders"),
      line("ping"),
    ];
    const columns = [null, ...CHANNELS];
    for (const subscriptions of ACCEPTED) {
      const [at, channel, when] = [one(lines), one(columns), one([null, "now", "runEnd"] as const)];
      // While everything is chosen the list keeps what was ticked before, and nobody sees it.
      const before = { ...selectionOf(subscriptions), all: false };
      const after = setCell(before, at, channel, when);
      expect(cellAt(subscriptionsOf(after), at, channel).own).toBe(when);
      const rest = lines.flatMap((each) => columns.map((column) => ({ each, column })));
      for (const { each, column } of rest) {
        if (each === at && column === channel) continue;
        expect(
          cellAt(subscriptionsOf({ ...after, all: after.all && each === EVERYTHING }), each, column).own,
        ).toBe(cellAt(subscriptionsOf(before), each, column).own);
      }
    }
  });
});

test("what has no cell makes no column", () => {
  const inside = { type: "order.paid", category: "orders", channel: "retail" };
  expect(channelsIn(routed(inside, { type: "ping", channel: "online" }))).toEqual(["online"]);
});

describe("a cell", () => {
  test("of every channel at once is what the list ticks", () => {
    expect(setCell(NOTHING, line("order.paid"), null, "now")).toEqual({ ...NOTHING, types: ["order.paid"] });
    expect(setCell(NOTHING, line("*", "orders"), null, "now")).toEqual({
      ...NOTHING,
      categories: ["orders"],
    });
    expect(setCell(NOTHING, EVERYTHING, null, "now")).toEqual({ ...NOTHING, all: true });
  });

  test("of a channel, or at the end of the run, is a subscription of its own", () => {
    const retail = setCell(NOTHING, line("order.paid", "orders"), "retail", "runEnd");
    expect(subscriptionsOf(retail)).toEqual([{ type: "order.paid", channel: "retail", when: "runEnd" }]);
    const late = setCell({ ...NOTHING, types: ["order.paid"] }, line("order.paid"), null, "runEnd");
    expect(subscriptionsOf(late)).toEqual([{ type: "order.paid", when: "runEnd" }]);
    expect(subscriptionsOf(setCell(late, line("order.paid"), null, null))).toEqual([]);
  });

  const covered: [what: string, by: Subscription, at: Line, channel: string | null, isCovered: boolean][] = [
    ["the whole channel", { type: "*", channel: "retail" }, line("ping"), "retail", true],
    ["another channel", { type: "*", channel: "retail" }, line("ping"), "wholesale", false],
    ["one channel alone, for any", { type: "*", channel: "retail" }, line("ping"), null, false],
    ["the type on any channel", { type: "ping" }, line("ping"), "retail", true],
    ["its category", { type: "*", category: "orders" }, line("order.paid", "orders"), "retail", true],
    ["another category", { type: "*", category: "billing" }, line("order.paid", "orders"), null, false],
    ["one type, for its category", { type: "order.paid" }, line("*", "orders"), null, false],
    ["a pattern", { type: "order.*" }, line("order.paid"), null, true],
    ["a wider pattern", { type: "order.*" }, line("order.line.*"), null, true],
    ["a pattern beside it", { type: "orders.*" }, line("order.paid"), null, false],
    [
      "one of a category",
      { type: "order.paid", category: "orders" },
      line("order.paid", "orders"),
      null,
      true,
    ],
  ];
  test.each(covered)("by %s", (_what, by, at, channel, isCovered) => {
    expect(cellAt([by], at, channel)).toEqual({ own: null, cover: isCovered ? { when: "now", by } : null });
  });

  test("is covered by whatever comes first", () => {
    const cover = cellAt(
      [{ type: "*", when: "runEnd" }, { type: "order.*" }],
      line("order.paid"),
      null,
    ).cover;
    expect(cover).toEqual({ when: "now", by: { type: "order.*" } });
  });
});
