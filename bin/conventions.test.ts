import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { breaches } from "./conventions.mjs";

const repository = path.resolve(import.meta.dirname, "..");
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "conventions-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(file: string, text: string) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

describe("house rules", () => {
  const cases: [file: string, code: string, breach: string | null][] = [
    ["lib/a.ts", 'import x from "next/server";', "lib/a.ts:2: lib and worker know neither Next nor React"],
    ["lib/a.ts", "const x = process.env.HOME;", "lib/a.ts:2: the environment is read"],
    ["lib/platform/env.ts", "const x = process.env;", null],
    ["lib/a.test.ts", "process.env.REDIS_URL = x;", null],
    ["app/b.ts", 'import { x } from "../c";', "app/b.ts:2: same folder"],
    ["lib/a.ts", "const x = y as unknown as Z;", "lib/a.ts:2: no cast through unknown"],
    ["lib/a.ts", "// never `as unknown as Z` here", null],
    ["lib/a.ts", "export class Thing {}", "lib/a.ts:2: no classes"],
    ["lib/api-error.ts", "export class ApiError extends Error {}", null],
    ["lib/policy/sign.ts", 'if (vendor === "splexa") {}', "lib/policy/sign.ts:2: vendors are data"],
    ["lib/policy/body.ts", 'const shape = "slack-blocks";', null],
    ["lib/contract/destinations.ts", 'const type = "slack";', null],
    ["lib/contract/endpoints.ts", 'const type = "slack";', "lib/contract/endpoints.ts:2: vendors are data"],
    ["lib/dialects/splexa.ts", 'const name = "splexa";', null],
    ["lib/policy/plan.ts", "const now = Date.now();", "lib/policy/plan.ts:2: pure code is told the time"],
    ["lib/delivery/plan.ts", "const now = Date.now();", null],
    [
      "lib/dialects/x.ts",
      'import { sign } from "@/lib/policy/sign";',
      "lib/dialects/x.ts:2: lib/dialects imports types",
    ],
    ["lib/dialects/x.ts", 'import type { P } from "@/lib/policy/delivery-policy";', null],
    ["lib/date-utils.ts", "", "lib/date-utils.ts: a name that excludes nothing"],
    ["components/index.ts", "", "components/index.ts: a name that excludes nothing"],
    ["lib/event-types.ts", "", null],
  ];

  test.each(cases)("%s: %s", (file, code, breach) => {
    put(file, `/** Promises something. */\n${code}\n`);
    expect(breaches(root)).toEqual(breach ? [expect.stringContaining(breach)] : []);
  });

  test("a file in lib opens with what it promises", () => {
    put("lib/a.ts", "export const x = 1;\n");
    expect(breaches(root)).toEqual(["lib/a.ts: opens with a sentence on what it promises"]);
  });
});

/** Who may import whom: `from`, what it may, what it may not. */
const IMPORTS: Record<string, { may: string[]; mayNot: string[] }> = {
  "lib/contract": {
    may: ["zod", "./b", "@/lib/contract/b"],
    mayNot: ["node:crypto", "react", "@/lib/policy/sign", "../policy/sign"],
  },
  "lib/dialects": {
    may: ["./b", "@/lib/policy/delivery-policy"],
    mayNot: ["zod", "node:fs", "@/lib/platform/db", "@/lib/endpoints"],
  },
  "lib/policy": {
    may: ["node:crypto", "./b"],
    mayNot: ["node:fs", "zod", "@/lib/platform/env", "@/lib/platform/log", "../platform/env"],
  },
  "lib/egress": {
    may: ["undici", "node:net", "./b", "@/lib/platform/env", "@/lib/policy/outcome"],
    mayNot: ["pg", "bullmq", "react", "@/lib/platform/db", "@/lib/platform/queue", "@/lib/delivery/claim"],
  },
  lib: {
    may: ["./b", "@/lib/platform/db", "@/lib/dialects/built-in", "@/lib/egress/address"],
    mayNot: ["next/server", "next-auth", "react", "undici", "@/app/x", "@/lib/egress/send"],
  },
  "lib/delivery": {
    may: ["./b", "@/lib/egress/send", "@/lib/endpoints", "@/lib/policy/decide"],
    mayNot: ["react", "next", "undici", "@/worker/main", "@/components/ui/button"],
  },
  "lib/platform": {
    may: ["pg", "bullmq", "./env", "./prisma/client"],
    mayNot: ["@/lib/endpoints", "@/lib/delivery/claim", "next", "undici"],
  },
  worker: {
    may: ["bullmq", "./b", "@/lib/delivery/drain", "@/lib/platform/queue"],
    mayNot: ["@prisma/client", "@/lib/platform/prisma/client", "@/app/x", "react"],
  },
  app: {
    may: ["react", "next/link", "@/lib/endpoints", "@/components/ui/button"],
    mayNot: ["bullmq", "ioredis", "@prisma/client", "@/lib/platform/prisma/client", "../x"],
  },
  components: {
    may: ["react", "@tanstack/react-query", "@/lib/contract/events", "@/lib/dialects/built-in"],
    mayNot: ["@/lib/endpoints", "@/lib/platform/env", "@/app/x", "pg", "../x"],
  },
  e2e: { may: ["undici", "./b"], mayNot: ["../lib/x"] },
};

test("the linter holds every folder to what it may import", () => {
  copyFileSync(path.join(repository, "biome.json"), path.join(root, "biome.json"));
  writeFileSync(path.join(root, ".gitignore"), "node_modules\n");
  const expected: string[] = [];
  for (const [folder, { may, mayNot }] of Object.entries(IMPORTS)) {
    for (const [index, target] of [...may, ...mayNot].entries()) {
      const file = `${folder}/case-${index}.ts`;
      put(file, `import { x } from "${target}";\n\nexport const y = x;\n`);
      if (index >= may.length) expected.push(`${file} ${target}`);
    }
  }
  const biome = path.join(repository, "node_modules/.bin/biome");
  const args = ["lint", "--only=style/noRestrictedImports", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(biome, args, { cwd: root, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  const flagged = diagnostics
    .filter(({ category }) => category.endsWith("noRestrictedImports"))
    .map(({ location }) => (typeof location.path === "string" ? location.path : location.path.file));
  const targets = new Map(expected.map((line) => line.split(" ") as [string, string]));
  expect(flagged.map((file) => `${file} ${targets.get(file) ?? "is allowed"}`).sort()).toEqual(
    expected.sort(),
  );
});
