/**
 * Finds what an id names anywhere in a workspace, for whoever has nothing but the id. It promises the same 404 for
 * ids of nothing and of others', and shows no more than the lists the caller may read.
 */
import { allows } from "./access";
import { notFound } from "./api-error";
import type { Found } from "./contract/found";
import { db } from "./platform/db";
import { type IdKind, publicId, uuidOf } from "./platform/ids";
import type { Principal } from "./principal";

/** Where to look: the workspace, and the one project a key may open. */
type Within = { workspaceId: string; projectId?: string };
type Hit = { projectId: string | null; name: string; id?: string };
type Finder = (id: string, within: Within) => Promise<Hit | null>;

/** The project of a row without a relation to it, when it is one of those. */
async function inReach(projectId: string | undefined, within: Within): Promise<boolean> {
  if (!projectId || (within.projectId && within.projectId !== projectId)) return false;
  const where = { id: projectId, workspaceId: within.workspaceId, deletedAt: null };
  return (await db.project.count({ where })) === 1;
}

const projectWithin = ({ workspaceId, projectId }: Within) => ({
  workspaceId,
  deletedAt: null,
  ...(projectId ? { id: projectId } : {}),
});

async function findDelivery(id: string, within: Within): Promise<Hit | null> {
  const row = await db.delivery.findUnique({ where: { id }, select: { projectId: true, type: true } });
  return row && (await inReach(row.projectId, within))
    ? { projectId: row.projectId, name: row.type, id: publicId("delivery", id) }
    : null;
}

/** Each rides on its table's primary key, an attempt on `attempts_by_id`. */
const FINDERS: Partial<Record<IdKind, [Found["kind"], Finder]>> = {
  project: [
    "project",
    async (id, within) => {
      if (!(await inReach(id, within))) return null;
      const row = await db.project.findUnique({ where: { id }, select: { name: true } });
      return row && { projectId: id, name: row.name };
    },
  ],
  endpoint: [
    "endpoint",
    async (id, within) => {
      const where = { id, deletedAt: null, project: projectWithin(within) };
      const row = await db.endpoint.findFirst({ where, select: { projectId: true, url: true } });
      return row && { projectId: row.projectId, name: row.url };
    },
  ],
  event: [
    "event",
    async (id, within) => {
      const row = await db.event.findUnique({ where: { id }, select: { projectId: true, type: true } });
      return row && (await inReach(row.projectId, within))
        ? { projectId: row.projectId, name: row.type }
        : null;
    },
  ],
  delivery: ["delivery", findDelivery],
  attempt: [
    "delivery",
    async (id, within) => {
      const row = await db.attempt.findFirst({ where: { id }, select: { deliveryId: true } });
      return row && findDelivery(row.deliveryId, within);
    },
  ],
  replayJob: [
    "replayJob",
    async (id, within) => {
      const row = await db.replayJob.findUnique({ where: { id }, select: { projectId: true, status: true } });
      return row && (await inReach(row.projectId, within))
        ? { projectId: row.projectId, name: row.status }
        : null;
    },
  ],
  portalLink: [
    "portalLink",
    async (id, within) => {
      const where = { id, project: projectWithin(within) };
      const row = await db.portalLink.findFirst({ where, select: { projectId: true, name: true } });
      return row && { projectId: row.projectId, name: row.name };
    },
  ],
  playInbox: [
    "playInbox",
    async (id, { workspaceId, projectId }) => {
      if (projectId) return null;
      const row = await db.playInbox.findFirst({ where: { id, workspaceId }, select: { name: true } });
      return row && { projectId: null, name: row.name };
    },
  ],
  apiKey: [
    "apiKey",
    async (id, { workspaceId }) => {
      const where = { id, workspaceId };
      const row = await db.apiKey.findFirst({ where, select: { projectId: true, name: true } });
      return row && { projectId: row.projectId, name: row.name };
    },
  ],
  user: [
    "user",
    async (userId, { workspaceId }) => {
      const where = { workspaceId_userId: { workspaceId, userId } };
      const row = await db.member.findUnique({ where, select: { user: { select: { name: true } } } });
      return row && { projectId: null, name: row.user.name };
    },
  ],
};

/** Lists that not everybody may read. */
const NEEDS = { portalLink: "portal", apiKey: "keys", user: "members" } as const;

/** What the id names. Throws `not_found`. */
export async function findById(by: Principal, workspaceId: string, given: string): Promise<Found> {
  const text = given.trim();
  const within = {
    workspaceId,
    ...(by.kind === "api-key" && by.projectId ? { projectId: by.projectId } : {}),
  };
  for (const [idKind, [kind, find]] of Object.entries(FINDERS) as [IdKind, [Found["kind"], Finder]][]) {
    const id = uuidOf(idKind, text);
    if (!id) continue;
    const needs = kind in NEEDS ? NEEDS[kind as keyof typeof NEEDS] : "read";
    const hit = allows(by, needs) ? await find(id, within) : null;
    if (!hit) break;
    const projectId = hit.projectId && publicId("project", hit.projectId);
    return { kind, id: hit.id ?? text, projectId, name: hit.name };
  }
  throw notFound();
}
