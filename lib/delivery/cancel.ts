/** Cancels what still waits for an endpoint that is disabled or deleted, a bounded number at a time. */
import type { Tx } from "@/lib/platform/db";

const AT_ONCE = 5_000;

/**
 * Cancels up to 5,000 each of the pending and held deliveries of the endpoint inside the caller's transaction and answers how
 * many. Where there were more, the drain that the sweep rings for a disabled endpoint cancels the rest.
 * `reason` is what the delivery then says: `disabled` or `deleted`.
 */
export async function cancelPending(tx: Tx, endpointId: string, reason: string): Promise<number> {
  // Rides deliveries_due, deliveries_due_by_key and deliveries_of_project_by_status.
  return tx.$executeRaw`
    UPDATE deliveries SET status = 'cancelled', reason = ${reason}, next_attempt_at = NULL, settled_at = now()
    WHERE status IN ('pending', 'held') AND id IN (
      (SELECT id FROM deliveries WHERE endpoint_id = ${endpointId}::uuid AND status = 'pending'
        AND ordering_key IS NULL LIMIT ${AT_ONCE})
      UNION ALL
      (SELECT id FROM deliveries WHERE endpoint_id = ${endpointId}::uuid AND status = 'pending'
        AND ordering_key IS NOT NULL LIMIT ${AT_ONCE})
      UNION ALL
      (SELECT d.id FROM endpoints e JOIN deliveries d ON d.project_id = e.project_id AND d.status = 'held'
        AND d.endpoint_id = e.id WHERE e.id = ${endpointId}::uuid LIMIT ${AT_ONCE}))`;
}
