/**
 * The doors to Postgres: Prisma for everything a person waits for, and bare prepared statements on pools
 * of their own for ingest and delivery, so that a heavy page cannot starve either. Made once per process,
 * also where a bundler loads this module twice.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "./env";
import { PrismaClient } from "./prisma/client";
import { processWide } from "./process-wide";

export type { Prisma } from "./prisma/client";

/** `ingest` accepts events, `delivery` claims and records, `replica` is what pages may read from, `pages` all else. */
export type PoolName = "ingest" | "delivery" | "pages" | "replica";

type Doors = { pools: Map<PoolName, pg.Pool>; prisma: Map<PoolName, PrismaClient> };
const doors = processWide<Doors>("doors", () => ({ pools: new Map(), prisma: new Map() }));

const LIMITS: Record<PoolName, { size: () => number; statementMs: number }> = {
  ingest: { size: () => env.INGEST_POOL_SIZE, statementMs: 10_000 },
  delivery: { size: () => env.WORKER_POOL_SIZE, statementMs: 30_000 },
  pages: { size: () => env.PAGES_POOL_SIZE, statementMs: 15_000 },
  replica: { size: () => env.PAGES_POOL_SIZE, statementMs: 15_000 },
};

/** So much later than Postgres itself would have said so, a statement without an answer has lost its connection. */
const ANSWER_MS = 2_000;
/** The first sign of life on a quiet connection; the system's own default is two hours. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/**
 * How long Postgres keeps a session, and the locks it holds, whose client is gone without a word or asleep. Ours are
 * closed after ten idle seconds, so none that is in use is ever ended by this.
 */
const SESSION = [
  "idle_session_timeout=120000",
  "tcp_keepalives_idle=10",
  "tcp_keepalives_interval=5",
  "tcp_keepalives_count=3",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/**
 * The pool of that name, opened at first use. Its connections time out statements and idle transactions; one that
 * carries nothing any more (a router that died, a firewall that forgot it) is given up soon after.
 */
export function pool(name: PoolName): pg.Pool {
  const open = doors.pools.get(name);
  if (open) return open;
  const { size, statementMs } = LIMITS[name];
  const made = new pg.Pool({
    connectionString: name === "replica" ? env.DATABASE_READ_URL : env.DATABASE_URL,
    max: size(),
    ...KEEP_ALIVE,
    connectionTimeoutMillis: 5_000,
    statement_timeout: statementMs,
    query_timeout: statementMs + ANSWER_MS,
    idle_in_transaction_session_timeout: 30_000,
    options: SESSION,
    application_name: `posthorn-${name}`,
  });
  outliveLoss(made);
  doors.pools.set(name, made);
  return made;
}

/**
 * A connection that Postgres ends is no error of ours: the pool opens another when it is needed. A client that has been
 * taken from the pool and asks nothing just then has nobody else who listens, and would end the process.
 */
export function outliveLoss(of: pg.Pool): pg.Pool {
  const unheard = () => undefined;
  return of.on("error", unheard).on("connect", (client) => void client.on("error", unheard));
}

const reading = processWide("reading", () => new AsyncLocalStorage<PoolName>());
/** Within `work`, `db` is the replica: who may, and what when it is away, is `replica.ts`'s to say. */
export const onReplica = <Answer>(work: () => Promise<Answer>) => reading.run("replica", work);
/** Within `work`, `db` is the primary, wherever it is called from. */
export const onPrimary = <Answer>(work: () => Promise<Answer>) => reading.run("pages", work);

/** Prisma over the `pages` pool, or the replica's. */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  get: (_, property) => {
    const name = reading.getStore() ?? "pages";
    const prisma = doors.prisma.get(name) ?? new PrismaClient({ adapter: new PrismaPg(pool(name)) });
    doors.prisma.set(name, prisma);
    return Reflect.get(prisma, property);
  },
});

/**
 * Rows of a statement without Prisma, on the pool that `db` is on: for figures, of which decoding takes longer there
 * than Postgres takes to find them. Planned for its values each time, unlike `run`'s.
 */
export async function readRows<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await pool(reading.getStore() ?? "pages").query<Row>({ text, values })).rows;
}

/** What a function takes that may run inside its caller's transaction. */
export type Tx = Pick<
  PrismaClient,
  Exclude<keyof PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">
>;

/** A prepared statement: parsed once per connection, then only bound and run. */
export async function run<Row extends pg.QueryResultRow>(
  on: pg.Pool | pg.ClientBase,
  statement: { name: string; text: string },
  values: unknown[],
): Promise<Row[]> {
  return (await on.query<Row>({ ...statement, values })).rows;
}

/**
 * One connection of a pool for as long as `work` takes. After an error it is closed and not used again: whatever was
 * begun on it ends, locks and all, and if it carries nothing any more nobody else finds that out.
 */
export async function onClient<T>(name: PoolName, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool(name).connect();
  try {
    const done = await work(client);
    client.release();
    return done;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Closes every door; call once, when nothing more will be asked. */
export async function closeDb(): Promise<void> {
  await Promise.all([...doors.prisma.values()].map((prisma) => prisma.$disconnect()));
  doors.prisma.clear();
  await Promise.all([...doors.pools.values()].map((open) => (open.ended ? undefined : open.end())));
  doors.pools.clear();
}

/**
 * True for "Postgres cannot do it just now, and later it will": connection refused, lost or shutting down (08, 57P0x),
 * a statement out of time (57014) or without an answer, chosen to end a deadlock (40P01), out of disk, memory or
 * connections (53), read only (25006), a disk error (58030).
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message = "" } = error as { code?: string; message?: string };
  if (code && /^(08|57P0|57014|40P01|53|25006|58030)/.test(code)) return true;
  if (
    code &&
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "P1001", "P1002", "P1008", "P1017"].includes(code)
  )
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error/.test(
    message,
  );
}
