/**
 * Gives a project that was filled in seconds the past that its pictures need: what happened is spread over a day, and a
 * month of counts stands behind it. It writes to the database of an instance made for pictures, and to no other.
 */
import pg from "pg";
import { DURATION_BUCKETS, durationBucket } from "@/lib/latency-histogram";
import { uuidOf } from "@/lib/platform/ids";

const NOBODY = "00000000-0000-0000-0000-000000000000";

// Deliveries follow their events, attempts their deliveries; the older, the farther apart.
const SPREAD = `
WITH ranked AS (
  SELECT id, row_number() OVER (ORDER BY id DESC) - 1 AS n, count(*) OVER () AS total FROM events WHERE project_id = $1
), moved AS (
  SELECT id, now() - interval '90 seconds' - interval '25 hours' * power(n::float / total, 1.6) AS at FROM ranked
), of_events AS (
  UPDATE events e SET created_at = m.at, timestamp = m.at FROM moved m WHERE e.id = m.id
), of_deliveries AS (
  UPDATE deliveries d SET created_at = m.at,
    settled_at = CASE WHEN d.settled_at IS NOT NULL THEN m.at + interval '240 milliseconds' END
  FROM moved m WHERE d.event_id = m.id
)
UPDATE attempts a SET started_at = m.at + interval '35 milliseconds' + (a.number - 1) * interval '1 hour'
FROM deliveries d JOIN moved m ON m.id = d.event_id WHERE a.delivery_id = d.id`;

const TROUBLE = [
  "UPDATE endpoint_states SET failing_since = now() - interval '3 hours 12 minutes' WHERE failing_since IS NOT NULL AND endpoint_id IN (SELECT id FROM endpoints WHERE project_id = $1)",
  "UPDATE endpoints SET disabled_at = now() - CASE WHEN disabled_reason = 'manual' THEN interval '17 days' ELSE interval '26 minutes' END WHERE disabled_at IS NOT NULL AND project_id = $1",
  "UPDATE deliveries SET next_attempt_at = now() + interval '41 minutes' + (random() * interval '2 hours') WHERE status = 'pending' AND attempt_count > 0 AND project_id = $1",
  "UPDATE endpoints SET created_at = now() - interval '61 days' WHERE project_id = $1",
];

type Counts = { bucket: number; sent: number; failed: number };

/** Busy by day, quiet by night, one bad hour; the same at every run. */
function traffic(now: number): Counts[] {
  const hour = Math.floor(now / 3_600_000);
  const hours = Array.from({ length: 30 * 24 }, (_, ago) => {
    const at = hour - ago;
    const ofDay = at % 24;
    const weekday = Math.floor(at / 24) % 7;
    const busy = 60 + 260 * Math.max(0, Math.sin(((ofDay - 6) / 15) * Math.PI));
    const sent = Math.round(
      busy * (weekday === 2 || weekday === 3 ? 0.55 : 1) * (0.85 + ((at * 7_919) % 31) / 100),
    );
    const share = ago < 3 ? 0.09 : ago === 9 || ago === 10 ? 0.16 : ((at * 104_729) % 17) / 1_200;
    return { bucket: at * 60, sent, failed: Math.round(sent * share) };
  });
  const end = Math.floor(now / 60_000);
  return hours
    .flatMap((each, ago) => (ago > 30 ? [each] : sixths(each)))
    .filter(({ bucket }) => bucket <= end);
}

/** The last day is drawn in finer bars. */
const sixths = ({ bucket, sent, failed }: Counts): Counts[] =>
  Array.from({ length: 6 }, (_, nth) => {
    const share = (1 + 0.35 * Math.sin(nth * 2.4 + bucket)) / 6;
    const bad = failed % 6 > nth ? Math.ceil(failed / 6) : Math.floor(failed / 6);
    return { bucket: bucket + 10 * nth, sent: Math.max(1, Math.round(sent * share)), failed: bad };
  });

/** Most answers take some 100 ms, a few a second. */
function durations(sent: number): number[] {
  const counts = new Array<number>(DURATION_BUCKETS).fill(0);
  for (let n = 0; n < sent; n++) {
    const part = (n + 0.5) / sent;
    const ms = 38 + 150 * part ** 3 + (part > 0.94 ? 1_400 * (part - 0.94) * 12 : 0);
    const bucket = durationBucket(ms);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

type Share = { endpoint: string; type: string; share: number; isBad?: boolean };

const INSERT = `
INSERT INTO delivery_stats (project_id, endpoint_id, type, bucket, attempts_succeeded, attempts_retried, attempts_failed,
  deliveries_succeeded, deliveries_failed, deliveries_waiting, durations)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)
ON CONFLICT (project_id, endpoint_id, type, bucket) DO NOTHING`;

// What waits is counted as it is, for the page says beside it how many deliveries wait for an endpoint.
const COUNT_WAITING = `
INSERT INTO delivery_stats (project_id, endpoint_id, type, bucket, attempts_succeeded, attempts_retried, attempts_failed,
  deliveries_succeeded, deliveries_failed, deliveries_waiting, durations)
SELECT d.project_id, $2::uuid, counted.type, extract(epoch FROM d.created_at)::int / 60, 0, 0, 0, 0, 0, count(*),
  array_fill(0, ARRAY[$3::int])
FROM deliveries d CROSS JOIN LATERAL (VALUES (''), (d.type)) AS counted (type)
WHERE d.project_id = $1 AND d.status IN ('pending', 'cancelled') AND d.attempt_count > 0
GROUP BY 1, 2, 3, 4
ON CONFLICT (project_id, endpoint_id, type, bucket) DO UPDATE SET deliveries_waiting = excluded.deliveries_waiting`;

async function count(client: pg.Client, project: string, shares: readonly Share[]): Promise<void> {
  await client.query("DELETE FROM delivery_stats WHERE project_id = $1", [project]);
  for (const { bucket, sent, failed } of traffic(Date.now()))
    for (const { endpoint, type, share, isBad } of shares) {
      const all = Math.max(1, Math.round(sent * share));
      const bad = isBad ? Math.round(all * 0.8) : Math.min(all, Math.round(failed * share));
      const good = all - bad;
      const retried = Math.round(bad * 0.6);
      const row = [
        project,
        endpoint,
        type,
        bucket,
        good,
        retried,
        bad - retried,
        good,
        bad - retried,
        durations(all),
      ];
      await client.query(INSERT, row);
    }
}

/** `endpoints` and `project` as the API names them; of the endpoints, those in `bad` fail most of the time. */
export async function giveADay(
  databaseUrl: string,
  { project, endpoints, bad }: { project: string; endpoints: readonly string[]; bad: readonly string[] },
): Promise<void> {
  const id = uuidOf("project", project) ?? "";
  const types = [
    "order.created",
    "order.status_changed",
    "order.shipped",
    "order.delivered",
    "return.requested",
  ];
  const shares: Share[] = [
    { endpoint: NOBODY, type: "", share: 1 },
    ...types.map((type, index) => ({ endpoint: NOBODY, type, share: 0.34 / (index + 1) })),
    ...endpoints.map((each, index) => ({
      endpoint: uuidOf("endpoint", each) ?? "",
      type: "",
      share: 0.3 / (index + 1),
      isBad: bad.includes(each),
    })),
  ];
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(SPREAD, [id]);
    for (const statement of TROUBLE) await client.query(statement, [id]);
    await client.query("BEGIN");
    await count(client, id, shares);
    await client.query(COUNT_WAITING, [id, NOBODY, DURATION_BUCKETS]);
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
}

/** Writes a host's name for the receiver's loopback address wherever it shows, so that pictures read like the real thing. */
export async function nameHosts(databaseUrl: string, project: string, origin: string): Promise<void> {
  const id = uuidOf("project", project) ?? "";
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const named = (column: string) =>
    `regexp_replace(${column}, '^${origin}/([a-z-]+)/?', 'https://\\1.example.com/')`;
  try {
    await client.query(`UPDATE endpoints SET url = ${named("url")} WHERE project_id = $1`, [id]);
    await client.query(
      `UPDATE attempts a SET url = ${named("a.url")} FROM deliveries d WHERE d.id = a.delivery_id AND d.project_id = $1`,
      [id],
    );
  } finally {
    await client.end();
  }
}
