import { expect, it } from "vitest";
import { dateFormat } from "./dates";

it("has three letters for every month", () => {
  const format = dateFormat({ day: "numeric", month: "short", timeZone: "UTC" });
  const months = Array.from({ length: 12 }, (_, month) => format(Date.UTC(2026, month, 21)));
  expect(months.join(" ")).toBe(
    "21 Jan 21 Feb 21 Mar 21 Apr 21 May 21 Jun 21 Jul 21 Aug 21 Sep 21 Oct 21 Nov 21 Dec",
  );
  expect(dateFormat({ dateStyle: "medium", timeZone: "UTC" })(Date.UTC(2026, 8, 1))).toBe("1 Sep 2026");
  expect(dateFormat({ dateStyle: "full", timeZone: "UTC" })(Date.UTC(2026, 8, 1))).toContain("September");
});
