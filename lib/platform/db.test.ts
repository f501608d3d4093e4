import { expect, it } from "vitest";
import { isDatabaseAway } from "./db";

it.each(["08006", "57P01", "57014", "40P01", "53100", "53200", "53300", "25006", "58030", "ECONNREFUSED"])(
  "%s passes by itself: what was to be written is kept and written later",
  (code) => expect(isDatabaseAway(Object.assign(new Error(""), { code }))).toBe(true),
);

it.each(["23505", "22P05", "42601", "40001"])("%s does not", (code) =>
  expect(isDatabaseAway(Object.assign(new Error(""), { code }))).toBe(false),
);
