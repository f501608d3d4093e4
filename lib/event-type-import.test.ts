import { expect, test } from "vitest";
import { fateOf } from "./event-type-import";
import type { WebhookType } from "./openapi-webhooks";

const entry: WebhookType = {
  name: "order.shipped",
  category: "order",
  description: "Order marked shipped.",
  example: '{"id":1}',
  schema: "{}",
};
const { name: _, ...described } = entry;
const row = { ...described, registered: true, archivedAt: null };
const archivedAt = new Date(0);

test.each([
  ["a type that is not there", undefined, "added", "added"],
  ["one that an event brought", { ...row, description: "", registered: false }, "added", "added"],
  ["one as the catalogue has it", row, "unchanged", "unchanged"],
  ["one without an example", { ...row, example: null }, "updated", "updated"],
  ["one with nothing filled in", { ...row, category: null, description: "" }, "updated", "updated"],
  ["a description of somebody's own", { ...row, description: "Parcel left." }, "kept", "updated"],
  ["an example of somebody's own", { ...row, example: "[]" }, "kept", "updated"],
  ["somebody's words and an empty schema", { ...row, category: "shop", schema: null }, "kept", "updated"],
  ["an archived one", { ...row, archivedAt }, "kept", "updated"],
])("%s", (_, given, fate, overwritten) => {
  expect(fateOf(entry, given, false)).toBe(fate);
  expect(fateOf(entry, given, true)).toBe(overwritten);
});
