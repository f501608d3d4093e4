/** Which endpoints of a workspace an event type goes to. Who gets an event when it is published is `delivery/routing.ts`. */
import { notFound } from "./api-error";
import type { EventTypeSubscribers } from "./contract/event-types";
import { db } from "./platform/db";
import { publicId } from "./platform/ids";

const LISTED = 100;

type Row = { id: string; url: string; description: string; project_id: string; project_name: string };

/** Everything a subscription may say that means the type: its name, `*`, and `<beginning>.*`. */
function patternsOf(name: string): string[] {
  const parts = name.split(".");
  const beginnings = parts.slice(0, -1).map((_, at) => `${parts.slice(0, at + 1).join(".")}.*`);
  return [name, "*", ...beginnings];
}

/** The enabled endpoints that subscribe to the type, on whichever channel. Throws `not_found`. */
export async function eventTypeSubscribers(workspaceId: string, name: string): Promise<EventTypeSubscribers> {
  const where = { workspaceId_name: { workspaceId, name } };
  const type = await db.eventType.findUnique({ where, select: { category: true } });
  if (!type) throw notFound();
  // Rides on projects_by_uid and endpoints_of_project.
  const rows = await db.$queryRaw<Row[]>`
    SELECT e.id, e.url, e.description, p.id AS project_id, p.name AS project_name
    FROM projects p JOIN endpoints e ON e.project_id = p.id
    WHERE p.workspace_id = ${workspaceId}::uuid AND p.deleted_at IS NULL
      AND e.deleted_at IS NULL AND e.status = 'enabled'
      AND (e.subscriptions = '[]' OR EXISTS (
        SELECT 1 FROM jsonb_array_elements(e.subscriptions) s
        WHERE s->>'type' = ANY(${patternsOf(name)}::text[])
          AND (s->>'category' IS NULL OR s->>'category' = ${type.category}::text)
      ))
    ORDER BY p.name, e.id LIMIT ${LISTED + 1}`;
  return {
    data: rows.slice(0, LISTED).map((row) => ({
      endpointId: publicId("endpoint", row.id),
      url: row.url,
      description: row.description,
      projectId: publicId("project", row.project_id),
      projectName: row.project_name,
    })),
    more: rows.length > LISTED,
  };
}
