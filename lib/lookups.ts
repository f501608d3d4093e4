/**
 * Finds what a path names, inside what the caller may see: the one place where an id out of a URL becomes a
 * row. Promises that unknown and foreign ids are the same `null`; roles and scopes are `access.ts`.
 */
import { db } from "./platform/db";
import { uuidOf } from "./platform/ids";

/** Ids are uuids. */
export type ProjectRef = { id: string; workspaceId: string; uid: string | null; name: string };
export type EndpointRef = { id: string; projectId: string; status: "enabled" | "disabled" };
export type DeliveryRef = { id: string; projectId: string; endpointId: string; eventId: string };

const PROJECT = { id: true, workspaceId: true, uid: true, name: true } as const;

/** A project by its id or, where the workspace is known, by the workspace's own `uid` for it. */
export async function findProject(idOrUid: string, workspaceId: string | null): Promise<ProjectRef | null> {
  const id = uuidOf("project", idOrUid);
  const own = workspaceId ? { workspaceId } : {};
  if (id) return db.project.findFirst({ where: { id, deletedAt: null, ...own }, select: PROJECT });
  if (!workspaceId || !isUid(idOrUid)) return null;
  return db.project.findFirst({ where: { workspaceId, uid: idOrUid, deletedAt: null }, select: PROJECT });
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
    select: { id: true, projectId: true, endpointId: true, eventId: true },
  });
}
