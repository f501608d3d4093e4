/** What Postgres spent on each statement of a measurement, as pg_stat_statements saw it. */
import type { Ledger } from "./ledger";

type Row = {
  name: string;
  calls: number;
  rows: number;
  total_ms: number;
  mean_ms: number;
  blocks: number;
  wal: number;
};

export async function resetStatements({ query }: Ledger): Promise<void> {
  await query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  await query("SELECT pg_stat_statements_reset()");
}

/** The costliest statements, most first; microseconds are per `per`, a number of deliveries or events. */
export async function statementsTable({ query }: Ledger, per: number): Promise<string> {
  const { rows } = await query<Row>(
    `SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS name, calls::int, rows::int,
      total_exec_time AS total_ms, mean_exec_time AS mean_ms, (shared_blks_hit + shared_blks_read)::float8 AS blocks,
      wal_bytes::float8 AS wal
    FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 12`,
  );
  const cell = (value: number, digits = 1) => value.toFixed(digits).padStart(9);
  const lines = rows.map(
    ({ calls, rows, total_ms, mean_ms, blocks, wal, name }) =>
      `${cell((total_ms * 1000) / per)}${cell(calls, 0)}${cell(rows / calls)}${cell(mean_ms, 2)}${cell(blocks / per)}${cell(wal / per, 0)}  ${name}`,
  );
  return [" µs each    calls rows/call  mean ms   blocks  WAL byt  statement", ...lines].join("\n");
}
