import { expect, it } from "vitest";
import { actionInWords, detailInWords } from "./action-words";

it.each([
  ["endpoint.create", "created endpoint"],
  ["endpoint.rotate-secret", "rotated the secret of endpoint"],
  ["api-key.revoke", "revoked API key"],
  ["replay.pause", "paused replay"],
  ["endpoint.audit", "tried the receiver of endpoint"],
  ["thing.frobnicate", "frobnicate thing"],
  ["workspace", "workspace"],
])("%s: %s", (action, words) => {
  expect(actionInWords(action)).toBe(words);
});

it("tells what changed in a line", () => {
  expect(
    detailInWords({
      from: "member",
      scopes: ["read", "replay"],
      retentionDays: null,
      readOnly: true,
      a: { b: 1 },
    }),
  ).toBe('from: member, scopes: read replay, retention days: none, read only: yes, a: {"b":1}');
  expect(detailInWords({ expiresInSeconds: 7200, reason: "failing-for" })).toBe(
    "expires in: 2 h, reason: every attempt failed for too long",
  );
  expect(detailInWords({ uid: "cust-7", name: "Northwind" }, "Northwind")).toBe("uid: cust-7");
});
