import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const page = fs.readFileSync(path.join(root, "docs/vendors.md"), "utf8");
const named = [...page.matchAll(/`([^`]+\.ts) › ([^`]+)`/g)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));

test("docs/vendors.md names tests that there are", () => {
  expect(named.length).toBeGreaterThan(60);
  const missing = named.filter(({ file, title }) => {
    const at = path.join(root, file);
    if (!fs.existsSync(at)) return true;
    const source = fs.readFileSync(at, "utf8").replaceAll('\\"', '"');
    // As a title stands in the source: in quotes of one of three kinds.
    return !['"', "'", "`"].some((quote) => source.includes(`${quote}${title}${quote}`));
  });
  expect(missing).toEqual([]);
});

test("every promise on it is shown by a test, or says why not", () => {
  const rows = page.split("\n").filter((line) => /^\| (?!Promise|---)/.test(line));
  const bare = rows.filter((row) => !/ › |Not shown: |Held by |Follows from /.test(row));
  expect(rows.length).toBeGreaterThan(50);
  expect(bare).toEqual([]);
});
