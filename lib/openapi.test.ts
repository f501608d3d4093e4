import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { openApiDocument } from "./openapi";

/** As the linter wants it: the file is read by people too. */
const formatted = (text: string) =>
  execFileSync("node_modules/.bin/biome", ["format", "--stdin-file-path=docs/openapi.json"], {
    input: text,
    encoding: "utf8",
  });

it("is what docs/openapi.json says; after a change: `npx vitest run --project unit lib/openapi.test.ts -u`", async () => {
  await expect(formatted(JSON.stringify(openApiDocument("0")))).toMatchFileSnapshot("../docs/openapi.json");
}, 20_000);
