/** Replays a delivery: a new one of the same bytes to the same endpoint, in category `replay`. */
import { ApiError, notFound } from "@/lib/api-error";
import { db, type Tx } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import { wake } from "@/lib/platform/queue";
import { tryNow } from "./hold";
import { noteChange } from "./live";

type Row = { endpoint_id: string; endpoint_open: boolean; expunged: boolean; created: boolean };

// Rides deliveries_pkey, endpoints_pkey, bodies_pkey. A replay is not held up by an ordering key: it was asked for now.
const REPLAY = `
WITH original AS (
  SELECT d.*, e.status = 'enabled' AND e.deleted_at IS NULL AS endpoint_open, b.id IS NULL AS expunged
  FROM deliveries d JOIN endpoints e ON e.id = d.endpoint_id LEFT JOIN bodies b ON b.id = d.body_id
  WHERE d.id = $2 AND d.project_id = $3
), made AS (
  INSERT INTO deliveries (id, project_id, event_id, endpoint_id, body_id, type, category, next_attempt_at, replay_of, created_at)
  SELECT $1, project_id, event_id, endpoint_id, body_id, type, 'replay', date_trunc('milliseconds', now()), id, now()
  FROM original WHERE endpoint_open AND NOT expunged RETURNING id
)
SELECT o.endpoint_id, o.endpoint_open, o.expunged, m.id IS NOT NULL AS created FROM original o LEFT JOIN made m ON true`;

/**
 * Makes the new delivery, notes it in the same transaction and rings its endpoint; answers its uuid. Throws `not_found`, `conflict` when the
 * endpoint is disabled or deleted, and `gone` when the bytes have been expunged.
 */
export async function replay(
  projectId: string,
  deliveryId: string,
  note: (tx: Tx, id: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const id = newUuid();
  const endpointId = await db.$transaction(async (tx) => {
    const [row] = await tx.$queryRawUnsafe<Row[]>(REPLAY, id, deliveryId, projectId);
    if (!row) throw notFound();
    if (!row.endpoint_open)
      throw new ApiError("conflict", "The endpoint is disabled or deleted; enable it to replay.");
    if (row.expunged) throw new ApiError("gone", "The payload of this event is no longer kept.");
    await tryNow(tx, row.endpoint_id, id);
    await note(tx, id);
    return row.endpoint_id;
  });
  counters.deliveries.inc();
  noteChange(projectId, { delivery: id });
  await wake([endpointId]);
  return id;
}
