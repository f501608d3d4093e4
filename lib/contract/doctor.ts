/** What the doctor finds out about an installation: one finding per check. */
import { z } from "zod";
import { instant } from "./text";

/** What is checked, in the order in which it is shown, and what a person calls it. */
export const CHECK_TITLES = {
  database: "Database",
  durability: "Durability",
  replication: "Replication",
  "read-replica": "Read replica",
  migrations: "Migrations",
  clock: "Clock",
  queue: "Queue",
  "redis-cluster": "Redis Cluster",
  "redis-eviction": "Redis eviction",
  "redis-memory": "Redis memory",
  "redis-persistence": "Redis persistence",
  "redis-access": "Redis access",
  worker: "Worker",
  network: "Network",
  backlog: "Backlog",
  keys: "Encryption keys",
  secrets: "Secrets",
  egress: "Destinations",
  "plain-http": "Unencrypted endpoints",
  "public-url": "Public address",
  disk: "Disk",
} as const;
export type Check = keyof typeof CHECK_TITLES;

const CHECKS = Object.keys(CHECK_TITLES) as [Check, ...Check[]];

export const STATES = ["ok", "warning", "error"] as const;
const state = z.enum(STATES);
export type State = z.infer<typeof state>;

export const finding = z
  .object({
    check: z.enum(CHECKS),
    state,
    sentence: z.string().describe("What was found."),
    advice: z.string().nullable().describe("What to do about it; null where nothing needs doing."),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof finding>;

export const examination = z
  .object({
    state: state.describe("The worst of the findings."),
    examinedAt: instant,
    findings: z.array(finding),
  })
  .meta({ id: "Examination" });
export type Examination = z.infer<typeof examination>;
