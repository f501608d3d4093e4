import { expect, it } from "vitest";
import { detailInWords } from "./detail-words";

it.each([
  [{ kind: "disabled", minutes: 0, target: "email" }, "an endpoint is disabled by a rule, told by mail"],
  [
    { kind: "failing", minutes: 10, target: "chat" },
    "an endpoint keeps failing for 10 minutes, told in a chat",
  ],
  [{ enabled: false, minutes: 60 }, "switched off, after 1 h"],
  [{ from: "member", to: "admin" }, "from member to admin"],
  [
    { changed: ["url", "subscriptions"], from: "https://a", to: "https://b" },
    "URL, events, from https://a to https://b",
  ],
  [{ cancelled: 0 }, ""],
  [{ cancelled: 3 }, "3 deliveries cancelled"],
  [{ reason: "failing-for" }, "every attempt failed for too long"],
  [{ revokedAtOnce: false, expiresInSeconds: 7200 }, "the previous one signs for another 2 h"],
  [{ revokedAtOnce: true, expiresInSeconds: 7200 }, "the previous one revoked at once"],
  [{ added: 3, updated: 1, unchanged: 0, overwrite: false }, "3 added, 1 changed"],
  [{ scopes: ["read", "replay"] }, "may read endpoints, events and deliveries; replay and recover"],
  [{ retentionDays: null }, "deliveries kept as long as this installation keeps them"],
  [
    { retentionDays: 30, strictTypes: true },
    "deliveries kept for 30 days, types that are not in the catalogue refused",
  ],
  [{ total: 12, perSecond: 10 }, "12 deliveries, 10 a second"],
  [{ writtenByAnEarlierVersion: { a: 1 } }, ""],
])("%j is %j", (detail, words) => {
  expect(detailInWords(detail)).toBe(words);
});

it("leaves out what the name of the target says", () => {
  expect(detailInWords({ name: "Northwind", uid: "cust-7" }, "Northwind")).toBe("uid cust-7");
  expect(detailInWords({ name: "Northwind", uid: null })).toBe("called Northwind");
});
