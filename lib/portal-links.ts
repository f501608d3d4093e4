/**
 * Links that let a customer's people into one project's portal. Promises that a link opens once, within its
 * time, and that only hashes are kept; what the session may then do is `access.ts` and `portal-limits.ts`.
 */
import { createHash, randomBytes } from "node:crypto";
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Page, PlainPageQuery } from "./contract/page";
import type {
  CreatePortalLinkBody,
  OpenedPortal,
  PortalLink,
  PortalLinkWithUrl,
} from "./contract/portal-links";
import { pageFrom, readCursor } from "./cursor";
import type { ProjectRef } from "./lookups";
import { db } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import type { PortalPrincipal, Principal } from "./principal";

const newToken = () => randomBytes(32).toString("base64url");
const hashed = (token: string) => new Uint8Array(createHash("sha256").update(token).digest());

const SHOWN = {
  id: true,
  projectId: true,
  name: true,
  readOnly: true,
  createdAt: true,
  expiresAt: true,
  openedAt: true,
  sessionEndsAt: true,
  revokedAt: true,
} as const;

type Row = {
  id: string;
  projectId: string;
  name: string;
  readOnly: boolean;
  createdAt: Date;
  expiresAt: Date;
  openedAt: Date | null;
  sessionEndsAt: Date | null;
  revokedAt: Date | null;
};

function statusOf({ revokedAt, sessionEndsAt, expiresAt }: Row): PortalLink["status"] {
  if (revokedAt || (sessionEndsAt ?? expiresAt).getTime() <= Date.now()) return "over";
  return sessionEndsAt ? "open" : "unopened";
}

const shownLink = (row: Row): PortalLink => ({
  id: publicId("portalLink", row.id),
  projectId: publicId("project", row.projectId),
  name: row.name,
  readOnly: row.readOnly,
  status: statusOf(row),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  openedAt: row.openedAt?.toISOString() ?? null,
  sessionEndsAt: row.sessionEndsAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** Makes a link; the answer is the only place that ever holds it. Its token is in the fragment: no server on the way sees it. */
export async function createPortalLink(
  by: Principal,
  project: ProjectRef,
  { name, readOnly, expiresInSeconds, sessionSeconds }: CreatePortalLinkBody,
): Promise<PortalLinkWithUrl> {
  const token = newToken();
  return db.$transaction(async (tx) => {
    const row = await tx.portalLink.create({
      data: {
        id: newUuid(),
        projectId: project.id,
        name,
        readOnly,
        tokenHash: hashed(token),
        expiresAt: new Date(Date.now() + expiresInSeconds * 1000),
        sessionSeconds,
      },
      select: SHOWN,
    });
    await audit(tx, by, {
      action: "portal-link.create",
      targetId: publicId("portalLink", row.id),
      workspaceId: project.workspaceId,
      projectId: project.id,
      detail: { name, readOnly },
    });
    return { ...shownLink(row), url: `${portalUrl(project.id)}#token=${token}` };
  });
}

const portalUrl = (projectId: string) => `${appOrigin()}/portal/${publicId("project", projectId)}`;

/** A project's links, newest first. Rides on `portal_links_of_project`. */
export async function listPortalLinks(project: ProjectRef, query: PlainPageQuery): Promise<Page<PortalLink>> {
  const list = { noun: "portal-links", owner: project.id, filters: {} };
  const after = readCursor(list, query.cursor);
  const rows = await db.portalLink.findMany({
    where: { projectId: project.id, ...(after ? { id: { lt: after } } : {}) },
    orderBy: { id: "desc" },
    take: query.limit + 1,
    select: SHOWN,
  });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.id, show: shownLink });
}

/** Revokes a link, opened or not; its session is refused from the next request on. Throws `not_found`. */
export async function revokePortalLink(
  by: Principal,
  project: ProjectRef,
  publicLinkId: string,
): Promise<void> {
  const id = uuidOf("portalLink", publicLinkId);
  if (!id) throw notFound();
  await db.$transaction(async (tx) => {
    const row = await tx.portalLink.findFirst({ where: { id, projectId: project.id }, select: SHOWN });
    if (!row) throw notFound();
    const { count } = await tx.portalLink.updateMany({
      where: { id, projectId: project.id, revokedAt: null },
      data: { revokedAt: new Date(), tokenHash: null, sessionHash: null },
    });
    if (count === 0) return;
    await audit(tx, by, {
      action: "portal-link.revoke",
      targetId: publicLinkId,
      workspaceId: project.workspaceId,
      projectId: project.id,
      detail: { name: row.name },
    });
  });
}

const usedUp = () =>
  new ApiError("gone", "This link was used already, or its time is over. Ask whoever sent it for a new one.");

type Opened = { id: string; project_id: string; session_ends_at: Date };

/** Uses up a link's token. `session` is what the cookie holds. Throws `gone` for every link that does not open. */
export async function openPortal(token: string): Promise<OpenedPortal & { session: string }> {
  const session = newToken();
  return db.$transaction(async (tx) => {
    // Rides on portal_links_token_hash_key. One statement: of two who race, one finds the hash.
    const [opened] = await tx.$queryRaw<Opened[]>`
      UPDATE portal_links l SET token_hash = NULL, session_hash = ${hashed(session)}, opened_at = now(),
        session_ends_at = now() + make_interval(secs => l.session_seconds)
      FROM projects p
      WHERE l.token_hash = ${hashed(token)} AND l.expires_at > now() AND l.revoked_at IS NULL
        AND p.id = l.project_id AND p.deleted_at IS NULL
      RETURNING l.id, l.project_id, l.session_ends_at`;
    const principal = opened && (await principalOfPortal(session, tx));
    if (!opened || !principal) throw usedUp();
    await audit(tx, principal, {
      action: "portal-link.open",
      targetId: publicId("portalLink", opened.id),
      projectId: opened.project_id,
    });
    return {
      projectId: publicId("project", opened.project_id),
      sessionEndsAt: opened.session_ends_at.toISOString(),
      session,
    };
  });
}

/** Whose session this is; null when it is over, revoked or none. Rides on `portal_links_session_hash_key`. */
export async function principalOfPortal(
  session: string,
  tx: Pick<typeof db, "portalLink"> = db,
): Promise<PortalPrincipal | null> {
  const row = await tx.portalLink.findUnique({
    where: { sessionHash: hashed(session) },
    select: { ...SHOWN, project: { select: { workspaceId: true, deletedAt: true } } },
  });
  if (!row || row.project.deletedAt || statusOf(row) !== "open") return null;
  const { id: linkId, name, readOnly, projectId, project } = row;
  return { kind: "portal", linkId, name, readOnly, projectId, workspaceId: project.workspaceId };
}

/** Ends the session; one that is over stays over. */
export async function leavePortal(session: string): Promise<void> {
  await db.portalLink.updateMany({
    where: { sessionHash: hashed(session) },
    data: { revokedAt: new Date(), sessionHash: null },
  });
}

/** The look of a project's portal and who may embed it; null for a project that there is not. */
export async function portalLook(publicProjectId: string) {
  const id = uuidOf("project", publicProjectId);
  if (!id) return null;
  const row = await db.project.findFirst({
    where: { id, deletedAt: null },
    select: { workspace: { select: { id: true, name: true, brandColor: true, portalOrigins: true } } },
  });
  return row?.workspace ?? null;
}
