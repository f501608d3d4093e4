import { expect, it } from "vitest";
import { actionInWords } from "./action-words";

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
