/**
 * Who belongs to a workspace and in which role. Roles are read from Postgres by every request, so that a
 * change holds from the next one; no token carries one.
 */
import { db } from "@/lib/platform/db";

/** Strongest first. */
export type Role = "owner" | "admin" | "member" | "viewer";

/** The person's role there, or `null` when they are no member (or the workspace does not exist). Ids are uuids. */
export async function roleOf(userId: string, workspaceId: string): Promise<Role | null> {
  const where = { workspaceId_userId: { workspaceId, userId } };
  const member = await db.member.findUnique({ where, select: { role: true } });
  return member?.role ?? null;
}

export type Membership = { id: string; name: string; dialect: string; role: Role };

/** The workspaces a person belongs to, the one joined first in front. `id` is the workspace's uuid. */
export async function workspacesOf(userId: string): Promise<Membership[]> {
  const rows = await db.member.findMany({
    where: { userId },
    select: { role: true, workspace: { select: { id: true, name: true, dialect: true } } },
    orderBy: [{ createdAt: "asc" }, { workspaceId: "asc" }],
  });
  return rows.map(({ role, workspace }) => ({ ...workspace, role }));
}
