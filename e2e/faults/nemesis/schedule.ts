/** Seed in, schedule out: which fault begins when and lasts how long. The same seed gives the same schedule. */
import type { Backend } from "@/e2e/product";
import { seededRandom } from "@/lib/policy/json-text-generator";

type Part = "worker" | "web" | "redis" | "postgres" | "receiver" | "endpoint";
type Range = readonly [fromMs: number, toMs: number];

/** What can be done to which part, for how long, and how often compared with the others. */
export const FAULTS = {
  "worker-kill": { part: "worker", lasts: [0, 0], weight: 4 },
  "worker-stop": { part: "worker", lasts: [1_000, 14_000], weight: 3 },
  "worker-restart": { part: "worker", lasts: [0, 0], weight: 2 },
  "web-kill": { part: "web", lasts: [0, 0], weight: 3 },
  "redis-flush": { part: "redis", lasts: [0, 0], weight: 3 },
  "redis-lost": { part: "redis", lasts: [200, 5_000], weight: 3 },
  "redis-pause": { part: "redis", lasts: [1_000, 10_000], weight: 3 },
  "redis-full": { part: "redis", lasts: [1_000, 8_000], weight: 3 },
  "postgres-fast": { part: "postgres", lasts: [0, 0], weight: 2 },
  "postgres-crash": { part: "postgres", lasts: [0, 0], weight: 3 },
  "receiver-500": { part: "receiver", lasts: [1_000, 6_000], weight: 2 },
  "receiver-reset": { part: "receiver", lasts: [1_000, 6_000], weight: 2 },
  "receiver-hang": { part: "receiver", lasts: [1_000, 6_000], weight: 2 },
  "receiver-slow": { part: "receiver", lasts: [1_000, 8_000], weight: 2 },
  "receiver-down": { part: "receiver", lasts: [500, 5_000], weight: 2 },
  "endpoint-toggle": { part: "endpoint", lasts: [300, 3_000], weight: 3 },
} as const satisfies Record<string, { part: Part; lasts: Range; weight: number }>;
export type FaultKind = keyof typeof FAULTS;

export type Planned = { kind: FaultKind; atMs: number; lastsMs: number };

/** Faults of different parts may overlap; each part has a moment of rest between two of its own. */
const REST_MS = 1_500;
const GAP: Range = [700, 4_000];
/** In a long run every sixth fault gets the time to be recovered from alone, so that this can be measured. */
const QUIET: Range = [16_000, 20_000];
const LONG_RUN_S = 60;

export function plan(seed: number, seconds: number, backend: Backend): Planned[] {
  const random = seededRandom(seed);
  const between = ([from, to]: Range) => Math.round(from + random() * (to - from));
  const kinds = (Object.keys(FAULTS) as FaultKind[]).filter(
    (kind) => backend === "redis" || FAULTS[kind].part !== "redis",
  );
  const busyUntil = new Map<Part, number>();
  const planned: Planned[] = [];
  const isLong = seconds >= LONG_RUN_S;
  for (let atMs = 1_500; atMs < seconds * 1_000; atMs += between(GAP)) {
    const isAlone = isLong && planned.length % 6 === 5;
    if (isAlone) atMs = Math.max(atMs, ...busyUntil.values()) + between(QUIET);
    const free = kinds.filter((kind) => (busyUntil.get(FAULTS[kind].part) ?? 0) <= atMs);
    const kind = weighted(free, random());
    if (!kind) continue;
    const lastsMs = between(FAULTS[kind].lasts);
    busyUntil.set(FAULTS[kind].part, atMs + lastsMs + REST_MS);
    planned.push({ kind, atMs, lastsMs });
    if (isAlone) atMs += lastsMs + between(QUIET);
  }
  return planned;
}

function weighted(kinds: FaultKind[], at: number): FaultKind | undefined {
  const all = kinds.reduce((sum, kind) => sum + FAULTS[kind].weight, 0);
  let left = at * all;
  return kinds.find((kind) => {
    left -= FAULTS[kind].weight;
    return left < 0;
  });
}
