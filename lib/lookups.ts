/**
 * Finds what a path names, inside what the caller may see: the one place where an id out of a URL becomes a
 * row. Promises that unknown and foreign ids are the same `null`; roles and scopes are `access.ts`.
 */
import { db, pool, run } from "./platform/db";
import { uuidOf } from "./platform/ids";

/** Ids are uuids. */
export type ProjectRef = { id: string; workspaceId: string; uid: string | null; name: string };
export type EndpointRef = { id: string; projectId: string; status: "enabled" | "disabled" };
export type DeliveryRef = {
  id: string;
  projectId: string;
  endpointId: string;
  eventId: string;
  bodyId: string;
  runId: string | null;
  createdAt: Date;
};

const PROJECT = "SELECT id, workspace_id, uid, name FROM projects WHERE deleted_at IS NULL AND";
// On the pool of ingest, so that pages that hang keep nobody from publishing. Ride projects_pkey and projects_by_uid.
const BY_ID = {
  name: "project-by-id",
  text: `${PROJECT} id = $1 AND ($2::uuid IS NULL OR workspace_id = $2)`,
};
const BY_UID = { name: "project-by-uid", text: `${PROJECT} uid = $1 AND workspace_id = $2` };
type ProjectRow = { id: string; workspace_id: string; uid: string | null; name: string };

/** A project by its id or, where the workspace is known, by the workspace's own `uid` for it. */
export async function findProject(idOrUid: string, workspaceId: string | null): Promise<ProjectRef | null> {
  const id = uuidOf("project", idOrUid);
  if (!id && (!workspaceId || !isUid(idOrUid))) return null;
  const [row] = await run<ProjectRow>(pool("ingest"), id ? BY_ID : BY_UID, [id ?? idOrUid, workspaceId]);
  return row ? { id: row.id, workspaceId: row.workspace_id, uid: row.uid, name: row.name } : null;
}

/** Nothing else was ever stored as one, and nothing else is worth a query. */
const isUid = (text: string) => text.length <= 128 && /^[\x21-\x7e]+$/.test(text);

/** An endpoint of that project that is not deleted. */
export async function findEndpoint(projectId: string, publicEndpointId: string): Promise<EndpointRef | null> {
  const id = uuidOf("endpoint", publicEndpointId);
  if (!id) return null;
  return db.endpoint.findFirst({
    where: { id, projectId, deletedAt: null },
    select: { id: true, projectId: true, status: true },
  });
}

/** A delivery of that project. */
export async function findDelivery(projectId: string, publicDeliveryId: string): Promise<DeliveryRef | null> {
  const id = uuidOf("delivery", publicDeliveryId);
  if (!id) return null;
  return db.delivery.findFirst({
    where: { id, projectId },
    select: {
      id: true,
      projectId: true,
      endpointId: true,
      eventId: true,
      bodyId: true,
      runId: true,
      createdAt: true,
    },
  });
}
