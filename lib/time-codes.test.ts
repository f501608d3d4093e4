import { expect, it } from "vitest";
import { base32, codeAt, otpauthUri, stepOf } from "./time-codes";

const KEY = Buffer.from("12345678901234567890");

/** RFC 6238, appendix B, SHA-1; the last six of its eight digits. */
it.each([
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
])("at %i s the code is %s", (seconds, code) => {
  expect(codeAt(KEY, Math.floor(seconds / 30))).toBe(code);
});

it("counts for its own step, the one before and the one after", () => {
  const code = codeAt(KEY, 100);
  expect([99, 100, 101].map((step) => stepOf(KEY, code, step * 30))).toEqual([100, 100, 100]);
  expect([98, 102].map((step) => stepOf(KEY, code, step * 30))).toEqual([null, null]);
});

it.each(["", "12345", "1234567", "abcdef", "１２３４５６", " 12345"])("%j is no code", (code) => {
  expect(stepOf(KEY, code, 3000)).toBeNull();
});

/** RFC 4648, section 10. */
it.each([
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foobar", "MZXW6YTBOI"],
])("%j is %s in base32", (text, written) => {
  expect(base32(Buffer.from(text))).toBe(written);
});

it("names the account it is for, whatever it is called", () => {
  expect(otpauthUri(KEY, "a&b@example.com")).toBe(
    "otpauth://totp/Posthorn:a%26b%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Posthorn&algorithm=SHA1&digits=6&period=30",
  );
});
