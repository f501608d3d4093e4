/** What to measure, for how long, on which queue; read from the command line. */
import { parseArgs } from "node:util";

export const SCENARIOS = [
  "latency",
  "publish",
  "delivered-50",
  "delivered-2000",
  "delivered-20000",
  "isolation",
  "lists",
  "retention",
  "backlog",
  "workers",
  "cost",
] as const;
/** They fill the ledger for minutes first: only when they are asked for. */
const WHEN_NAMED: readonly ScenarioName[] = ["lists", "retention", "backlog", "workers", "cost"];
export type ScenarioName = (typeof SCENARIOS)[number];
export type Backend = "redis" | "postgres";

export type Options = {
  only: ScenarioName[];
  backends: Backend[];
  /** About how long one measurement lasts. */
  seconds: number;
  /** How many deliveries lists are measured over. */
  deliveries: number;
  json: string | undefined;
  /** Also print what Postgres spent on each statement. */
  statements: boolean;
  /** Where CPU profiles of web and worker are left. */
  profile: string | undefined;
};

const HELP = `npm run bench -- [options]
  --only=<${SCENARIOS.join("|")}>[,…]   a prefix chooses all that begin with it
  --backend=redis|postgres|both
  --seconds=8        about how long one measurement lasts
  --deliveries=1000000  what lists are measured over; 10000000 takes about 25 GB of disk
  --json=<file>      the figures for a machine
  --statements       what Postgres spent on each statement (costs a little speed)
  --profile=<folder> CPU profiles of web and worker (they cost a little speed)`;

/** Throws a sentence for what it does not know. */
export function readOptions(argv: string[], hasRedis: boolean): Options | null {
  const { values } = parseArgs({
    args: argv,
    options: {
      only: { type: "string" },
      backend: { type: "string", default: "both" },
      seconds: { type: "string", default: "8" },
      deliveries: { type: "string", default: "1000000" },
      json: { type: "string" },
      statements: { type: "boolean", default: false },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return null;
  }
  const seconds = Number(values.seconds);
  if (!(seconds >= 1 && seconds <= 120)) throw new Error("--seconds must be between 1 and 120.");
  const deliveries = Number(values.deliveries);
  if (!(Number.isInteger(deliveries) && deliveries >= 10_000))
    throw new Error("--deliveries must be a whole number from 10000.");
  return {
    only: scenariosNamed(values.only),
    backends: backendsNamed(values.backend, hasRedis),
    seconds,
    deliveries,
    json: values.json,
    statements: values.statements,
    profile: values.profile,
  };
}

function scenariosNamed(given: string | undefined): ScenarioName[] {
  if (given === undefined) return SCENARIOS.filter((name) => !WHEN_NAMED.includes(name));
  const prefixes = given.split(",");
  const unknown = prefixes.filter((prefix) => !SCENARIOS.some((name) => name.startsWith(prefix)));
  if (unknown.length > 0) throw new Error(`No such measurement: ${unknown.join(", ")}.\n${HELP}`);
  return SCENARIOS.filter((name) =>
    prefixes.some((prefix) => (/^delivered-/.test(prefix) ? name === prefix : name.startsWith(prefix))),
  );
}

function backendsNamed(given: string, hasRedis: boolean): Backend[] {
  if (given !== "redis" && given !== "postgres" && given !== "both")
    throw new Error("--backend must be redis, postgres or both.");
  const wanted: Backend[] = given === "both" ? ["redis", "postgres"] : [given];
  if (hasRedis || !wanted.includes("redis")) return wanted;
  console.log("redis-server is not installed: measuring on the Postgres backend only.");
  return ["postgres"];
}
