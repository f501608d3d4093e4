/**
 * Reads for pages from a streaming replica (`DATABASE_READ_URL`): never without what the asker has written, and not at
 * all while it lags or is away. Without one, everything is read from the primary.
 */
import pg from "pg";
import { onPrimary, onReplica, pool } from "./db";
import { env } from "./env";
import { log } from "./log";
import { counters } from "./metrics";
import { processWide } from "./process-wide";

/** A place in Postgres' write-ahead log, `0/16B3748`. */
export type Lsn = string;

const LOOK_EVERY_MS = 500;
const LOOK_AGAIN_MS = 25;
const ANSWER_MS = 1_000;
/** A replica that lacks what was written this long ago is as good as away. */
const MOST_LAG_MS = 2_000;
const AWAY = Number.NEGATIVE_INFINITY;

/** `currentAt`: the last moment, monotonic, of whose writes it is known that the replica has them all. */
type Watch = {
  replayed: bigint;
  currentAt: number;
  marks: { at: number; written: bigint }[];
  looking: Promise<void> | null;
  /** Rejects when the replica stops answering. */
  gone: Promise<never>;
  giveUp: (why: Error) => void;
  lookout: pg.Pool;
};

function watching(): Watch {
  return processWide<Watch>("replica-watch", () => {
    const lookout = new pg.Pool({
      connectionString: env.DATABASE_READ_URL,
      max: 1,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      application_name: "posthorn-replica-watch",
      allowExitOnIdle: true,
    }).on("error", () => undefined);
    const watch = { replayed: 0n, currentAt: AWAY, marks: [], looking: null, lookout, ...leaving() };
    void look(watch);
    setInterval(() => void look(watch), LOOK_EVERY_MS).unref();
    return watch;
  });
}

function leaving(): Pick<Watch, "gone" | "giveUp"> {
  let giveUp: (why: Error) => void = () => undefined;
  const gone = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  gone.catch(() => undefined);
  return { gone, giveUp };
}

/** Finds out how far the replica is; looks that begin while one is under way are that one. */
function look(watch: Watch): Promise<void> {
  watch.looking ??= compare(watch)
    .catch((error: Error) => {
      if (isCurrent(watch)) log().warn({ error: error.message }, "pages leave the read replica");
      watch.currentAt = AWAY;
      watch.giveUp(error);
      Object.assign(watch, leaving());
    })
    .finally(() => {
      watch.looking = null;
    });
  return watch.looking;
}

async function compare(watch: Watch): Promise<void> {
  const at = performance.now();
  watch.marks.push({ at, written: await primaryLsn() });
  watch.replayed = await replicaLsn(watch.lookout);
  while (watch.marks[0] && watch.marks[0].written <= watch.replayed)
    watch.currentAt = watch.marks.shift()?.at ?? AWAY;
  watch.marks.splice(0, watch.marks.length - MOST_LAG_MS / LOOK_AGAIN_MS);
}

const isCurrent = (watch: Watch) => performance.now() - watch.currentAt <= MOST_LAG_MS;

const primaryLsn = async () => placeOf(await written());
async function written(): Promise<Lsn> {
  const { rows } = await pool("pages").query<{ lsn: Lsn }>("SELECT pg_current_wal_lsn()::text AS lsn");
  return rows[0]?.lsn ?? "";
}

/** Of a reader that is no replica, as where one address stands for both, what is written there. */
async function replicaLsn(lookout: pg.Pool): Promise<bigint> {
  const { rows } = await lookout.query<{ lsn: Lsn }>(
    `SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text AS lsn`,
  );
  return placeOf(rows[0]?.lsn ?? "");
}

const LSN = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/;

/** 0 for what is no place. */
export function placeOf(lsn: Lsn): bigint {
  const [, high, low] = LSN.exec(lsn) ?? [];
  return high && low ? (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`) : 0n;
}

/** A place behind everything committed so far; `null` where there is no replica to hold against it. */
export const writtenSoFar = async (): Promise<Lsn | null> => (env.DATABASE_READ_URL ? written() : null);

/**
 * Runs `work` on the replica when that is current and has `since`, the asker's own last write. What throws there runs
 * again on the primary: the replica may have gone, refuse to write, or not have heard yet of what is asked for.
 */
export async function readSince<Answer>(since: Lsn | null, work: () => Promise<Answer>): Promise<Answer> {
  if (!env.DATABASE_READ_URL) return work();
  const watch = watching();
  if (isCurrent(watch) && watch.replayed >= placeOf(since ?? "")) {
    try {
      const answer = await Promise.race([onReplica(work), watch.gone]);
      counters.pageReads.inc({ from: "replica" });
      return answer;
    } catch (error) {
      log().debug({ error: String(error) }, "read again from the primary");
    }
  }
  counters.pageReads.inc({ from: "primary" });
  return onPrimary(work);
}

/**
 * Resolves when the replica has all that is committed now, or pages do not read from it: with true when they may.
 * For whoever tells a page to look again.
 */
export async function replicaIsCurrent(): Promise<boolean> {
  if (!env.DATABASE_READ_URL) return false;
  const watch = watching();
  const now = await primaryLsn();
  for (let first = true; first || (isCurrent(watch) && watch.replayed < now); first = false) {
    if (!first) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    await look(watch);
  }
  return isCurrent(watch);
}
