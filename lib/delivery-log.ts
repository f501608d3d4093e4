/** An endpoint's last deliveries, each with what its last attempt came back with: a log to look at in one call. */
import type { Delivery } from "./contract/deliveries";
import { listDeliveries, textOrBase64 } from "./deliveries";
import type { EndpointRef, ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { publicId, uuidOf } from "./platform/ids";

/** `responseBody` is text, or base64 where it is not UTF-8; `error` a sentence. */
export type LastAttempt = {
  startedAt: Date;
  durationMs: number;
  statusCode: number | null;
  responseBody: string | null;
  error: string | null;
};
export type LoggedDelivery = { delivery: Delivery; last: LastAttempt | null };

type Row = {
  delivery_id: string;
  started_at: Date;
  duration_ms: number;
  status_code: number | null;
  response_body: Uint8Array | null;
  error_message: string | null;
};

/** Newest first, at most `limit` (100). Rides on `deliveries_of_endpoint` and `attempts_pkey`. */
export async function deliveryLog(
  project: ProjectRef,
  endpoint: EndpointRef,
  limit: number,
): Promise<LoggedDelivery[]> {
  const { data } = await listDeliveries({ project, endpointId: endpoint.id }, { limit });
  const ids = data.flatMap(({ id }) => uuidOf("delivery", id) ?? []);
  const rows = await db.$queryRaw<Row[]>`
    SELECT DISTINCT ON (delivery_id)
      delivery_id, started_at, duration_ms, status_code, response_body, error_message
    FROM attempts WHERE delivery_id = ANY (${ids}::uuid[]) ORDER BY delivery_id, number DESC`;
  const lastOf = new Map(rows.map((row) => [publicId("delivery", row.delivery_id), lastAttempt(row)]));
  return data.map((delivery) => ({ delivery, last: lastOf.get(delivery.id) ?? null }));
}

const lastAttempt = (row: Row): LastAttempt => ({
  startedAt: row.started_at,
  durationMs: row.duration_ms,
  statusCode: row.status_code,
  responseBody: row.response_body && textOrBase64(row.response_body).text,
  error: row.error_message,
});
