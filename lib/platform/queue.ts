/**
 * The doorbell: BullMQ over Redis when `REDIS_URL` is set, else over Postgres, behind the same four
 * functions. It promises only to ring: nothing here cannot be rebuilt from Postgres, a job carries endpoint
 * ids and nothing else, and ringing never throws.
 */
import { createHash } from "node:crypto";
import {
  type ConnectionOptions,
  createPostgresBackend,
  type JobsOptions,
  Queue,
  runMigrations,
  UnrecoverableError,
  Worker,
  type WorkerOptions,
  withBackend,
} from "bullmq";
import type { Cluster, Redis } from "ioredis";
import pg from "pg";
import { KEEP_ALIVE, outliveLoss } from "./db";
import { env } from "./env";
import { log } from "./log";
import { counters } from "./metrics";
import { processWide } from "./process-wide";
import { backOff, failFastRedis, patientCluster, redisPlace } from "./redis";

/** `slow` drains endpoints whose attempts time out, so that they never take a healthy endpoint's slot. */
export type Lane = "fast" | "slow";
/** Those that this worker answers. */
export const lanesHere = (): Lane[] => (env.WORKER_LANES === "all" ? ["fast", "slow"] : [env.WORKER_LANES]);
/** One endpoint, or a peal over many. */
export type Ring = { endpointId: string } | { endpointIds: string[] };
type Answer = {
  one: (endpointId: string) => Promise<void>;
  many: (endpointIds: string[]) => Promise<void>;
};

const RING_DEADLINE_MS = 300;
/** A statement of the queue's that is not answered by then never will be: its connection carries nothing. */
const ANSWER_MS = 20_000;
/** A bulk holds up whoever else uses the process for as long as it takes to write it. */
const RINGS_AT_ONCE = 5_000;
/** From so many waiting rings on they go as peals: a job each costs more than all else of a delivery. */
const PEAL_FROM = 200;
const IN_A_PEAL = 100;
const LATER = "later";

const PostgresBacked = withBackend(createPostgresBackend);
type Producer = Pick<Queue<Ring>, "addBulk" | "add" | "close" | "waitUntilReady" | "getJobCounts"> & {
  on(event: "error", listener: (error: Error) => void): unknown;
};
export type Drainer = Pick<Worker, "close" | "run" | "isRunning" | "waitUntilReady">;

type Rooms = {
  pool?: pg.Pool;
  redis?: Redis | Cluster;
  listening?: Cluster;
  producers: Map<string, Producer>;
  pending: Map<string, Set<string>>;
  busy: Set<string>;
};
const rooms = processWide<Rooms>("queues", () => ({
  producers: new Map(),
  pending: new Map(),
  busy: new Set(),
}));

/** One pool for BullMQ's Postgres backend; every worker keeps one of its clients for LISTEN. */
function queuePool(): pg.Pool {
  rooms.pool ??= outliveLoss(
    new pg.Pool({
      connectionString: env.DATABASE_URL,
      max: 8 + 2 * env.QUEUE_SHARDS,
      ...KEEP_ALIVE,
      query_timeout: ANSWER_MS,
      options: "-c search_path=bullmq",
      application_name: "posthorn-queue",
    }),
  );
  return rooms.pool;
}

const shardOf = (endpointId: string) =>
  env.QUEUE_SHARDS === 1
    ? 0
    : createHash("sha1").update(endpointId).digest().readUInt32BE() % env.QUEUE_SHARDS;
const nameOf = (lane: Lane, shard: number) => `${lane === "slow" ? "drain-slow" : "drain"}-${shard}`;
/** Braces keep one queue's keys in one slot of a Redis Cluster. */
const prefixOf = (name: string) => `{${env.QUEUE_PREFIX}:${name}}`;

/**
 * The connection that rings. It fails fast, because a publish must never wait for a Redis that is away (the
 * sweep rings again); BullMQ may only see it once it is ready, or its own greeting fails for good.
 */
function ringingRedis(url: string): Redis | Cluster {
  rooms.redis ??= failFastRedis(url);
  return rooms.redis;
}

/** Of a server each worker makes two connections of its own; of a cluster all share one, and duplicate it to wait. */
function listeningConnection(url: string): ConnectionOptions {
  const place = redisPlace(url);
  if (!place.isCluster) return { url, maxRetriesPerRequest: null, retryStrategy: backOff };
  rooms.listening ??= patientCluster(place);
  return rooms.listening;
}

/** Throws while Redis has not been reached yet. */
function producer(name: string): Producer {
  const open = rooms.producers.get(name);
  if (open) return open;
  if (env.REDIS_URL && ringingRedis(env.REDIS_URL).status !== "ready") throw new Error("Redis is away");
  const defaultJobOptions: JobsOptions = { removeOnComplete: true, removeOnFail: true };
  const made: Producer = env.REDIS_URL
    ? new Queue<Ring>(name, {
        connection: ringingRedis(env.REDIS_URL),
        prefix: prefixOf(name),
        skipWaitingForReady: true,
        defaultJobOptions,
      })
    : new PostgresBacked.Queue<Ring>(name, { connection: queuePool(), defaultJobOptions });
  made.on("error", (error) => log().debug({ queue: name, error: error.message }, "queue connection"));
  rooms.producers.set(name, made);
  return made;
}

/** Creates or upgrades BullMQ's schema (Postgres backend) and connects the producers; call once at start. */
export async function prepareQueues(): Promise<void> {
  if (!env.REDIS_URL) {
    const client = new pg.Client({ connectionString: env.DATABASE_URL });
    await client.connect();
    await runMigrations(client)
      .then(() => pinStatistics(client))
      .finally(() => client.end());
  }
  const names = Array.from({ length: env.QUEUE_SHARDS }, (_, shard) => [
    nameOf("fast", shard),
    nameOf("slow", shard),
  ]);
  if (env.REDIS_URL) await readyWithin(ringingRedis(env.REDIS_URL), 2_000);
  const ready = Promise.all(names.flat().map(async (name) => producer(name).waitUntilReady()));
  await Promise.race([ready.catch(() => undefined), sleep(2_000)]);
}

/**
 * A queue's table is nearly empty whenever it is analysed, and with statistics of that Postgres looks for one job
 * among all that are active instead of by its key. So it is told what the table is like under load, and not to look
 * for itself. Only from Postgres 18 on, where that can be said.
 */
async function pinStatistics(client: pg.Client): Promise<void> {
  const { rows } = await client.query("SELECT FROM pg_proc WHERE proname = 'pg_restore_attribute_stats'");
  if (rows.length === 0) return;
  await client.query("ALTER TABLE bullmq.job SET (autovacuum_analyze_threshold = 2000000000)");
  const tell = (column: string, values: string, shares: string) =>
    client.query(
      `SELECT pg_restore_attribute_stats('schemaname', 'bullmq', 'relname', 'job', 'attname', $1::text,
        'inherited', false, 'null_frac', 0::real, 'n_distinct', 3::real, 'most_common_vals', $2::text,
        'most_common_freqs', $3::real[])`,
      [column, values, shares],
    );
  await tell("state", "{waiting,active,delayed}", "{0.4,0.4,0.2}");
  await tell("queue", `{${nameOf("fast", 0)},${nameOf("slow", 0)}}`, "{0.9,0.1}");
}

function readyWithin(redis: Redis | Cluster, ms: number): Promise<void> {
  if (redis.status === "ready") return Promise.resolve();
  return Promise.race([new Promise<void>((resolve) => redis.once("ready", () => resolve())), sleep(ms)]);
}

/**
 * Rings the endpoints: a few with at most one running and one waiting job each in the whole cluster, many in peals,
 * which the lease keeps from meeting. Never throws and never takes longer than 300 ms; what could not be rung is counted, and found by the sweep.
 */
export async function wake(endpointIds: Iterable<string>, lane: Lane = "fast"): Promise<void> {
  const flushes = new Set<string>();
  for (const id of endpointIds) {
    const name = nameOf(lane, shardOf(id));
    const waiting = rooms.pending.get(name) ?? new Set();
    rooms.pending.set(name, waiting.add(id));
    flushes.add(name);
  }
  const flushing = [...flushes].filter((name) => !rooms.busy.has(name)).map(flush);
  if (flushing.length > 0) await Promise.race([Promise.all(flushing), sleep(RING_DEADLINE_MS)]);
}

/** While one batch is on its way the next collects, so a busy process rings in bulk and an idle one at once. */
async function flush(name: string): Promise<void> {
  rooms.busy.add(name);
  for (let ids = rooms.pending.get(name); ids?.size; ids = rooms.pending.get(name)) {
    const rung = taken(ids, RINGS_AT_ONCE);
    const jobs = rung.length < PEAL_FROM ? rung.map(single) : peals(rung);
    await ring(name, rung.length, () => producer(name).addBulk(jobs));
  }
  rooms.busy.delete(name);
}

/** Rung while it is being answered it rings once more; rung while it waits, it waits once. */
const single = (endpointId: string) => ({
  name: "drain",
  data: { endpointId },
  opts: { deduplication: { id: endpointId, keepLastIfActive: true } },
});

function peals(ids: string[]) {
  const groups = Array.from({ length: Math.ceil(ids.length / IN_A_PEAL) }, (_, nth) =>
    ids.slice(nth * IN_A_PEAL, (nth + 1) * IN_A_PEAL),
  );
  return groups.map((endpointIds) => ({ name: "drain", data: { endpointIds } }));
}

function taken(ids: Set<string>, count: number): string[] {
  const some: string[] = [];
  for (const id of ids) {
    if (some.length >= count) break;
    some.push(id);
    ids.delete(id);
  }
  return some;
}

/**
 * Rings one endpoint in `delayMs`, replacing an earlier such appointment. It has a deduplication id of its
 * own because an immediate ring under the id of a delayed job would be swallowed until the delay ends.
 */
export async function wakeLater(endpointId: string, delayMs: number, lane: Lane = "fast"): Promise<void> {
  const name = nameOf(lane, shardOf(endpointId));
  const opts = {
    delay: Math.max(1, Math.ceil(delayMs)),
    deduplication: { id: `${endpointId}:${LATER}`, replace: true },
  };
  await ring(name, 1, () => producer(name).add(LATER, { endpointId }, opts));
}

async function ring(name: string, count: number, add: () => Promise<unknown>): Promise<void> {
  let late = false;
  const added = Promise.resolve()
    .then(add)
    .catch((error: Error) => {
      counters.ringErrors.inc({ queue: name }, count);
      if (!late) log().debug({ queue: name, error: error.message }, "could not ring");
    });
  await Promise.race([added, sleep(RING_DEADLINE_MS)]);
  late = true;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const isText = (value: unknown) => typeof value === "string";

/** A worker on one shard of one lane. `concurrency` is the lane's, which its shards divide among them. */
export function drainer(lane: Lane, shard: number, concurrency: number, answer: Answer): Drainer {
  const name = nameOf(lane, shard);
  const options: Partial<WorkerOptions> = {
    concurrency: Math.ceil(concurrency / env.QUEUE_SHARDS),
    autorun: false,
    lockDuration: 5_000,
    stalledInterval: 2_500,
    // A job is only a bell: however often its worker died, it may ring again (deliveries count their own crashes).
    maxStalledCount: 2_147_483_647,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  const work = async (job: { name: string; data: Ring }) => {
    const { endpointId, endpointIds } = { ...job.data } as { endpointId?: unknown; endpointIds?: unknown };
    if (Array.isArray(endpointIds) && endpointIds.every(isText)) return answer.many(endpointIds);
    if (typeof endpointId !== "string") throw new UnrecoverableError("not a bell of ours");
    return job.name === LATER ? wake([endpointId], lane) : answer.one(endpointId);
  };
  const made = env.REDIS_URL
    ? new Worker<Ring>(name, work, {
        ...options,
        prefix: prefixOf(name),
        connection: listeningConnection(env.REDIS_URL),
      })
    : new PostgresBacked.Worker<Ring>(name, work, { ...options, connection: queuePool() });
  made.on("error", (error: Error) => log().debug({ queue: name, error: error.message }, "worker connection"));
  return made;
}

/** How many bells wait or ring in all queues; for metrics and the health page. */
export async function queueDepth(): Promise<number> {
  const counts = await Promise.all(
    [...rooms.producers.values()].map((each) => each.getJobCounts("waiting", "active", "delayed")),
  );
  return counts.flatMap((each) => Object.values(each)).reduce((sum, count) => sum + count, 0);
}

/** Closes producers and the pool; workers are closed by whoever made them, before this. */
export async function closeQueues(): Promise<void> {
  await Promise.all([...rooms.producers.values()].map((each) => each.close().catch(() => undefined)));
  rooms.producers.clear();
  const { pool, redis, listening } = rooms;
  rooms.pool = undefined;
  rooms.redis = undefined;
  rooms.listening = undefined;
  redis?.disconnect();
  listening?.disconnect();
  await pool?.end();
}
