import { afterEach, expect, test, vi } from "vitest";
import { childEnvironment, readOptions, requireKeys } from "./options.mjs";

afterEach(() => vi.unstubAllEnvs());

const options = { host: "127.0.0.1", port: 3456, dev: false, demo: false, dataDir: "/d" };
const secrets = {
  ENCRYPTION_KEYS: "kept",
  APP_SECRET: "kept",
  ROOT_API_KEY: "kept",
  METRICS_TOKEN: "kept",
  POSTGRES_PASSWORD: "never passed on",
};
const embedded = { databaseUrl: "postgresql://own", secrets };

test("a start with its own database allows loopback and plain http", () => {
  vi.stubEnv("EGRESS_ALLOW", undefined);
  vi.stubEnv("EGRESS_ALLOW_HTTP", undefined);
  expect(childEnvironment(options, embedded)).toMatchObject({
    POSTHORN_MODE: "embedded",
    DATABASE_URL: "postgresql://own",
    EGRESS_ALLOW: "127.0.0.0/8,::1/128",
    EGRESS_ALLOW_HTTP: "true",
    APP_URL: "http://localhost:3456",
  });
});

test("what is set explicitly stays, also when it is set to nothing", () => {
  vi.stubEnv("EGRESS_ALLOW", "");
  vi.stubEnv("EGRESS_ALLOW_HTTP", "false");
  vi.stubEnv("ROOT_API_KEY", "given");
  expect(childEnvironment(options, embedded)).toMatchObject({
    EGRESS_ALLOW: "",
    EGRESS_ALLOW_HTTP: "false",
    ROOT_API_KEY: "given",
    APP_SECRET: "kept",
  });
});

test("a production start allows nothing by itself", () => {
  vi.stubEnv("EGRESS_ALLOW", undefined);
  vi.stubEnv("EGRESS_ALLOW_HTTP", undefined);
  const env: Record<string, string | undefined> = childEnvironment(options, undefined);
  expect(env.POSTHORN_MODE).toBe("production");
  expect(env.EGRESS_ALLOW).toBeUndefined();
  expect(env.EGRESS_ALLOW_HTTP).toBeUndefined();
});

test("the database's password reaches the programs only inside their URL", () => {
  expect(JSON.stringify(childEnvironment(options, embedded))).not.toContain("never passed on");
});

test("a production start names every key it lacks", () => {
  expect(() => requireKeys({})).toThrow(/ENCRYPTION_KEYS[\s\S]*APP_SECRET/);
  expect(() => requireKeys({ ENCRYPTION_KEYS: "x", APP_SECRET: "x" })).not.toThrow();
});

test("a port that is none is refused by name", () => {
  vi.stubEnv("PORT", "70000");
  expect(() => readOptions([], "/nowhere")).toThrow(/PORT must be a whole number from 0 to 65535/);
});
