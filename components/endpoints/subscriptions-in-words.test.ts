import { expect, test } from "vitest";
import type { Subscription } from "@/lib/contract/endpoints";
import { groupedSubscriptions, subscriptionsInWords } from "./subscriptions-in-words";

const cases: [Subscription[], string][] = [
  [[], "All events"],
  [[{ type: "*" }], "All events"],
  [[{ type: "order.shipped" }, { type: "*" }], "All events"],
  [[{ type: "order.shipped" }], "order.shipped"],
  [[{ type: "order.*" }, { type: "a" }, { type: "b" }], "order.* and 2 more"],
  [[{ type: "*", category: "network_event" }], "Everything in network_event"],
  [[{ type: "a", category: "c", channel: "x" }], "a in c on channel x"],
  [
    [{ type: "*", channel: "onboarding", when: "runEnd" }],
    "All events on channel onboarding, at the end of the run",
  ],
];

test.each(cases)("%j is said as %s", (subscriptions, words) => {
  expect(subscriptionsInWords(subscriptions)).toBe(words);
});

test("many are told apart by channel and moment", () => {
  const retail = { channel: "retail" };
  expect(
    groupedSubscriptions([
      { type: "order.paid", ...retail },
      { type: "*", when: "runEnd", ...retail },
      { type: "order.shipped", ...retail },
      { type: "*", category: "billing" },
      { type: "order.paid", ...retail },
    ]),
  ).toEqual([
    { where: "On channel retail, at once", what: ["order.paid", "order.shipped"] },
    { where: "On channel retail, at the end of the run", what: ["All events"] },
    { where: "On any channel, at once", what: ["Everything in billing"] },
  ]);
});
