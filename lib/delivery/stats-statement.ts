/** The rows of `delivery_stats` and the one statement that adds counts to them. */
import { DURATION_BUCKETS } from "@/lib/latency-histogram";

/** Each count and its column. */
export const COUNTS = {
  attemptsSucceeded: "attempts_succeeded",
  attemptsRetried: "attempts_retried",
  attemptsFailed: "attempts_failed",
  deliveriesSucceeded: "deliveries_succeeded",
  deliveriesFailed: "deliveries_failed",
  deliveriesWaiting: "deliveries_waiting",
} as const;
export type CountName = keyof typeof COUNTS;
export const COUNT_NAMES = Object.keys(COUNTS) as CountName[];

/** Ids are uuids, `bucket` is in Unix minutes; `durations` are attempts in `lib/latency-histogram`'s buckets. */
export type StatsKey = { projectId: string; endpointId: string; type: string; bucket: number };
export type StatsRow = StatsKey & Record<CountName, number> & { durations: number[] };

/** A row that counts nothing yet. */
export const emptyRow = ({ projectId, endpointId, type, bucket }: StatsKey): StatsRow => ({
  projectId,
  endpointId,
  type,
  bucket,
  attemptsSucceeded: 0,
  attemptsRetried: 0,
  attemptsFailed: 0,
  deliveriesSucceeded: 0,
  deliveriesFailed: 0,
  deliveriesWaiting: 0,
  durations: new Array<number>(DURATION_BUCKETS).fill(0),
});

const columns = Object.values(COUNTS);
const added = columns.map((column) => `${column} = s.${column} + excluded.${column}`);
const durationsAdded = Array.from(
  { length: DURATION_BUCKETS },
  (_, i) => `s.durations[${i + 1}] + excluded.durations[${i + 1}]`,
);

/** How an insert of rows adds to what is there; the table must be called `s`. */
export const ADDING = `ON CONFLICT (project_id, endpoint_id, type, bucket) DO UPDATE SET ${added.join(", ")},
  durations = ARRAY[${durationsAdded.join(", ")}]`;

// Rides delivery_stats_pkey.
export const ADD_STATS = {
  name: "add-stats",
  text: `
INSERT INTO delivery_stats AS s (project_id, endpoint_id, type, bucket, ${columns.join(", ")}, durations)
SELECT p, e, t, b, a1, a2, a3, d1, d2, d3, durations::int[]
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[],
  $10::int[], $11::text[]) AS given (p, e, t, b, a1, a2, a3, d1, d2, d3, durations)
${ADDING}`,
};

/** The statement's values for these rows, no two of which have the same key. */
export const addStatsValues = (rows: readonly StatsRow[]): unknown[] => [
  rows.map(({ projectId }) => projectId),
  rows.map(({ endpointId }) => endpointId),
  rows.map(({ type }) => type),
  rows.map(({ bucket }) => bucket),
  ...COUNT_NAMES.map((name) => rows.map((row) => row[name])),
  rows.map(({ durations }) => `{${durations.join(",")}}`),
];
