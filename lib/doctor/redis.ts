/** Whether the Redis that holds the bells would keep them, and keeps strangers out. Losing it delays, and loses nothing. */
import { isIP } from "node:net";
import { Redis } from "ioredis";
import type { Finding } from "@/lib/contract/doctor";
import { redisPlace } from "@/lib/platform/redis";
import { error, ok, warning } from "./findings";
import { judgeCluster, readCluster } from "./redis-cluster";

const LEAST_VERSION = [6, 2] as const;
const ANSWER_MS = 3_000;

/** What Redis says of itself; `config` is null where CONFIG is not allowed, as with managed services. */
export type RedisFacts = {
  info: Record<string, string>;
  config: Record<string, string> | null;
  /** Whether our own connection brought a password, and where it went. */
  withPassword: boolean;
  host: string;
};

/** `shards` is how many queues the bells are spread over. */
export async function redisFindings(url: string | undefined, shards: number): Promise<Finding[]> {
  if (!url) return [ok("queue", "The queue lives in Postgres; there is no Redis to look after.")];
  const { isCluster, nodes } = redisPlace(url);
  try {
    if (!isCluster) return judgeRedis(await ask(url, readFacts));
    const cluster = await readCluster(nodes, ask);
    const facts = await Promise.all(cluster.masters.map((master) => ask(master.url, readFacts)));
    return [...worstOfEach(facts.map(judgeRedis)), judgeCluster({ ...cluster, shards })];
  } catch {
    return [
      error(
        "queue",
        "Redis does not answer. Events are accepted and delivered all the same, several seconds later.",
        "Start it, or check REDIS_URL and its password.",
      ),
    ];
  }
}

const BADNESS: Record<Finding["state"], number> = { ok: 0, warning: 1, error: 2 };

/** Masters are judged one by one, and what is wrong with any of them is said once. */
function worstOfEach(findings: Finding[][]): Finding[] {
  const worst = new Map<string, Finding>();
  for (const finding of findings.flat()) {
    const known = worst.get(finding.check);
    if (!known || BADNESS[finding.state] > BADNESS[known.state]) worst.set(finding.check, finding);
  }
  return [...worst.values()];
}

async function ask<Answer>(url: string, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  }).on("error", () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function readFacts(redis: Redis): Promise<RedisFacts> {
  const info = pairs((await redis.info()).split("\r\n").map((line) => line.split(/:(.*)/s)));
  const config = await readConfig(redis).catch(() => null);
  const { password, host } = redis.options;
  return { info, config, withPassword: Boolean(password), host: host ?? "" };
}

async function readConfig(redis: Redis): Promise<Record<string, string>> {
  const wanted = ["maxmemory-policy", "appendonly", "save", "bind", "protected-mode", "requirepass"];
  const found: Record<string, string> = {};
  for (const name of wanted) {
    const [, value] = (await redis.config("GET", name)) as string[];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

const pairs = (lines: string[][]) =>
  Object.fromEntries(lines.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])));

export const judgeRedis = (facts: RedisFacts): Finding[] => [
  judgeVersion(facts),
  judgeEviction(facts),
  judgeMemory(facts),
  judgePersistence(facts),
  judgeAccess(facts),
];

function judgeVersion({ info }: RedisFacts): Finding {
  const version = info.redis_version ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1]);
  if (isOld)
    return error("queue", `Redis ${version} is too old.`, `Upgrade to ${LEAST_VERSION.join(".")} or newer.`);
  return ok("queue", `Redis ${version} answers.`);
}

/** INFO says it too, where CONFIG is not allowed. */
function judgeEviction({ info, config }: RedisFacts): Finding {
  const policy = config?.["maxmemory-policy"] ?? info.maxmemory_policy ?? "unknown";
  if (policy === "noeviction") return ok("redis-eviction", "Redis removes nothing by itself (noeviction).");
  return error(
    "redis-eviction",
    `Redis may remove keys of the queue when its memory is short (maxmemory-policy ${policy}).`,
    "Set maxmemory-policy noeviction.",
  );
}

function judgeMemory({ info }: RedisFacts): Finding {
  const used = Number(info.used_memory ?? 0);
  const most = Number(info.maxmemory ?? 0);
  const free = 1 - used / most;
  if (most === 0 || free > 0.2) return ok("redis-memory", "Redis has room.");
  const percent = Math.min(100, Math.round((used / most) * 100));
  const advice = "Raise maxmemory; the queue itself needs a few megabytes.";
  const sentence = `Redis has used ${percent} % of its maxmemory`;
  if (free > 0) return warning("redis-memory", `${sentence}.`, advice);
  return error(
    "redis-memory",
    `${sentence} and takes no more bells; the sweep delivers, several seconds later.`,
    advice,
  );
}

/** Whether bells survive a restart does not matter; a Redis that refuses writes because it cannot save does. */
function judgePersistence({ info, config }: RedisFacts): Finding {
  const failing = [
    info.rdb_last_bgsave_status === "err" && "snapshots",
    info.aof_last_write_status === "err" && "append-only file",
  ].filter(Boolean);
  if (failing.length > 0)
    return error(
      "redis-persistence",
      `Redis cannot write its ${failing.join(" and ")}, and then refuses to take bells.`,
      "Make room on its disk or see its log.",
    );
  const keeps = info.aof_enabled === "1" || Boolean(config?.save);
  return ok(
    "redis-persistence",
    keeps
      ? "Redis keeps its bells on disk."
      : "Redis keeps nothing on disk, which is enough: all that is due is found in Postgres.",
  );
}

const isLoopback = (address: string) =>
  address === "localhost" || address === "::1" || address.startsWith("127.") || address.startsWith("/");

/** `-::1` means "if there is such an interface"; `*` and an empty list are every interface. */
function bindsBeyondLoopback(bind: string): boolean {
  const addresses = bind.split(" ").map((each) => each.replace(/^-/, ""));
  return addresses.some((address) => !isLoopback(address));
}

/** Whoever reaches an open Redis may empty the queue and, through CONFIG, write files where it runs. */
function judgeAccess({ config, withPassword, host }: RedisFacts): Finding {
  if (withPassword) return ok("redis-access", "Redis asks for a password.");
  const open = error(
    "redis-access",
    "Redis answers without a password on an address that others can reach.",
    "Set requirepass (or an ACL user) and put it into REDIS_URL; or bind Redis to loopback.",
  );
  if (!config) return isLoopback(host) ? ok("redis-access", "Redis is reached over loopback.") : open;
  const closed = config["protected-mode"] === "yes" || Boolean(config.requirepass);
  if (closed || !bindsBeyondLoopback(config.bind ?? ""))
    return ok("redis-access", "Redis listens to this machine alone.");
  return isIP(host) || host ? open : ok("redis-access", "Redis is reached over a socket.");
}
