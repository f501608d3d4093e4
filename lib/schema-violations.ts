/** What payloads that broke their type's schema left behind. Counting them is `delivery/violations.ts`. */
import { notFound } from "./api-error";
import { audit } from "./audit-log";
import type { EventTypeViolations } from "./contract/event-types";
import type { FieldError } from "./contract/problem";
import { db, type Tx } from "./platform/db";
import { publicId } from "./platform/ids";
import type { Principal } from "./principal";

/** How often each of those types' schemas was broken, by name. Rides on schema_violations_pkey. */
export async function countViolations(
  workspaceId: string,
  names: readonly string[],
  tx: Tx = db,
): Promise<(name: string) => number> {
  const rows = await tx.schemaViolation.findMany({
    where: { workspaceId, type: { in: [...names] } },
    select: { type: true, warned: true, refused: true },
  });
  const counts = new Map(rows.map(({ type, warned, refused }) => [type, Number(warned + refused)]));
  return (name) => counts.get(name) ?? 0;
}

/** A type's violations; `data` is null where there are none. Throws `not_found`. */
export async function readViolations(workspaceId: string, name: string): Promise<EventTypeViolations> {
  const [type, row] = await Promise.all([
    db.eventType.findUnique({ where: { workspaceId_name: { workspaceId, name } }, select: { id: true } }),
    db.schemaViolation.findUnique({ where: { workspaceId_type: { workspaceId, type: name } } }),
  ]);
  if (!type) throw notFound();
  if (!row) return { data: null };
  return {
    data: {
      warned: Number(row.warned),
      refused: Number(row.refused),
      since: row.since.toISOString(),
      lastAt: row.lastAt.toISOString(),
      lastProjectId: publicId("project", row.lastProjectId),
      lastProblems: row.lastProblems as FieldError[],
      lastSample: row.lastSample,
    },
  };
}

/** Forgets them. Throws `not_found` for a type that is not in the catalogue. */
export async function clearViolations(by: Principal, workspaceId: string, name: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const where = { workspaceId_name: { workspaceId, name } };
    if (!(await tx.eventType.findUnique({ where, select: { id: true } }))) throw notFound();
    const { count } = await tx.schemaViolation.deleteMany({ where: { workspaceId, type: name } });
    if (count > 0)
      await audit(tx, by, { action: "event-type.clear-violations", targetId: name, workspaceId });
  });
}
