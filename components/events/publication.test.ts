import { expect, it } from "vitest";
import { newKey, textOf } from "./publication";

const empty = { channel: "", id: " ", orderingKey: "" };

it("keeps the payload's text and leaves out what is empty", () => {
  const payload = ' {"n": 12345678901234567890, "m": 1.0}\n';
  expect(textOf({ type: " order.created ", payload, ...empty })).toBe(
    '{"type":"order.created","data":{"n": 12345678901234567890, "m": 1.0}}',
  );
  expect(textOf({ type: "a", payload: "1", channel: 'x"y', id: "o-1", orderingKey: "k" })).toBe(
    '{"type":"a","data":1,"channel":"x\\"y","id":"o-1","orderingKey":"k"}',
  );
});

it("makes keys that the API takes", () => {
  expect(newKey()).toMatch(/^by-hand-[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});
