/**
 * The one statement of accept: events, their bodies and their deliveries, all or nothing, and only for
 * projects whose routing version is the one the fan-out was made with. Columns travel as binary
 * arrays; payloads and bodies as one binary value with offsets, because bodies differ in size by a thousand times.
 */
import type { Prepared } from "./accept";
import { bools, byteas, floats, ints, texts, uuids } from "./binary-arrays";

// Rides projects_pkey, events_by_producer_id and runs_pkey.
export const INSERT_EVENTS = {
  name: "accept",
  text: `
WITH given AS (
  SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::bool[], $11::text[], $12::float8[], $13::int[], $14::int[], $15::bytea[], $16::uuid[],
    $27::int[])
  AS t(id, project_id, version, producer_id, type, category, channel, run_id, run_end, ordering_key, at, start, size,
    content_hash, fan_out_id, hold_seconds)
), ev AS (
  INSERT INTO events (id, project_id, producer_id, type, category, channel, run_id, run_end, ordering_key, "timestamp",
    payload, content_hash, fan_out_id, created_at)
  SELECT g.id, g.project_id, g.producer_id, g.type, g.category, g.channel, g.run_id, g.run_end, g.ordering_key,
    to_timestamp(g.at / 1000), substring($1::bytea FROM g.start FOR g.size), g.content_hash, g.fan_out_id, now()
  FROM given g JOIN projects p ON p.id = g.project_id AND p.routing_version = g.version AND p.deleted_at IS NULL
  ORDER BY g.producer_id NULLS FIRST
  ON CONFLICT (project_id, producer_id) WHERE producer_id IS NOT NULL DO NOTHING
  RETURNING id, project_id, type, category, run_id, run_end
), bo AS (
  INSERT INTO bodies (id, event_id, dialect, content)
  SELECT b.id, b.event_id, b.dialect, substring($1::bytea FROM b.start FOR b.size)
  FROM unnest($17::uuid[], $18::uuid[], $19::text[], $20::int[], $21::int[]) AS b(id, event_id, dialect, start, size)
  JOIN ev ON ev.id = b.event_id
), ru AS (
  -- The row of the run settles who came first: an event and the end of its run cannot pass each other.
  INSERT INTO runs (project_id, run_id, flush_at, end_event_id)
  SELECT r.project_id, r.run_id, now() + CASE WHEN r.end_event_id IS NULL THEN r.seconds ELSE 0 END * interval '1 second',
    r.end_event_id
  FROM (SELECT ev.project_id, ev.run_id, max(g.hold_seconds) AS seconds,
      (array_agg(ev.id ORDER BY ev.id) FILTER (WHERE ev.run_end))[1] AS end_event_id
    FROM ev JOIN given g ON g.id = ev.id WHERE g.hold_seconds IS NOT NULL AND ev.run_id IS NOT NULL
    GROUP BY ev.project_id, ev.run_id ORDER BY ev.project_id, ev.run_id) r
  ON CONFLICT (project_id, run_id) DO UPDATE SET end_event_id = coalesce(runs.end_event_id, EXCLUDED.end_event_id),
    flush_at = CASE WHEN EXCLUDED.end_event_id IS NULL THEN runs.flush_at ELSE LEAST(runs.flush_at, now()) END
  RETURNING project_id, run_id, end_event_id, flushed_at
), de AS (
  INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, ordering_key, run_id, status,
    next_attempt_at, reason, created_at)
  SELECT d.id, ev.project_id, ev.id, d.endpoint_id, d.body_id, ev.type, ev.category, d.ordering_key,
    CASE WHEN d.held THEN ev.run_id END,
    CASE WHEN w.waits THEN 'held' ELSE 'pending' END::delivery_status,
    CASE WHEN NOT w.waits THEN date_trunc('milliseconds', now()) END,
    CASE WHEN d.held AND NOT w.waits THEN 'late' END, now()
  FROM unnest($22::uuid[], $23::uuid[], $24::uuid[], $25::uuid[], $26::text[], $28::bool[]) AS d(id, event_id, endpoint_id,
    body_id, ordering_key, held)
  JOIN ev ON ev.id = d.event_id
  LEFT JOIN ru ON d.held AND ru.project_id = ev.project_id AND ru.run_id = ev.run_id
  CROSS JOIN LATERAL (SELECT d.held AND ru.flushed_at IS NULL AND (ru.end_event_id IS NULL OR ev.id <= ru.end_event_id)
    AS waits) w
)
SELECT id FROM ev`,
};

/** Where a text stands among the bytes that travel together, from 1. */
type Place = { start: number; size: number };

/** The values of `INSERT_EVENTS`, in the order of its parameters. */
export function insertValues(prepared: Prepared[]): unknown[] {
  const chunks: Uint8Array[] = [];
  let end = 1; // substring counts from 1
  const place = (bytes: Uint8Array): Place => {
    chunks.push(bytes);
    const start = end;
    end += bytes.length;
    return { start, size: bytes.length };
  };
  const payloads = prepared.map((each) => place(each.event.payload));
  const bodies: { id: string; dialect: string; eventId: string; at: Place }[] = [];
  for (const each of prepared)
    for (const { id, dialect, content } of each.bodies)
      bodies.push({ id, dialect, eventId: each.id, at: place(content) });
  const deliveries: (Prepared["deliveries"][number] & { eventId: string })[] = [];
  for (const each of prepared)
    for (const { id, endpointId, bodyId, orderingKey, held } of each.deliveries)
      deliveries.push({ id, endpointId, bodyId, orderingKey, held, eventId: each.id });
  return [
    Buffer.concat(chunks),
    uuids(prepared, (each) => each.id),
    uuids(prepared, (each) => each.event.projectId),
    ints(prepared, (each) => each.routing.version),
    texts(prepared, (each) => each.event.producerId),
    texts(prepared, (each) => each.event.type),
    texts(prepared, (each) => each.fanOut.category),
    texts(prepared, (each) => each.event.channel),
    texts(prepared, (each) => each.event.runId),
    bools(prepared, (each) => each.event.runEnd),
    texts(prepared, (each) => each.event.orderingKey),
    floats(prepared, (each) => each.timestampMs),
    ints(payloads, (at) => at.start),
    ints(payloads, (at) => at.size),
    byteas(prepared, (each) => each.event.contentHash),
    uuids(prepared, (each) => each.fanOut.id),
    uuids(bodies, (body) => body.id),
    uuids(bodies, (body) => body.eventId),
    texts(bodies, (body) => body.dialect),
    ints(bodies, (body) => body.at.start),
    ints(bodies, (body) => body.at.size),
    uuids(deliveries, (row) => row.id),
    uuids(deliveries, (row) => row.eventId),
    uuids(deliveries, (row) => row.endpointId),
    uuids(deliveries, (row) => row.bodyId),
    texts(deliveries, (row) => row.orderingKey),
    ints(prepared, (each) => each.routing.holdSeconds),
    bools(deliveries, (row) => row.held),
  ];
}
