/** Lists a type that no one registered, when an event first carries it, so that the catalogue shows it. */
import { pool, run } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import type { Routing } from "./routing";

// Rides workspaces_pkey and event_types_by_name.
const REGISTER = {
  name: "unknown-type",
  text: `INSERT INTO event_types (id, workspace_id, name, registered) SELECT $1, id, $3, false FROM workspaces WHERE id = $2 AND NOT strict_types
    ON CONFLICT (workspace_id, name) DO NOTHING`,
};

/** What test events are called when nobody chose a type: ours, so it has no place in anyone's catalogue. */
export const TEST_TYPE = "posthorn.test";

export async function registerUnknownType(routing: Routing, type: string): Promise<void> {
  if (type === TEST_TYPE) return;
  await run(pool("ingest"), REGISTER, [newUuid(), routing.workspaceId, type]);
  routing.types.set(type, { category: null, registered: false });
}
