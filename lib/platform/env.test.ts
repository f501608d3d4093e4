import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { envSchema, parseEnv } from "./env";

/** Read by `npm start` alone; web and worker never see them. */
const LAUNCHER_ONLY = ["WORKERS"];

const least = { DATABASE_URL: "postgresql://h/d", ENCRYPTION_KEYS: "k1:x", APP_SECRET: "s".repeat(32) };

describe(".env.example", () => {
  const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const lines = [...text.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  const shown = new Map(lines.map(([, name, value]) => [name, value]));

  test("names every variable once, and no other", () => {
    const names = lines.map(([, name]) => name).sort();
    expect(names).toEqual([...Object.keys(envSchema.shape), ...LAUNCHER_ONLY].sort());
  });

  test("shows each default as it is", () => {
    const defaults = envSchema.parse(least);
    for (const [name, value] of Object.entries(defaults)) {
      if (name in least) continue;
      expect(`${name}=${shown.get(name)}`).toBe(`${name}=${Array.isArray(value) ? value.join() : value}`);
    }
  });

  test("changes nothing when it is copied as it is", () => {
    expect(text.split("\n").filter((line) => line && !line.startsWith("#"))).toEqual([]);
  });
});

describe("parseEnv", () => {
  test("an empty value counts as unset", () => {
    expect(parseEnv({ ...least, REDIS_URL: "", PORT: "" })).toEqual(parseEnv(least));
  });

  test("lists of CIDRs are split and trimmed", () => {
    expect(parseEnv({ ...least, EGRESS_ALLOW: "127.0.0.0/8, ::1/128," }).EGRESS_ALLOW).toEqual([
      "127.0.0.0/8",
      "::1/128",
    ]);
  });

  test("WORKER_METRICS names workers each by its own name", () => {
    const given = "worker 1=http://127.0.0.1:9464/metrics, b=https://h/m?of=b";
    expect(parseEnv({ ...least, WORKER_METRICS: given }).WORKER_METRICS).toEqual([
      { name: "worker 1", url: "http://127.0.0.1:9464/metrics" },
      { name: "b", url: "https://h/m?of=b" },
    ]);
  });

  test.each([
    ["WORKER_METRICS", "http://h/metrics"],
    ["WORKER_METRICS", "=http://h/metrics"],
    ["WORKER_METRICS", "a=h/metrics"],
    ["WORKER_METRICS", "a=ftp://h/metrics"],
    ["WORKER_METRICS", "a=http://h/metrics,a=http://i/metrics"],
    ["WORKER_METRICS", "web=http://h/metrics"],
    ["WORKER_METRICS", 'a"=http://h/metrics'],
    ["METRICS_PORT", "0"],
    ["METRICS_PORT", "65536"],
    ["METRICS_PORT", "9464.5"],
    ["WORKER_LANES", "both"],
  ])("%s=%s is refused by name", (name, given) => {
    expect(() => parseEnv({ ...least, [name]: given })).toThrow(`  ${name}`);
  });

  test.each([
    ["METRICS_PORT", "65535", 65_535],
    ["WORKER_LANES", "slow", "slow"],
  ] as const)("%s=%s is taken", (name, given, taken) => {
    expect(parseEnv({ ...least, [name]: given })[name]).toBe(taken);
  });

  test("one error names every offending variable and never its value", () => {
    const bad = { ...least, APP_SECRET: "too-short-secret", PORT: "99999", DATABASE_URL: undefined };
    const message = (() => {
      try {
        return String(parseEnv(bad));
      } catch (error) {
        return String(error);
      }
    })();
    for (const name of ["APP_SECRET", "PORT", "DATABASE_URL"]) expect(message).toContain(name);
    for (const value of ["too-short-secret", "99999"]) expect(message).not.toContain(value);
  });

  test("the result cannot be changed", () => {
    expect(Object.isFrozen(parseEnv(least))).toBe(true);
  });
});

describe("what belongs together", () => {
  const least = { DATABASE_URL: "postgres://x", ENCRYPTION_KEYS: "k1:x", APP_SECRET: "x".repeat(32) };

  test.each([
    [{ SMTP_URL: "smtp://localhost:25" }, "MAIL_FROM"],
    [{ AUTH_GITHUB_ID: "id" }, "AUTH_GITHUB_SECRET"],
    [{ AUTH_GOOGLE_SECRET: "secret" }, "AUTH_GOOGLE_ID"],
    [{ OIDC_ISSUER: "https://login.example.com" }, "OIDC_CLIENT_ID"],
  ])("%o needs %s", (given, missing) => {
    expect(() => parseEnv({ ...least, ...given })).toThrow(missing);
    expect(() => parseEnv(least)).not.toThrow();
  });
});
