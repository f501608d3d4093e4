/** What Postgres' connections are doing while something is measured: on a processor, or waiting, and for what. */
import pg from "pg";
import { sleep } from "./clock";

const EVERY_MS = 25;
const SHOWN = 5;

// Parallel workers and what runs by itself count as well: whoever is in the way is to be seen.
const ACTIVE = `
SELECT coalesce(wait_event_type || ':' || wait_event, 'CPU') AS event, count(*)::int AS count FROM pg_stat_activity
WHERE state = 'active' AND pid <> pg_backend_pid() GROUP BY 1`;

/** Looks forty times a second until stopped; then says how many were active on average and what at. */
export async function watchWaits({ databaseUrl }: { databaseUrl: string }): Promise<() => Promise<string>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "bench-waits" });
  await client.connect();
  const seen = new Map<string, number>();
  let looks = 0;
  let isWatching = true;
  const watching = (async () => {
    for (; isWatching; await sleep(EVERY_MS)) {
      const { rows } = await client.query<{ event: string; count: number }>(ACTIVE);
      looks++;
      for (const { event, count } of rows) seen.set(event, (seen.get(event) ?? 0) + count);
    }
  })();
  return async () => {
    isWatching = false;
    await watching;
    await client.end();
    const all = [...seen.values()].reduce((sum, count) => sum + count, 0);
    const shares = [...seen]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, SHOWN)
      .map(([event, count]) => `${event} ${Math.round((count * 100) / Math.max(1, all))} %`);
    return `${(all / Math.max(1, looks)).toFixed(1)} active connections: ${shares.join(", ")}`;
  };
}
