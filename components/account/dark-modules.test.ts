import { encode } from "uqr";
import { expect, test } from "vitest";
import { darkModules } from "./dark-modules";

/** The modules that a path of `darkModules` covers, read back from what a browser would fill. */
function covered(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h(-\d+)z/g)) {
    expect(Number(back)).toBe(-Number(width));
    for (let at = Number(x); at < Number(x) + Number(width); at++) (rows[Number(y)] ?? [])[at] = true;
  }
  return rows;
}

test("the drawn path covers exactly the dark modules", () => {
  const { data, size } = encode("otpauth://totp/Posthorn:a%40example.com?secret=ABC234", {
    ecc: "M",
    border: 4,
  });
  expect(covered(darkModules(data), size)).toEqual(data);
  expect(data.flat().filter(Boolean).length).toBeGreaterThan(200);
});
