/** Whether Postgres keeps what it acknowledges, agrees with us about the time and has the schema this build needs. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Finding } from "@/lib/contract/doctor";
import { pool } from "@/lib/platform/db";
import { counted, error, ok, warning } from "./findings";

export type PostgresFacts = {
  /** `server_version_num`: 180004 is 18.4. */
  versionNumber: number;
  inRecovery: boolean;
  fsync: string;
  synchronousCommit: string;
  fullPageWrites: string;
  asyncStandbys: number;
};

const LEAST_MAJOR = 15;

const FACTS = `
SELECT current_setting('server_version_num')::int AS "versionNumber", pg_is_in_recovery() AS "inRecovery",
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('full_page_writes') AS "fullPageWrites",
  (SELECT count(*)::int FROM pg_stat_replication WHERE sync_state = 'async') AS "asyncStandbys"`;

/** Rejects when Postgres cannot be asked. */
export async function postgresFindings(nowMs: () => number): Promise<Finding[]> {
  const { rows } = await pool("pages").query<PostgresFacts>(FACTS);
  const [facts] = rows;
  if (!facts) return [];
  return [...judgePostgres(facts), judgeClock(await clockSkew(nowMs)), judgeMigrations(await migrations())];
}

export function judgePostgres(facts: PostgresFacts): Finding[] {
  return [judgeVersion(facts), judgeDurability(facts), judgeReplication(facts)];
}

function judgeVersion({ versionNumber, inRecovery }: PostgresFacts): Finding {
  const name = `Postgres ${Math.floor(versionNumber / 10_000)}.${versionNumber % 10_000}`;
  if (inRecovery)
    return error(
      "database",
      `${name} answers, but it is a replica: nothing can be accepted.`,
      "Let DATABASE_URL name the primary.",
    );
  if (versionNumber < LEAST_MAJOR * 10_000)
    return error("database", `${name} is too old.`, `Upgrade to Postgres ${LEAST_MAJOR} or newer.`);
  return ok("database", `${name} answers.`);
}

/** `local`, `remote_write` and `remote_apply` wait for our own disk as `on` does. */
function judgeDurability({ fsync, synchronousCommit, fullPageWrites }: PostgresFacts): Finding {
  const off = [
    fsync === "off" && "fsync",
    synchronousCommit === "off" && "synchronous_commit",
    fullPageWrites === "off" && "full_page_writes",
  ].filter(Boolean);
  if (off.length === 0)
    return ok(
      "durability",
      "What is accepted is on disk: fsync, synchronous_commit and full_page_writes are on.",
    );
  return error(
    "durability",
    `${off.join(" and ")} ${off.length === 1 ? "is" : "are"} off: a loss of power may lose accepted events.`,
    `Set ${off.map((name) => `${name} = on`).join(", ")} in postgresql.conf and reload.`,
  );
}

/** With only asynchronous standbys a failover loses what the new primary had not received. */
function judgeReplication({ asyncStandbys, synchronousCommit }: PostgresFacts): Finding {
  if (asyncStandbys === 0) return ok("replication", "No standby trails behind this database.");
  const sentence = `${counted(asyncStandbys, "standby")} ${
    asyncStandbys === 1 ? "follows" : "follow"
  } asynchronously (synchronous_commit = ${synchronousCommit}): a failover loses what it has not received.`;
  return warning(
    "replication",
    sentence,
    "Name a standby in synchronous_standby_names if an accepted event must survive the loss of the primary.",
  );
}

/** How far Postgres' clock is from ours, and how much of that the question itself may have taken; milliseconds. */
export type ClockSkew = { aheadMs: number; uncertainMs: number };

async function clockSkew(nowMs: () => number): Promise<ClockSkew> {
  const sentAt = nowMs();
  const { rows } = await pool("pages").query<{ ms: number }>(
    "SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms",
  );
  const heardAt = nowMs();
  const middle = (sentAt + heardAt) / 2;
  return { aheadMs: (rows[0]?.ms ?? middle) - middle, uncertainMs: (heardAt - sentAt) / 2 };
}

/** Receivers refuse signatures whose time is five minutes off; long before that something is wrong. */
const MOST_SKEW_MS = 5_000;

export function judgeClock({ aheadMs, uncertainMs }: ClockSkew): Finding {
  const off = Math.abs(aheadMs);
  if (off - uncertainMs <= MOST_SKEW_MS)
    return ok("clock", "This machine and the database agree about the time.");
  return error(
    "clock",
    `This machine's clock is ${Math.round(off / 1_000)} s ${aheadMs > 0 ? "behind" : "ahead of"} the database's.`,
    "Synchronise both with NTP: receivers refuse signatures whose time is five minutes off.",
  );
}

export type MigrationFacts = { unfinished: string[]; missing: string[]; unknown: string[] };

/** What the database says was applied against what lies beside this build; a container may come without the files. */
async function migrations(): Promise<MigrationFacts> {
  const { rows } = await pool("pages").query<{ name: string; finished: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS finished FROM "_prisma_migrations"
     WHERE rolled_back_at IS NULL`,
  );
  const applied = new Set(rows.filter(({ finished }) => finished).map(({ name }) => name));
  const here = migrationsHere();
  return {
    unfinished: rows.filter(({ name }) => !applied.has(name)).map(({ name }) => name),
    missing: here.filter((name) => !applied.has(name)),
    unknown: here.length === 0 ? [] : [...applied].filter((name) => !here.includes(name)),
  };
}

function migrationsHere(): string[] {
  const folder = path.resolve("prisma/migrations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

export function judgeMigrations({ unfinished, missing, unknown }: MigrationFacts): Finding {
  if (unfinished.length > 0)
    return error(
      "migrations",
      `${unfinished.join(", ")} began and did not finish.`,
      "See `prisma migrate resolve`, then start again.",
    );
  if (missing.length > 0)
    return error(
      "migrations",
      `The database lacks ${counted(missing.length, "migration")} of this version.`,
      "Run `node bin/migrate.mjs`; it may run while older processes still work.",
    );
  if (unknown.length > 0)
    return warning(
      "migrations",
      `The database has ${counted(unknown.length, "migration")} of a newer version.`,
      "Fine while an update is rolled out; afterwards update this process too.",
    );
  return ok("migrations", "All migrations are applied.");
}
