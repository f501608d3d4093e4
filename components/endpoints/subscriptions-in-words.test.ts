import { expect, test } from "vitest";
import type { Subscription } from "@/lib/contract/endpoints";
import { subscriptionsInWords } from "./subscriptions-in-words";

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
