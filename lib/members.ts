/**
 * Who belongs to a workspace and in which role. Roles are read from Postgres by every request, so that a
 * change holds from the next one; no token carries one. Promises that a workspace never loses its last owner.
 */
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Page, PlainPageQuery } from "./contract/page";
import type { CreatedMember, CreateMemberBody, Member } from "./contract/people";
import type { Role } from "./contract/scopes";
import { pageFrom, readCursor } from "./cursor";
import { joinLink } from "./join-links";
import { additionLetter, invitationLetter } from "./letters";
import { sendsMail } from "./mail";
import { noteMail, post, shownMail } from "./person-mails";
import { db, type Tx } from "./platform/db";
import { appOrigin } from "./platform/env";
import { newUuid, publicId } from "./platform/ids";
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

const shownFields = (workspaceId: string) =>
  ({
    userId: true,
    role: true,
    createdAt: true,
    user: {
      select: {
        email: true,
        name: true,
        passwordHash: true,
        identities: { select: { issuer: true }, take: 1 },
        mails: { where: { workspaceId, kind: "invitation" }, orderBy: { id: "desc" }, take: 1 },
      },
    },
  }) as const;

type Row = {
  userId: string;
  role: Role;
  createdAt: Date;
  user: SignsIn & {
    email: string;
    name: string;
    mails: { status: string; error: string | null; createdAt: Date }[];
  };
};

/** What somebody signs in with. */
type SignsIn = { passwordHash: string | null; identities: readonly unknown[] };
const hasJoined = ({ passwordHash, identities }: SignsIn) => passwordHash !== null || identities.length > 0;

const shown = ({ userId, role, createdAt, user }: Row): Member => ({
  userId: publicId("user", userId),
  email: user.email,
  name: user.name,
  role,
  pending: !hasJoined(user),
  mail: shownMail(user.mails[0]),
  createdAt: createdAt.toISOString(),
});

/** A page of the workspace's people, in the order in which they first came to this installation. */
export async function listMembers(workspaceId: string, query: PlainPageQuery): Promise<Page<Member>> {
  const list = { noun: "members", owner: workspaceId, filters: {} };
  const after = readCursor(list, query.cursor);
  const rows = await db.member.findMany({
    where: { workspaceId, ...(after ? { userId: { gt: after } } : {}) },
    select: shownFields(workspaceId),
    orderBy: { userId: "asc" },
    take: query.limit + 1,
  });
  return pageFrom(rows, { limit: query.limit, list, keyOf: (row) => row.userId, show: shown });
}

/** Admins look after everybody but owners, and make none. */
export const mayManage = (acting: Role, role: Role) =>
  acting === "owner" || (acting === "admin" && role !== "owner");

function demandManage(acting: Role, role: Role): void {
  if (!mayManage(acting, role))
    throw new ApiError("forbidden", `The role "${acting}" does not allow changes to an ${role}.`);
}

/**
 * Adds a person to the principal's workspace. Whoever has not joined and belongs to no other
 * workspace gets a join link, and with every further call a new one that replaces it; the link of somebody
 * else's guest would be a way into somebody else's workspace. They are written to as well where mail is sent. Throws `forbidden`, and `conflict` for a
 * member who has joined.
 */
export async function addMember(principal: Principal, body: CreateMemberBody): Promise<CreatedMember> {
  const { member, mail } = await managing(principal, async (tx, person, acting) => {
    const { workspaceId } = person;
    demandManage(acting, body.role);
    const user = await userWithEmail(tx, body);
    const present = user.members.find((each) => each.workspaceId === workspaceId);
    if (present && hasJoined(user))
      throw new ApiError("conflict", "Somebody with this e-mail address is a member already.");
    if (present) demandManage(acting, present.role);

    await tx.member.upsert({
      where: { workspaceId_userId: { workspaceId, userId: user.id } },
      create: { workspaceId, userId: user.id, role: body.role },
      update: { role: body.role },
      select: { userId: true },
    });
    const isOurGuest = !hasJoined(user) && user.members.every((each) => each.workspaceId === workspaceId);
    await audit(tx, person, {
      action: "member.add",
      targetId: publicId("user", user.id),
      detail: { role: body.role, email: user.email },
    });
    const link = isOurGuest ? await freshJoinLink(tx, user.id) : null;
    const letter = link || hasJoined(user) ? await letterTo(tx, person, user.email, link) : null;
    const noted = letter && (await noteMail(tx, { userId: user.id, workspaceId, kind: "invitation" }));
    const row = await tx.member.findUniqueOrThrow({
      where: { workspaceId_userId: { workspaceId, userId: user.id } },
      select: shownFields(workspaceId),
    });
    return { member: { ...shown(row), joinLink: link }, mail: noted && { id: noted, letter } };
  });
  if (mail) post(mail.id, mail.letter);
  return member;
}

/** What to write to somebody who was added, or `null` where no mail is sent. */
async function letterTo(tx: Tx, { name, workspaceId }: UserPrincipal, to: string, link: string | null) {
  if (!sendsMail()) return null;
  const { name: workspace } = await tx.workspace.findUniqueOrThrow({
    where: { id: workspaceId },
    select: { name: true },
  });
  const invited = { to, by: name, workspace };
  return link ? invitationLetter(invited, link) : additionLetter(invited, appOrigin());
}

/** The user with that e-mail address, made when there is none; the unique index settles the race. */
async function userWithEmail(tx: Tx, { email, name }: CreateMemberBody) {
  await tx.user.createMany({ data: [{ id: newUuid(), email, name }], skipDuplicates: true });
  return tx.user.findUniqueOrThrow({
    where: { email },
    select: {
      id: true,
      email: true,
      passwordHash: true,
      identities: { select: { issuer: true }, take: 1 },
      members: { select: { workspaceId: true, role: true } },
    },
  });
}

async function freshJoinLink(tx: Tx, userId: string): Promise<string> {
  const { sessionVersion, email } = await tx.user.update({
    where: { id: userId },
    data: { sessionVersion: { increment: 1 } },
    select: { sessionVersion: true, email: true },
  });
  return joinLink({ userId, version: sessionVersion, email });
}

/** Gives a member another role. Throws `not_found`, `forbidden` and `last_owner`. `userId` is a uuid. */
export async function changeRole(principal: Principal, userId: string, role: Role): Promise<Member> {
  return managing(principal, async (tx, person, acting) => {
    const { workspaceId } = person;
    const before = await roleOf(userId, workspaceId, tx);
    if (!before) throw notFound();
    demandManage(acting, before);
    demandManage(acting, role);
    if (role !== "owner") await keepAnOwner(tx, workspaceId, userId);
    const row = await tx.member.update({
      where: { workspaceId_userId: { workspaceId, userId } },
      data: { role },
      select: shownFields(workspaceId),
    });
    await audit(tx, person, {
      action: "member.update",
      targetId: publicId("user", userId),
      detail: { from: before, to: role },
    });
    return shown(row);
  });
}

/**
 * Takes a person out of the workspace; one who never chose a password and belongs nowhere else is forgotten,
 * and their join link with them. Throws `not_found`, `forbidden` and `last_owner`. `userId` is a uuid.
 */
export async function removeMember(principal: Principal, userId: string): Promise<void> {
  await managing(principal, async (tx, person, acting) => {
    const { workspaceId } = person;
    const before = await roleOf(userId, workspaceId, tx);
    if (!before) throw notFound();
    demandManage(acting, before);
    await keepAnOwner(tx, workspaceId, userId);
    await tx.member.delete({ where: { workspaceId_userId: { workspaceId, userId } } });
    await tx.user.deleteMany({ where: { id: userId, passwordHash: null, members: { none: {} } } });
    await audit(tx, person, {
      action: "member.remove",
      targetId: publicId("user", userId),
      detail: { role: before },
    });
  });
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
