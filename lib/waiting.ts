/** Counts what waits for an endpoint, up to a bound, so that the question costs the same however much it is. */
import { COUNTED_WAITING, type Waiting } from "./contract/waiting";
import type { EndpointRef } from "./lookups";
import { db } from "./platform/db";
import { Prisma } from "./platform/prisma/client";

const COUNTED = Prisma.raw(String(COUNTED_WAITING));

// Pending rides deliveries_due and deliveries_due_by_key, held deliveries_of_project_by_status.
export async function waitingFor({ id, projectId }: EndpointRef): Promise<Waiting> {
  const [row] = await db.$queryRaw<Waiting[]>`
    SELECT
      least(${COUNTED}, (SELECT count(*) FROM (SELECT FROM deliveries d WHERE d.endpoint_id = ${id}::uuid
          AND d.status = 'pending' AND d.ordering_key IS NULL LIMIT ${COUNTED}) AS few)
        + (SELECT count(*) FROM (SELECT FROM deliveries d WHERE d.endpoint_id = ${id}::uuid
          AND d.status = 'pending' AND d.ordering_key IS NOT NULL LIMIT ${COUNTED}) AS few))::int AS pending,
      (SELECT count(*) FROM (SELECT FROM deliveries d WHERE d.project_id = ${projectId}::uuid
        AND d.endpoint_id = ${id}::uuid AND d.status = 'held' LIMIT ${COUNTED}) AS few)::int AS held`;
  return row ?? { pending: 0, held: 0 };
}
