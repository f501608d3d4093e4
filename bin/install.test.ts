import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { missingPackages } from "./install.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "install-"));
  mkdirSync(path.join(root, "node_modules"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Packages = Record<string, { version?: string; optional?: boolean; extraneous?: boolean }>;
const locked = (packages: Packages) =>
  writeFileSync(path.join(root, "package-lock.json"), JSON.stringify({ packages }));
const installed = (packages: Packages) =>
  writeFileSync(path.join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages }));

test("nothing installed", () => {
  locked({});
  expect(missingPackages(root)).toEqual(["node_modules"]);
});

test("everything installed, but for other platforms' packages", () => {
  locked({
    "": {},
    "node_modules/a": { version: "1.0.0" },
    "node_modules/b": { version: "2.0.0", optional: true },
  });
  installed({ "node_modules/a": { version: "1.0.0" } });
  expect(missingPackages(root)).toEqual([]);
});

test("a new package and a new version", () => {
  locked({ "node_modules/a": { version: "1.0.1" }, "node_modules/c": { version: "1.0.0" } });
  installed({ "node_modules/a": { version: "1.0.0" } });
  expect(missingPackages(root)).toEqual(["a", "c"]);
});
