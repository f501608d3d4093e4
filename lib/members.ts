/**
 * Who belongs to a workspace and in which role. Roles are read from Postgres by every request, so that a
 * change holds from the next one; no token carries one. Promises that a workspace never loses its last owner.
 */
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Page, PlainPageQuery } from "./contract/page";
import type { CreatedMember, CreateMemberBody, Member } from "./contract/people";
import { ROLES, type Role } from "./contract/scopes";
import { pageFrom, readCursor } from "./cursor";
import { findInvited, getInvited, invite, listInvited, withdrawInvitationsOf } from "./invitations";
import { invitationLetter } from "./letters";
import { sendsMail } from "./mail";
import { demandMailsLeft, noteMail, post } from "./person-mails";
import { db, type Tx } from "./platform/db";
import { publicId } from "./platform/ids";
import type { Principal, UserPrincipal } from "./principal";

/** The person's role there, or `null` when they are no member (or the workspace does not exist). Ids are uuids. */
export async function roleOf(userId: string, workspaceId: string, tx: Tx = db): Promise<Role | null> {
  const where = { workspaceId_userId: { workspaceId, userId } };
  const member = await tx.member.findUnique({ where, select: { role: true } });
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

const shownFields = {
  userId: true,
  role: true,
  createdAt: true,
  user: { select: { email: true, name: true } },
} as const;

type Row = { userId: string; role: Role; createdAt: Date; user: { email: string; name: string } };

const shown = ({ userId, role, createdAt, user }: Row): Member => ({
  userId: publicId("user", userId),
  email: user.email,
  name: user.name,
  role,
  pending: false,
  mail: null,
  createdAt: createdAt.toISOString(),
});

/** A page of the workspace's people and of those it waits for, in the order in which they first came. */
export async function listMembers(workspaceId: string, query: PlainPageQuery): Promise<Page<Member>> {
  const list = { noun: "members", owner: workspaceId, filters: {} };
  const after = readCursor(list, query.cursor);
  const take = query.limit + 1;
  const [joined, invited] = await Promise.all([
    db.member.findMany({
      where: { workspaceId, ...(after ? { userId: { gt: after } } : {}) },
      select: shownFields,
      orderBy: { userId: "asc" },
      take,
    }),
    listInvited(workspaceId, { after, take }),
  ]);
  const rows = [...joined.map((row) => ({ id: row.userId, member: shown(row) })), ...invited];
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  return pageFrom(rows.slice(0, take), {
    limit: query.limit,
    list,
    keyOf: ({ id }) => id,
    show: ({ member }) => member,
  });
}

/** Admins look after everybody but owners, and make none. */
export const mayManage = (acting: Role, role: Role) =>
  acting === "owner" || (acting === "admin" && role !== "owner");

function demandManage(acting: Role, role: Role): void {
  if (!mayManage(acting, role))
    throw new ApiError("forbidden", `The role "${acting}" does not allow changes to an ${role}.`);
}

/**
 * Invites a person to the principal's workspace, with a join link of this workspace's own; with every further call a
 * new one replaces it. Where mail is sent the link goes to their address alone, otherwise it is in the answer. Says
 * nothing about whether they have an account. Throws `forbidden`, `conflict` for a member, `rate_limited`.
 */
export async function addMember(principal: Principal, body: CreateMemberBody): Promise<CreatedMember> {
  const { member, mail } = await managing(principal, async (tx, person, acting) => {
    const { workspaceId, userId } = person;
    const { email, role } = body;
    demandManage(acting, role);
    if ((await tx.member.count({ where: { workspaceId, user: { email } } })) > 0)
      throw new ApiError("conflict", "Somebody with this e-mail address is a member already.");
    const before = await findInvited(tx, workspaceId, { email });
    if (before) demandManage(acting, before.role);
    const { id, link } = await invite(tx, { ...body, workspaceId, invitedById: userId });
    await audit(tx, person, {
      action: "member.add",
      targetId: publicId("user", id),
      detail: { role, email },
    });
    const letter = sendsMail() ? await letterTo(tx, person, email, link) : null;
    if (letter) await demandMailsLeft(tx, workspaceId);
    const noted = letter && (await noteMail(tx, { kind: "invitation", invitationId: id, workspaceId }));
    const member = { ...(await getInvited(tx, id)), joinLink: letter ? null : link };
    return { member, mail: noted && { id: noted, letter } };
  });
  if (mail) post(mail.id, mail.letter);
  return member;
}

async function letterTo(tx: Tx, { name, workspaceId }: UserPrincipal, to: string, link: string) {
  const { name: workspace } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { name: true },
  });
  return invitationLetter({ to, by: name, workspace }, link);
}

/**
 * Gives a member, or somebody invited, another role. Throws `not_found`, `forbidden` and `last_owner`. `userId` is a
 * uuid.
 */
export async function changeRole(principal: Principal, userId: string, role: Role): Promise<Member> {
  return managing(principal, async (tx, person, acting) => {
    const { workspaceId } = person;
    const joined = await roleOf(userId, workspaceId, tx);
    const before = joined ?? (await findInvited(tx, workspaceId, { id: userId }))?.role;
    if (!before) throw notFound();
    demandManage(acting, before);
    demandManage(acting, role);
    const member = joined
      ? await giveRole(tx, { workspaceId, userId }, role)
      : await inviteAs(tx, userId, role);
    await audit(tx, person, {
      action: "member.update",
      targetId: publicId("user", userId),
      detail: { from: before, to: role },
    });
    return member;
  });
}

type Key = { workspaceId: string; userId: string };

async function giveRole(tx: Tx, key: Key, role: Role): Promise<Member> {
  if (role !== "owner") await keepAnOwner(tx, key.workspaceId, key.userId);
  const row = await tx.member.update({
    where: { workspaceId_userId: key },
    data: { role },
    select: shownFields,
  });
  await withdrawInvitationsOf(tx, { ...key, roles: ROLES.filter((each) => !mayManage(role, each)) });
  return shown(row);
}

async function inviteAs(tx: Tx, id: string, role: Role): Promise<Member> {
  const { count } = await tx.invitation.updateMany({ where: { id }, data: { role } });
  if (count === 0) throw notFound();
  return getInvited(tx, id);
}

/**
 * Takes a person out of the workspace, or back the invitation of one who has not joined; whoever has no password and
 * belongs nowhere else is forgotten. Throws `not_found`, `forbidden` and `last_owner`. `userId` is a uuid.
 */
export async function removeMember(principal: Principal, userId: string): Promise<void> {
  await managing(principal, async (tx, person, acting) => {
    const { workspaceId } = person;
    const joined = await roleOf(userId, workspaceId, tx);
    const before = joined ?? (await findInvited(tx, workspaceId, { id: userId }))?.role;
    if (!before) throw notFound();
    demandManage(acting, before);
    if (joined) await takeOut(tx, { workspaceId, userId });
    else await tx.invitation.deleteMany({ where: { workspaceId, id: userId } });
    await audit(tx, person, {
      action: "member.remove",
      targetId: publicId("user", userId),
      detail: { role: before },
    });
  });
}

async function takeOut(tx: Tx, key: Key): Promise<void> {
  await keepAnOwner(tx, key.workspaceId, key.userId);
  await tx.member.delete({ where: { workspaceId_userId: key } });
  await withdrawInvitationsOf(tx, { ...key, roles: [...ROLES] });
  await tx.user.deleteMany({ where: { id: key.userId, passwordHash: null, members: { none: {} } } });
}

async function keepAnOwner(tx: Tx, workspaceId: string, leaving: string): Promise<void> {
  const others = await tx.member.count({ where: { workspaceId, role: "owner", userId: { not: leaving } } });
  if (others === 0) throw new ApiError("last_owner", "Make somebody else an owner first.");
}

export type Change<T> = (tx: Tx, person: UserPrincipal, acting: Role) => Promise<T>;

/**
 * Runs a change to a workspace's people, one at a time per workspace, with the role that the person has at
 * that moment: two owners who demote each other, or an admin demoted meanwhile, must not both succeed.
 */
export async function managing<T>(principal: Principal, change: Change<T>): Promise<T> {
  if (principal.kind !== "user") throw new ApiError("forbidden", "Only people look after people.");
  const { userId, workspaceId } = principal;
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM workspaces WHERE id = ${workspaceId}::uuid FOR NO KEY UPDATE`;
    const acting = await roleOf(userId, workspaceId, tx);
    if (!acting) throw notFound();
    return change(tx, principal, acting);
  });
}
