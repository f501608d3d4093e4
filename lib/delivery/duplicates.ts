/** Finds what a producer's ids already name, to answer a repeat like the first and to tell it from a conflict. */
import { pool, run } from "@/lib/platform/db";
import type { DeliveryRef, NewEvent } from "./accept";

export type KnownEvent = { id: string; contentHash: Buffer; deliveries: DeliveryRef[] };
type Row = {
  id: string;
  project_id: string;
  producer_id: string;
  content_hash: Buffer;
  deliveries: DeliveryRef[] | null;
};

// Rides events_by_producer_id and deliveries_of_event.
const FIND = {
  name: "duplicates",
  text: `SELECT e.id, e.project_id, e.producer_id, e.content_hash,
      (SELECT json_agg(json_build_object('id', d.id, 'endpointId', d.endpoint_id) ORDER BY d.id)
         FROM deliveries d WHERE d.event_id = e.id AND d.replay_of IS NULL) AS deliveries
    FROM unnest($1::uuid[], $2::text[]) AS k(project_id, producer_id)
    JOIN events e ON e.project_id = k.project_id AND e.producer_id = k.producer_id`,
};

/** Known events by `<project id> <producer id>`; events without a producer id have no entry. */
export async function findDuplicates(events: NewEvent[]): Promise<Map<string, KnownEvent>> {
  const keyed = events.filter((event) => event.producerId !== null);
  if (keyed.length === 0) return new Map();
  const values = [keyed.map((event) => event.projectId), keyed.map((event) => event.producerId)];
  const rows = await run<Row>(pool("ingest"), FIND, values);
  return new Map(
    rows.map((row) => [
      `${row.project_id} ${row.producer_id}`,
      { id: row.id, contentHash: row.content_hash, deliveries: row.deliveries ?? [] },
    ]),
  );
}
