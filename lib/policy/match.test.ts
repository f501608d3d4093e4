import { describe, expect, test } from "vitest";
import { compileSubscriptions, type Match, type MatchedEvent, type Subscription } from "./match";

const NO = { match: false } as const;
const NOW = { match: true, when: "now" } as const;
const RUN_END = { match: true, when: "runEnd" } as const;

const cases: [what: string, subscriptions: Subscription[], event: Partial<MatchedEvent>, expected: Match][] =
  [
    ["a name is equal", [{ type: "order.created" }], { type: "order.created" }, NOW],
    ["another name is not", [{ type: "order.created" }], { type: "order.updated" }, NO],
    ["a name is no prefix", [{ type: "order" }], { type: "order.created" }, NO],
    ["names are case-sensitive", [{ type: "Order.created" }], { type: "order.created" }, NO],
    ["a wildcard takes what is below", [{ type: "order.*" }], { type: "order.created" }, NOW],
    ["a wildcard takes any depth", [{ type: "order.*" }], { type: "order.status.changed" }, NOW],
    ["a wildcard does not take the name itself", [{ type: "order.*" }], { type: "order" }, NO],
    ["a wildcard does not take a longer word", [{ type: "order.*" }], { type: "orders.created" }, NO],
    ["a deeper wildcard takes no sibling", [{ type: "order.status.*" }], { type: "order.created" }, NO],
    ["* takes everything", [{ type: "*" }], { type: "order" }, NOW],
    ["none given takes everything", [], { type: "order" }, NOW],
    ["a category alone", [{ type: "*", category: "audit_event" }], { category: "audit_event" }, NOW],
    ["another category", [{ type: "*", category: "audit_event" }], { category: "network_event" }, NO],
    ["an event without category", [{ type: "*", category: "audit_event" }], { category: null }, NO],
    [
      "null asks for nothing",
      [{ type: "*", category: null, channel: null }],
      { category: "x", channel: "y" },
      NOW,
    ],
    ["a channel", [{ type: "alert", channel: "monitoring" }], { type: "alert", channel: "monitoring" }, NOW],
    ["another channel", [{ type: "alert", channel: "monitoring" }], { type: "alert", channel: "risk" }, NO],
    [
      "type, category and channel all count",
      [{ type: "a.*", category: "c", channel: "d" }],
      { type: "a.b", category: "c", channel: null },
      NO,
    ],
    ["at the end of the run", [{ type: "alert", when: "runEnd" }], { type: "alert" }, RUN_END],
    [
      "now wins over run end",
      [
        { type: "*", when: "runEnd" },
        { type: "alert", when: "now" },
      ],
      { type: "alert" },
      NOW,
    ],
    [
      "now wins in the other order too",
      [{ type: "a.b" }, { type: "a.*", when: "runEnd" }],
      { type: "a.b" },
      NOW,
    ],
    ["the second subscription may match", [{ type: "a" }, { type: "b" }], { type: "b" }, NOW],
    [
      "two of one name, by channel",
      [
        { type: "a", channel: "x" },
        { type: "a", channel: "y", when: "runEnd" },
      ],
      { type: "a", channel: "y" },
      RUN_END,
    ],
    ["a name that every object has", [{ type: "constructor" }], { type: "toString" }, NO],
  ];

describe("an event matches when one of the subscriptions wants it", () => {
  test.each(cases)("%s", (_what, subscriptions, event, expected) => {
    const matches = compileSubscriptions(subscriptions);
    const whole = { type: "any", category: null, channel: null, ...event };
    expect(matches(whole)).toEqual(expected);
    expect(matches(whole)).toEqual(expected);
  });
});
