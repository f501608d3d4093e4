/**
 * Looks over the whole installation for what would lose, delay or expose events: settings of Postgres and Redis,
 * clocks, keys, disk, configuration. It promises an answer within seconds whatever is away, and changes nothing.
 */
import { CHECK_TITLES, type Check, type Examination, type Finding, type State } from "./contract/doctor";
import { error, warning } from "./doctor/findings";
import { keyFindings } from "./doctor/keys";
import { postgresFindings } from "./doctor/postgres";
import { replicaFindings } from "./doctor/read-replica";
import { redisFindings } from "./doctor/redis";
import { diskFindings, plainHttpFindings, settingFindings } from "./doctor/settings";
import { workerFindings } from "./doctor/worker";
import { isDatabaseAway } from "./platform/db";
import { env } from "./platform/env";
import { log } from "./platform/log";

type Part = { check: Check; find: () => Promise<Finding[]> };

export type Asked = {
  /** This machine's clock, Unix milliseconds. */
  nowMs?: () => number;
  /** Nothing about workers: at a start they are only just coming up. */
  atStart?: boolean;
};

const DEADLINE_MS = 8_000;
const ORDER = Object.keys(CHECK_TITLES);

/** Never throws: a check that cannot be made is a finding too. */
export async function examine({ nowMs = Date.now, atStart = false }: Asked = {}): Promise<Examination> {
  const parts: Part[] = [
    { check: "database", find: () => postgresFindings(nowMs) },
    { check: "read-replica", find: replicaFindings },
    { check: "queue", find: () => redisFindings(env.REDIS_URL, env.QUEUE_SHARDS) },
    ...(atStart ? [] : [{ check: "worker" as const, find: workerFindings }]),
    { check: "keys", find: keyFindings },
    { check: "egress", find: async () => settingFindings() },
    { check: "plain-http", find: plainHttpFindings },
    { check: "disk", find: () => diskFindings() },
  ];
  const findings = (await Promise.all(parts.map(findInTime))).flat();
  findings.sort((a, b) => ORDER.indexOf(a.check) - ORDER.indexOf(b.check));
  return { state: worstOf(findings), examinedAt: new Date(nowMs()).toISOString(), findings };
}

async function findInTime({ check, find }: Part): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), DEADLINE_MS);
  });
  try {
    return await Promise.race([find(), late]);
  } catch (thrown) {
    return unasked(check, thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** The database being away is said once. */
function unasked(check: Check, thrown: unknown): Finding[] {
  if (check === "database")
    return [
      error(
        check,
        "Postgres does not answer: events are refused with 503 until it does.",
        "Start it, or check DATABASE_URL.",
      ),
    ];
  if (isDatabaseAway(thrown)) return [];
  log().warn({ check, error: String(thrown) }, "a check could not be made");
  return [warning(check, "This could not be checked.", "The log of this process says why.")];
}

function worstOf(findings: Finding[]): State {
  if (findings.some(({ state }) => state === "error")) return "error";
  return findings.some(({ state }) => state === "warning") ? "warning" : "ok";
}

/** What is not as it should be at a start, written to the log; answers the same. */
export async function examineAtStart(): Promise<Finding[]> {
  const { findings } = await examine({ atStart: true });
  const wrong = findings.filter(({ state }) => state !== "ok");
  for (const { check, state, sentence, advice } of wrong)
    log()[state === "error" ? "error" : "warn"]({ check, advice }, `doctor: ${sentence}`);
  return wrong;
}
