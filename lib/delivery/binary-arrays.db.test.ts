import { afterAll, expect, test } from "vitest";
import { closeDb, pool } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { bools, byteas, floats, ints, smallints, texts, uuids } from "./binary-arrays";

afterAll(closeDb);

const same = <T>(value: T): T => value;

/** What Postgres reads out of the parameter, written in its own words. */
async function read(type: string, bytes: Buffer): Promise<unknown[]> {
  const { rows } = await pool("delivery").query(`SELECT to_json($1::${type}[]) AS read`, [bytes]);
  return rows[0].read;
}

test.each([
  ["int2", smallints([0, -32_768, null, 32_767], same), [0, -32_768, null, 32_767]],
  ["int4", ints([-1, 2_147_483_647, null], same), [-1, 2_147_483_647, null]],
  ["float8", floats([0.1, null, -1_732_168_000_123.25], same), [0.1, null, -1_732_168_000_123.25]],
  ["bool", bools([true, null, false], same), [true, null, false]],
  [
    "text",
    texts(['"\\{},NULL', "", null, "NULL", "ü€😀\n"], same),
    ['"\\{},NULL', "", null, "NULL", "ü€😀\n"],
  ],
  ["bytea", byteas([Buffer.from([0, 255]), null, Buffer.alloc(0)], same), ["\\x00ff", null, "\\x"]],
])("Postgres reads a %s array as it was written", async (type, bytes, expected) => {
  expect(await read(type, bytes)).toEqual(expected);
});

test("uuids keep every digit", async () => {
  const ids = [newUuid(), "0123abcd-4567-89ef-fedc-ba9876543210", null, newUuid()];
  expect(await read("uuid", uuids(ids, same))).toEqual(ids);
});

test("an empty array is empty, whatever its type", async () => {
  for (const [type, write] of Object.entries({ uuid: uuids, text: texts, bytea: byteas, int4: ints }))
    expect(
      await read(
        type,
        write([], () => null),
      ),
    ).toEqual([]);
});
