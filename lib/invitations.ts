/**
 * Whom a workspace waits for. Promises that an invitation is one workspace's alone: it looks the same whether or not
 * its address has an account already, and only the link made for it makes anybody a member.
 */
import { createHash, randomBytes } from "node:crypto";
import { ApiError } from "./api-error";
import type { Member } from "./contract/people";
import type { Role } from "./contract/scopes";
import { shownMail } from "./person-mails";
import { db, type Tx } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId } from "./platform/ids";

const LASTS_MS = 3 * 24 * 60 * 60 * 1000;

export const hashedToken = (token: string) => new Uint8Array(createHash("sha256").update(token).digest());

const shownFields = {
  id: true,
  email: true,
  name: true,
  role: true,
  createdAt: true,
  mails: { orderBy: { id: "desc" }, take: 1 },
} as const;

type Row = {
  id: string;
  email: string;
  name: string;
  role: Role;
  createdAt: Date;
  mails: { status: string; error: string | null; createdAt: Date }[];
};

const shown = ({ id, email, name, role, createdAt, mails }: Row): Member => ({
  userId: publicId("user", id),
  email,
  name,
  role,
  pending: true,
  mail: shownMail(mails[0]),
  createdAt: createdAt.toISOString(),
});

/** At most `take` of a workspace's invitations behind the uuid `after`, as their members will be shown, by uuid. */
export async function listInvited(
  workspaceId: string,
  { after, take }: { after: string | null; take: number },
): Promise<{ id: string; member: Member }[]> {
  const where = { workspaceId, ...(after ? { id: { gt: after } } : {}) };
  const rows = await db.invitation.findMany({ where, select: shownFields, orderBy: { id: "asc" }, take });
  return rows.map((row) => ({ id: row.id, member: shown(row) }));
}

export const getInvited = async (tx: Tx, id: string): Promise<Member> =>
  shown(await tx.invitation.findUniqueOrThrow({ where: { id }, select: shownFields }));

/** The invitation of that uuid or address in that workspace, `null` when there is none. */
export function findInvited(tx: Tx, workspaceId: string, by: { id: string } | { email: string }) {
  return tx.invitation.findFirst({
    where: { workspaceId, ...by },
    select: { id: true, email: true, role: true },
  });
}

type Invited = { workspaceId: string; email: string; name: string; role: Role; invitedById: string };

/** Makes an invitation, or makes it anew with another link. `link` is kept nowhere. */
export async function invite(tx: Tx, invited: Invited): Promise<{ id: string; link: string }> {
  const { workspaceId, email, name, role, invitedById } = invited;
  const token = randomBytes(32).toString("base64url");
  const fresh = { name, role, invitedById, tokenHash: hashedToken(token), expiresAt: inThreeDays() };
  const { id } = await tx.invitation.upsert({
    where: { workspaceId_email: { workspaceId, email } },
    create: { id: newUuid(), workspaceId, email, ...fresh },
    update: fresh,
    select: { id: true },
  });
  // In the fragment, so that it reaches no log on the way. The address is only for the page to show.
  return { id, link: `${appOrigin()}/join#${new URLSearchParams({ token, email })}` };
}

const inThreeDays = () => new Date(Date.now() + LASTS_MS);

/** Takes back what somebody has invited to and could not any more: their links would be their way back. */
export async function withdrawInvitationsOf(
  tx: Tx,
  { workspaceId, userId, roles }: { workspaceId: string; userId: string; roles: Role[] },
): Promise<void> {
  await tx.invitation.deleteMany({ where: { workspaceId, invitedById: userId, role: { in: roles } } });
}

export const usedUp = () =>
  new ApiError("gone", "This link was used already, or its time is over. Ask for a new one.");

/** Whom a link's token invites, which stays good; throws `gone` when it is none that is good. */
export async function invitationOf(token: string) {
  const invitation = await db.invitation.findFirst({
    where: { tokenHash: hashedToken(token), expiresAt: { gt: new Date() } },
    select: { id: true, workspaceId: true, email: true, name: true, role: true },
  });
  if (!invitation) throw usedUp();
  return invitation;
}

export type Taken = { id: string; workspaceId: string; name: string; role: Role };

/** Uses a link up; throws `gone` when somebody else has, or it was taken back or made anew meanwhile. */
export async function takeInvitation(tx: Tx, token: string): Promise<Taken> {
  const [taken] = await tx.$queryRaw<Taken[]>`
    DELETE FROM invitations WHERE token_hash = ${hashedToken(token)}
    RETURNING id, workspace_id AS "workspaceId", name, role`;
  if (!taken) throw usedUp();
  return taken;
}

/** Uses up every invitation of an address whose owner another provider has just vouched for. */
export function takeInvitationsTo(tx: Tx, email: string): Promise<Taken[]> {
  return tx.$queryRaw<Taken[]>`
    DELETE FROM invitations WHERE email = ${email}
    RETURNING id, workspace_id AS "workspaceId", name, role`;
}
