/** What a million deliveries cost: processor time by part, write-ahead log, disk, and what Redis holds meanwhile. */
import type { Bench } from "./bench";
import { round } from "./delivered";
import type { Figure } from "./report";
import { scaled } from "./servers";

const DELIVERIES = 40_000;
const MILLION = 1_000_000;

type Stored = { wal: number; disk: number };

/** Checkpoints are part of it, as they are of every day: after one, pages go into the log whole the first time. */
export async function cost(bench: Bench): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const endpoints of [1, 50]) figures.push(...(await costOf(bench, endpoints)));
  return figures;
}

async function costOf(bench: Bench, endpoints: number): Promise<Figure[]> {
  const project = await bench.makeProject();
  await bench.ledger.makeEndpoints(project, endpoints, (index) => `${bench.origin}/e/${index}`);
  await round(bench, project, { endpoints, events: Math.ceil(DELIVERIES / 10 / endpoints) });
  await bench.ledger.query("CHECKPOINT");
  const before = await stored(bench);
  const done = await round(bench, project, { endpoints, events: DELIVERIES / endpoints });
  const after = await stored(bench);
  const times = MILLION / done.deliveries;
  const { worker, web, postgres, redis } = done.cpu;
  const name = `a million deliveries, ${endpoints === 1 ? "one" : endpoints} per event`;
  const common = { backend: bench.backend };
  const bytes = (of: keyof Stored) => ((after[of] - before[of]) * times) / 1e9;
  return [
    {
      ...common,
      name: `${name}: CPU`,
      value: ((worker + web + postgres + redis) * times) / 1e6,
      unit: "s",
      cpu: scaled(done.cpu, done.deliveries),
    },
    { ...common, name: `${name}: write-ahead log`, value: bytes("wal"), unit: "GB" },
    { ...common, name: `${name}: tables and indexes`, value: bytes("disk"), unit: "GB" },
    ...(bench.backend === "redis"
      ? [{ ...common, name: `${name}: Redis`, value: bench.servers.redisMib(), unit: "MiB" }]
      : []),
  ];
}

async function stored({ ledger }: Bench): Promise<Stored> {
  const { rows } = await ledger.query<Stored>(
    `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS wal,
      (SELECT sum(pg_total_relation_size(oid))::float8 FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS disk`,
  );
  return rows[0] ?? { wal: 0, disk: 0 };
}
