import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/contract/doctor";
import { judgeKeys } from "./keys";
import { judgeClock, judgeMigrations, judgePostgres, type PostgresFacts } from "./postgres";
import { judgeReplica } from "./read-replica";
import { judgeRedis, type RedisFacts } from "./redis";
import { type ClusterFacts, judgeCluster } from "./redis-cluster";
import { judgeDisk, judgePlainHttp, type Settings, settingFindings } from "./settings";
import { judgeWorker } from "./worker";

const stateOf = (findings: Finding[], check: Finding["check"]) =>
  findings.find((finding) => finding.check === check)?.state;

describe("Postgres", () => {
  const good: PostgresFacts = {
    versionNumber: 180_004,
    inRecovery: false,
    fsync: "on",
    synchronousCommit: "on",
    fullPageWrites: "on",
    asyncStandbys: 0,
  };
  it.each<[Partial<PostgresFacts>, Finding["check"], Finding["state"]]>([
    [{}, "durability", "ok"],
    [{}, "database", "ok"],
    [{ fsync: "off" }, "durability", "error"],
    [{ synchronousCommit: "off" }, "durability", "error"],
    [{ synchronousCommit: "local" }, "durability", "ok"],
    [{ fullPageWrites: "off" }, "durability", "error"],
    [{ versionNumber: 140_011 }, "database", "error"],
    [{ versionNumber: 150_000 }, "database", "ok"],
    [{ inRecovery: true }, "database", "error"],
    [{ asyncStandbys: 1 }, "replication", "warning"],
  ])("%j: %s is %s", (facts, check, state) => {
    expect(stateOf(judgePostgres({ ...good, ...facts }), check)).toBe(state);
  });

  it.each([
    [4_900, 0, "ok"],
    [-4_900, 0, "ok"],
    [5_100, 0, "error"],
    [-600_000, 20, "error"],
    // A slow answer proves nothing about the clock.
    [6_000, 2_000, "ok"],
  ])("a clock %i ms off, give or take %i, is %s", (aheadMs, uncertainMs, state) => {
    expect(judgeClock({ aheadMs, uncertainMs }).state).toBe(state);
  });

  it.each([
    [{ unfinished: [], missing: [], unknown: [] }, "ok"],
    [{ unfinished: ["a"], missing: [], unknown: [] }, "error"],
    [{ unfinished: [], missing: ["a"], unknown: [] }, "error"],
    [{ unfinished: [], missing: [], unknown: ["a"] }, "warning"],
  ])("migrations %j are %s", (facts, state) => {
    expect(judgeMigrations(facts).state).toBe(state);
  });
});

describe("Redis", () => {
  const good: RedisFacts = {
    info: { redis_version: "7.0.15", used_memory: "1000", maxmemory: "0", maxmemory_policy: "noeviction" },
    config: {
      "maxmemory-policy": "noeviction",
      bind: "127.0.0.1 -::1",
      "protected-mode": "yes",
      requirepass: "",
      save: "",
    },
    withPassword: false,
    host: "127.0.0.1",
  };
  const info = (more: Record<string, string>) => ({ ...good, info: { ...good.info, ...more } });
  const config = (more: Record<string, string>) => ({ ...good, config: { ...good.config, ...more } });
  const open = { "protected-mode": "no", bind: "*" };
  it.each<[string, RedisFacts, Finding["check"], Finding["state"]]>([
    ["noeviction", good, "redis-eviction", "ok"],
    ["allkeys-lru", config({ "maxmemory-policy": "allkeys-lru" }), "redis-eviction", "error"],
    [
      "volatile-ttl without CONFIG",
      { ...info({ maxmemory_policy: "volatile-ttl" }), config: null },
      "redis-eviction",
      "error",
    ],
    ["6.0", info({ redis_version: "6.0.16" }), "queue", "error"],
    ["6.2", info({ redis_version: "6.2.0" }), "queue", "ok"],
    ["85 % used", info({ used_memory: "85", maxmemory: "100" }), "redis-memory", "warning"],
    ["all used", info({ used_memory: "1000000", maxmemory: "1" }), "redis-memory", "error"],
    ["no limit", good, "redis-memory", "ok"],
    ["nothing kept", good, "redis-persistence", "ok"],
    ["a failing snapshot", info({ rdb_last_bgsave_status: "err" }), "redis-persistence", "error"],
    ["a failing log", info({ aof_last_write_status: "err" }), "redis-persistence", "error"],
    ["loopback only", config({ "protected-mode": "no" }), "redis-access", "ok"],
    ["open to all", config(open), "redis-access", "error"],
    ["open to a network", config({ ...open, bind: "127.0.0.1 10.0.0.5" }), "redis-access", "error"],
    ["open, but protected", config({ bind: "*" }), "redis-access", "ok"],
    ["a password", { ...config(open), withPassword: true }, "redis-access", "ok"],
    ["elsewhere, without CONFIG", { ...good, config: null, host: "redis.internal" }, "redis-access", "error"],
  ])("%s", (_, facts, check, state) => {
    expect(stateOf(judgeRedis(facts), check)).toBe(state);
  });
});

describe("a Redis Cluster", () => {
  const master = { url: "", replicas: 1 };
  const good: ClusterFacts = { servedSlots: 16_384, masters: [master, master, master], shards: 12 };
  it.each<[string, ClusterFacts, Finding["state"]]>([
    ["whole", good, "ok"],
    ["a third away", { ...good, servedSlots: 10_923 }, "error"],
    ["a slot away", { ...good, servedSlots: 16_383 }, "error"],
    ["one shard for three", { ...good, shards: 1 }, "warning"],
    ["a master alone", { ...good, masters: [master, master, { url: "", replicas: 0 }] }, "warning"],
  ])("%s", (_, facts, state) => expect(judgeCluster(facts).state).toBe(state));
});

it.each([
  [{ inRecovery: true, isCurrent: true }, "ok"],
  [{ inRecovery: true, isCurrent: false }, "warning"],
  [{ inRecovery: false, isCurrent: true }, "warning"],
  [{ inRecovery: null, isCurrent: false }, "warning"],
])("a read replica of which we know %j is %s", (facts, state) => {
  expect(judgeReplica(facts).state).toBe(state);
});

describe("keys", () => {
  const use = (keyId: string, opens = true) => ({ keyId, count: 3, opens });
  it.each([
    [[], "ok"],
    [[use("k2")], "ok"],
    [[use("k1"), use("k2")], "warning"],
    [[use("k1", false), use("k2")], "error"],
    [[use("k2", false)], "error"],
  ])("%j under k2 are %s", (uses, state) => {
    expect(judgeKeys(uses, "k2").state).toBe(state);
  });
});

describe("settings", () => {
  const random = "Zq8vT2nX4mKpL7wR9sYbG3hJ5dF6cA1e";
  const good: Settings = {
    POSTHORN_MODE: "production",
    HOST: "0.0.0.0",
    APP_URL: "https://hooks.example.com",
    EGRESS_ALLOW: [],
    EGRESS_ALLOW_HTTP: false,
    APP_SECRET: random,
    ENCRYPTION_KEYS: `k1:${random}`,
    ROOT_API_KEY: `root_${random}`,
    METRICS_TOKEN: random,
  };
  const embedded = { POSTHORN_MODE: "embedded", HOST: "127.0.0.1" } as const;
  it.each<[Partial<Settings>, Finding["check"], Finding["state"]]>([
    [{}, "egress", "ok"],
    [{}, "secrets", "ok"],
    [{}, "public-url", "ok"],
    [{ EGRESS_ALLOW: ["10.0.0.0/8"] }, "egress", "warning"],
    [{ EGRESS_ALLOW_HTTP: true }, "egress", "warning"],
    [{ EGRESS_ALLOW: ["0.0.0.0/0"] }, "egress", "error"],
    [{ ...embedded, EGRESS_ALLOW: ["127.0.0.0/8"], EGRESS_ALLOW_HTTP: true }, "egress", "ok"],
    [{ ...embedded, HOST: "0.0.0.0", EGRESS_ALLOW_HTTP: true }, "egress", "warning"],
    [{ APP_SECRET: "change-me-change-me-change-me-change" }, "secrets", "error"],
    [{ ENCRYPTION_KEYS: `k1:${"A".repeat(43)}=` }, "secrets", "error"],
    [{ ROOT_API_KEY: "root_0123450123450123450123" }, "secrets", "error"],
    [{ METRICS_TOKEN: "metrics-password" }, "secrets", "error"],
    [{ APP_URL: undefined }, "public-url", "warning"],
    [{ APP_URL: "http://hooks.example.com" }, "public-url", "error"],
    [{ APP_URL: "http://localhost:3400" }, "public-url", "warning"],
    [{ ...embedded, APP_URL: "http://localhost:3400" }, "public-url", "ok"],
  ])("%j: %s is %s", (settings, check, state) => {
    expect(stateOf(settingFindings({ ...good, ...settings }), check)).toBe(state);
  });

  it("says nothing of what a secret is", () => {
    const made = settingFindings({ ...good, APP_SECRET: "change-me-change-me-change-me-change" });
    expect(JSON.stringify(made)).not.toContain("change-me");
  });

  it("counts endpoints over plain http, but not on one's own machine", () => {
    expect(judgePlainHttp(0, good).state).toBe("ok");
    expect(judgePlainHttp(2, good).state).toBe("warning");
    expect(judgePlainHttp(2, { ...good, ...embedded }).state).toBe("ok");
  });
});

it.each([
  [300, 1_000, "ok"],
  [1, 1_000, "error"],
  [1.5, 10, "warning"],
  [0.2, 10, "error"],
  [30, 1_000, "warning"],
])("%s of %s GiB free is %s", (free, all, state) => {
  expect(judgeDisk({ freeBytes: free * 1024 ** 3, allBytes: all * 1024 ** 3 }).state).toBe(state);
});

it.each([
  [true, 0, "ok", "ok"],
  [false, 0, "error", "ok"],
  [true, 90_000, "ok", "warning"],
  [true, 900_000, "ok", "error"],
])("a worker alive: %s, oldest due %i ms", (alive, oldestDueMs, worker, backlog) => {
  const health = {
    status: "ok",
    database: true,
    worker: { alive, heartbeatAgeMs: 20_000 },
    networkAwaySince: null,
    oldestDueMs,
  } as const;
  const found = judgeWorker(health);
  expect([stateOf(found, "worker"), stateOf(found, "backlog")]).toEqual([worker, backlog]);
  expect(stateOf(found, "network")).toBe("ok");
  const away = judgeWorker({ ...health, networkAwaySince: "2026-11-21T08:00:00.000Z" });
  expect(stateOf(away, "network")).toBe("error");
});
