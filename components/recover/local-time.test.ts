import { expect, it } from "vitest";
import { instantOf, localMinute } from "./local-time";

it("writes an instant as the reader's clock shows it, and reads it back", () => {
  const at = new Date(2026, 2, 5, 7, 9);
  expect(localMinute(at)).toBe("2026-03-05T07:09");
  expect(instantOf(localMinute(at))).toBe(at.toISOString());
});

it.each(["", "2026-13-45T00:00", "soon"])("holds no instant in %j", (text) =>
  expect(instantOf(text)).toBeNull(),
);
