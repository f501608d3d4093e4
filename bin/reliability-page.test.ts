/** The table of faults in docs/reliability.md says what shows each of them: so that must be there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const page = readFileSync(path.join(root, "docs/reliability.md"), "utf8");
const TEST_FILES = ["e2e", "lib", "worker", "bin"]
  .flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name}`,
    ),
  )
  .filter((file) => /\.(fault|test|spec)\.ts$/.test(file));

/** `F22–F24` and `F09, F10` as the faults they are. */
function idsOf(cell: string): string[] {
  const [first = 0, last] = [...cell.matchAll(/F(\d\d)/g)].map(([, digits]) => Number(digits));
  if (!cell.includes("–")) return [...cell.matchAll(/F\d\d/g)].map(([id]) => id);
  return Array.from(
    { length: (last ?? first) - first + 1 },
    (_, n) => `F${String(first + n).padStart(2, "0")}`,
  );
}

let above = "";
const rows = [...page.matchAll(/^\| (F\d\d[^|]*)\|[^|]*\|[^|]*\|([^|]*)\|$/gm)].flatMap(
  ([, cell = "", by = ""]) => {
    above = by.trim() === "the same" ? above : by;
    return idsOf(cell).map((id) => ({ id, by: above }));
  },
);

/** The files a cell names, by the end of their path. */
const filesIn = (by: string) =>
  [...by.matchAll(/`([^`]+\.ts)`/g)].map(([, name = ""]) => ({
    name,
    found: TEST_FILES.filter((file) => file === name || file.endsWith(`/${name}`)),
  }));

test("has a row for every fault, once", () => {
  const numbers = rows.map(({ id }) => Number(id.slice(1)));
  expect(numbers).toEqual(Array.from({ length: Math.max(45, ...numbers) }, (_, n) => n + 1));
});

test.each(rows)("$id is shown by a test that names it", ({ id, by }) => {
  const files = filesIn(by);
  expect(files.length).toBeGreaterThan(0);
  for (const { name, found } of files) expect(found, name).toHaveLength(1);
  const sources = files.map(({ found: [file = ""] }) => readFileSync(path.join(root, file), "utf8"));
  expect(sources.some((source) => new RegExp(`["\`][^"\`\\n]*\\b${id}\\b`).test(source))).toBe(true);
});

test("nothing else on the page leads to a test that is not there", () => {
  for (const [, name = ""] of page.matchAll(/`([\w./-]+\.(?:fault|test|spec)\.ts)`/g))
    expect(
      TEST_FILES.filter((file) => file === name || file.endsWith(`/${name}`)),
      name,
    ).toHaveLength(1);
  for (const [, name = ""] of page.matchAll(/`((?:bin|e2e)\/[\w./-]+)`/g))
    expect(existsSync(path.join(root, name)), name).toBe(true);
});
