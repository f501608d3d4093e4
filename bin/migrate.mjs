/**
 * Brings a database up to date: `prisma/migrations` in Prisma's own bookkeeping (interchangeable with
 * `prisma migrate deploy`), then the queue's schema where Postgres is the queue. `node bin/migrate.mjs`
 * reads DATABASE_URL and REDIS_URL. Needs neither Prisma's CLI nor the network.
 */
import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** The advisory lock Prisma's engine takes, so that two starts, or one and its CLI, go one after the other. */
const PRISMA_LOCK = 72707369;
const LOCK_POLL_MS = 100;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

const MIGRATIONS = path.resolve(import.meta.dirname, "../prisma/migrations");

async function migrationsOnDisk(folder) {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** Whoever waits for a table's lock makes everybody behind wait too: so not for long, but again and again. */
const LOCK_WAIT_MS = 1_000;
const LOCK_TRIES = 120;
const LOCK_NOT_AVAILABLE = "55P03";

async function apply(client, migration) {
  for (let tries = 1; ; tries++) {
    try {
      return await applyOnce(client, migration);
    } catch (error) {
      if (error.cause?.code !== LOCK_NOT_AVAILABLE || tries === LOCK_TRIES) throw error;
      if (tries === 1) console.log(`Migration ${migration.name} waits for long transactions to end.`);
      await sleep(LOCK_WAIT_MS);
    }
  }
}

/** First line of a migration that makes indexes of big tables while others write to them. */
const WITHOUT_TRANSACTION = "-- without transaction";

const NOTE = `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), 1)`;

async function applyOnce(client, { name, sql, checksum }) {
  const note = [randomUUID(), checksum, name];
  if (sql.startsWith(WITHOUT_TRANSACTION)) return applyInSteps(client, sql, note);
  await client.query("BEGIN");
  try {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    await client.query(sql);
    await client.query(NOTE, note);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed and was rolled back: ${error.message}`, { cause: error });
  }
}

/** Each statement by itself; each says IF NOT EXISTS, so that a migration that was interrupted goes on where it was. */
async function applyInSteps(client, sql, note) {
  const { rows } = await client.query(
    "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid",
  );
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  for (const statement of sql.split(/;\s*$/m)) if (statement.trim() !== "") await client.query(statement);
  await client.query(NOTE, note);
}

/** Asked again and again: a statement that waits for it would keep an index from being made beside it. */
async function takeLock(client) {
  for (;;) {
    const { rows } = await client.query("SELECT pg_try_advisory_lock($1) AS got", [PRISMA_LOCK]);
    if (rows[0].got) return;
    await sleep(LOCK_POLL_MS);
  }
}

async function applyMigrations(client, folder) {
  await client.query(BOOKKEEPING);
  const { rows } = await client.query(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const known = new Map(rows.map((row) => [row.migration_name, row]));
  const applied = [];
  for (const migration of await migrationsOnDisk(folder)) {
    const row = known.get(migration.name);
    if (row && !row.finished_at) {
      throw new Error(`Migration ${migration.name} failed earlier: see \`prisma migrate resolve\`.`);
    }
    if (row && row.checksum !== migration.checksum) {
      console.warn(`Migration ${migration.name} was edited after it was applied.`);
    }
    if (row) continue;
    await apply(client, migration);
    applied.push(migration.name);
  }
  return applied;
}

/**
 * @param {{url: string, redis: boolean, folder?: string}} target with Redis as the queue, the database gets no
 *   queue schema
 * @returns {Promise<string[]>} names of the migrations applied now
 */
export async function migrate({ url, redis, folder = MIGRATIONS }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await takeLock(client);
    const applied = await applyMigrations(client, folder);
    if (!redis) {
      const { runMigrations } = await import("bullmq");
      await runMigrations(client);
    }
    return applied;
  } finally {
    await client.end();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.env.DATABASE_URL) {
    console.error("DATABASE_URL is not set.");
    process.exit(1);
  }
  const applied = await migrate({ url: process.env.DATABASE_URL, redis: Boolean(process.env.REDIS_URL) });
  console.log(applied.length ? `Applied: ${applied.join(", ")}` : "The database is up to date.");
}
