import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseRing } from "@/lib/platform/secret-box";
import { keptSecrets } from "./secrets.mjs";

let folder: string;
const file = () => path.join(folder, "secrets.json");
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("makes keys the product accepts, for its user's eyes only", () => {
  const secrets = keptSecrets(folder, { hasData: false });
  expect(parseRing(secrets.ENCRYPTION_KEYS).first).toBe("k1");
  expect(secrets.APP_SECRET.length).toBeGreaterThanOrEqual(32);
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test("keeps them", () => {
  const first = keptSecrets(folder, { hasData: false });
  expect(keptSecrets(folder, { hasData: true })).toEqual(first);
});

test("adds a key that a newer version needs and leaves the others", () => {
  const { METRICS_TOKEN: _, ...older } = keptSecrets(folder, { hasData: false });
  writeFileSync(file(), JSON.stringify(older));
  expect(keptSecrets(folder, { hasData: true })).toMatchObject(older);
  expect(JSON.parse(readFileSync(file(), "utf8")).METRICS_TOKEN).toMatch(/^.{40,}$/);
});

test("closes a file that others could read", () => {
  keptSecrets(folder, { hasData: false });
  chmodSync(file(), 0o644);
  keptSecrets(folder, { hasData: true });
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test("never invents new keys for data that was made with lost ones", () => {
  expect(() => keptSecrets(folder, { hasData: true })).toThrow(/lacks ENCRYPTION_KEYS and POSTGRES_PASSWORD/);
});

test("a damaged file is an error, not a reason for new keys", () => {
  writeFileSync(file(), '{"ENCRYPTION_KEYS": "k1:');
  expect(() => keptSecrets(folder, { hasData: false })).toThrow(/restore it/);
});
