import * as fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { verificationGuide } from "@/lib/policy/verification-guide";
import { BUILT_IN_DIALECTS, DIALECT_NAMES } from "./built-in";

const folder = path.resolve("docs/verify");

// Written anew by `npx vitest run --project unit lib/dialects/verification-guide.test.ts -u`.
test.each(DIALECT_NAMES)("docs/verify/%s.md shows the code as it is", async (name) => {
  await expect(verificationGuide(BUILT_IN_DIALECTS[name])).toMatchFileSnapshot(
    path.join(folder, `${name}.md`),
  );
});

test("there is a page for each dialect and no other", () => {
  const pages = fs.readdirSync(folder).filter((file) => file !== "README.md");
  expect(pages.sort()).toEqual(DIALECT_NAMES.map((name) => `${name}.md`).sort());
});
