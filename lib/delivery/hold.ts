/**
 * Lets a person's request through where an endpoint is held back because it keeps failing: what they asked for is
 * the next probe, now. An endpoint that is not held is left as it is.
 */
import type { Tx } from "@/lib/platform/db";

// Rides endpoint_states_pkey, deliveries_pkey, deliveries_due.
const TRY_NOW = `
WITH held AS (
  UPDATE endpoint_states SET pace_at = NULL WHERE endpoint_id = $1::uuid AND failed_probes > 0 RETURNING endpoint_id
)
UPDATE deliveries d SET next_attempt_at = least(d.next_attempt_at, (
  SELECT first.next_attempt_at - interval '1 millisecond' FROM deliveries first
  WHERE first.endpoint_id = $1::uuid AND first.status = 'pending' AND first.ordering_key IS NULL
  ORDER BY first.next_attempt_at, first.id LIMIT 1))
FROM held WHERE d.id = $2::uuid AND d.status = 'pending'`;

/** Ends the wait of a held endpoint and puts the delivery in front. Ids are uuids; ring the endpoint afterwards. */
export async function tryNow(tx: Tx, endpointId: string, deliveryId: string): Promise<void> {
  await tx.$executeRawUnsafe(TRY_NOW, endpointId, deliveryId);
}
