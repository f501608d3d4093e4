/**
 * One-time links with which a person chooses another password: made by an admin of theirs, or mailed to whoever asks
 * and has the address. Only a link's hash is kept; it is gone by use, and void once anything else ends all sessions.
 */
import { randomBytes } from "node:crypto";
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { ResetBody, ResetLink, ResetRequestBody } from "./contract/account";
import type { JoinAnswer } from "./contract/people";
import { findInvited, hashedToken as hashed, usedUp } from "./invitations";
import { resetLetter } from "./letters";
import { sendsMail } from "./mail";
import { managing, mayManage, roleOf } from "./members";
import { hashPassword } from "./passwords";
import { noteMail, post } from "./person-mails";
import { db, type Tx } from "./platform/db";
import { appOrigin } from "./platform/env";
import { publicId } from "./platform/ids";
import { log } from "./platform/log";
import type { Principal } from "./principal";
import { endOtherSessions } from "./sessions";
import { admit } from "./sign-in-throttle";
import { forgetSessionUser } from "./users";

const LASTS_MS = 30 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
/** So many mails an hour may a person get whom somebody else keeps asking for. */
const MAILS_PER_HOUR = 3;

type ResetUser = { id: string; email: string; sessionVersion: number };

/** `https://…/reset-password#token=…&email=…`; in the fragment, which reaches no log on the way. */
async function newLink(tx: Tx, user: ResetUser): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const now = Date.now();
  await tx.passwordReset.deleteMany({ where: { userId: user.id, expiresAt: { lt: new Date(now) } } });
  await tx.passwordReset.create({
    data: {
      tokenHash: hashed(token),
      userId: user.id,
      version: user.sessionVersion,
      expiresAt: new Date(now + LASTS_MS),
    },
  });
  return `${appOrigin()}/reset-password#${new URLSearchParams({ token, email: user.email })}`;
}

/**
 * A link for a member whom the principal may look after. Throws `not_found`, `forbidden`, and `conflict` for
 * somebody who has not joined or who belongs to another workspace too: the link would be a way into that one.
 */
export async function createResetLink(principal: Principal, userId: string): Promise<ResetLink> {
  return managing(principal, async (tx, person, acting) => {
    const role = await roleOf(userId, person.workspaceId, tx);
    if (!role && (await findInvited(tx, person.workspaceId, { id: userId })))
      throw new ApiError("conflict", "They have not joined yet: make a new join link.");
    if (!role) throw notFound();
    if (!mayManage(acting, role))
      throw new ApiError("forbidden", `The role "${acting}" does not allow changes to an ${role}.`);
    const user = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: {
        id: true,
        email: true,
        sessionVersion: true,
        members: { select: { workspaceId: true } },
      },
    });
    if (user.members.some(({ workspaceId }) => workspaceId !== person.workspaceId))
      throw new ApiError("conflict", "They belong to another workspace too, so no link can be made here.");
    await audit(tx, person, { action: "member.reset-password", targetId: publicId("user", userId) });
    return { resetLink: await newLink(tx, user) };
  });
}

/**
 * Mails a link to whoever has this address here, and answers all the same whether anybody has: at once, before it is
 * looked up. Throws `rate_limited` for who asks too often, `conflict` where no mail is sent. `address` is the
 * client's IP address, `""` when unknown.
 */
export async function requestReset({ email }: ResetRequestBody, address: string): Promise<undefined> {
  if (!sendsMail()) throw new ApiError("conflict", "This Posthorn sends no mail. Ask an owner for a link.");
  const admission = await admit({ account: `reset ${email}`, address });
  if (!admission.admitted)
    throw new ApiError("rate_limited", `Try again in ${admission.retryAfterSeconds} s.`, {
      headers: { "Retry-After": String(admission.retryAfterSeconds) },
    });
  void mailReset(email).catch((error) => log().error({ error: String(error) }, "a reset was not mailed"));
}

/** Resolves when the letter is on its way, or when there is nobody to write to. */
async function mailReset(email: string): Promise<void> {
  const user = await db.user.findFirst({
    where: { email, members: { some: {} } },
    select: { id: true, email: true, sessionVersion: true },
  });
  if (!user) return;
  const mail = await db.$transaction(async (tx) => {
    // One at a time per person, so that a hundred at once are not a hundred mails.
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${user.id}::uuid FOR NO KEY UPDATE`;
    const since = new Date(Date.now() - HOUR_MS);
    const recent = await tx.mail.count({
      where: { userId: user.id, kind: "reset", createdAt: { gt: since } },
    });
    if (recent >= MAILS_PER_HOUR) return null;
    const id = await noteMail(tx, { userId: user.id, workspaceId: null, kind: "reset" });
    return { id, url: await newLink(tx, user) };
  });
  if (mail) post(mail.id, resetLetter(user.email, mail.url));
}

/** Sets the password and ends every session. Throws `gone` for a link that is used, expired or not ours. */
export async function resetPassword({ token, password }: ResetBody): Promise<JoinAnswer> {
  const tokenHash = hashed(token);
  const where = { tokenHash, expiresAt: { gt: new Date() } };
  const link = await db.passwordReset.findFirst({ where, select: { userId: true, version: true } });
  if (!link) throw usedUp();
  const { userId, version } = link;
  const passwordHash = await hashPassword(password);
  const email = await db.$transaction(async (tx) => {
    // Of two who race, one deletes the row; and the version says that nothing else has happened meanwhile.
    const used = await tx.passwordReset.deleteMany({ where: { tokenHash } });
    const { count } = await tx.user.updateMany({
      where: { id: userId, sessionVersion: version },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    if (used.count === 0 || count === 0) throw usedUp();
    await tx.passwordReset.deleteMany({ where: { userId } });
    await endOtherSessions(tx, userId, null);
    const user = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { email: true, name: true, members: { select: { workspaceId: true, role: true } } },
    });
    for (const { workspaceId, role } of user.members) {
      const actor = { kind: "user" as const, userId, name: user.name, workspaceId, role };
      await audit(tx, actor, { action: "account.reset-password", targetId: publicId("user", userId) });
    }
    return user.email;
  });
  forgetSessionUser(userId);
  return { email };
}
