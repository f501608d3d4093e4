import { expect, it } from "vitest";
import { placeOf } from "./replica";

it.each([
  ["0/16B3748", 0x16b3748n],
  ["0/FFFFFFFF", 0xffffffffn],
  ["1/0", 0x100000000n],
  ["A/F", 0xa0000000fn],
  ["", 0n],
  ["0/16b3748; Path=/", 0n],
  ["FFFFFFFFF/0", 0n],
])("%s", (lsn, place) => expect(placeOf(lsn)).toBe(place));
