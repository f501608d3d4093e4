/**
 * One-time links with which a person chooses another password, made by an admin of theirs. As with join links
 * nothing is stored: a link carries the session version it was made for, and using it raises that version.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { ResetBody, ResetLink } from "./contract/account";
import type { JoinAnswer } from "./contract/people";
import { managing, mayManage, roleOf } from "./members";
import { hashPassword } from "./passwords";
import { db } from "./platform/db";
import { appOrigin, env } from "./platform/env";
import { publicId } from "./platform/ids";
import type { Principal } from "./principal";
import { endOtherSessions } from "./sessions";
import { forgetSessionUser } from "./users";

const LIFETIME_MS = 30 * 60 * 1000;

type Claims = { userId: string; version: number; expiresAt: number };

const macOf = (payload: string) =>
  createHmac("sha256", env.APP_SECRET)
    .update(JSON.stringify(["reset-link", payload]))
    .digest();

/**
 * A link for a member whom the principal may look after. Throws `not_found`, `forbidden`, and `conflict` for
 * somebody who has not joined or who belongs to another workspace too: the link would be a way into that one.
 */
export async function createResetLink(principal: Principal, userId: string): Promise<ResetLink> {
  return managing(principal, async (tx, person, acting) => {
    const role = await roleOf(userId, person.workspaceId, tx);
    if (!role) throw notFound();
    if (!mayManage(acting, role))
      throw new ApiError("forbidden", `The role "${acting}" does not allow changes to an ${role}.`);
    const user = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: {
        email: true,
        passwordHash: true,
        sessionVersion: true,
        members: { select: { workspaceId: true } },
      },
    });
    if (!user.passwordHash) throw new ApiError("conflict", "They have not joined yet: make a new join link.");
    if (user.members.some(({ workspaceId }) => workspaceId !== person.workspaceId))
      throw new ApiError("conflict", "They belong to another workspace too, so no link can be made here.");
    await audit(tx, person, { action: "member.reset-password", targetId: publicId("user", userId) });
    const claims: Claims = { userId, version: user.sessionVersion, expiresAt: Date.now() + LIFETIME_MS };
    return { resetLink: linkOf(claims, user.email) };
  });
}

function linkOf(claims: Claims, email: string): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const fragment = new URLSearchParams({
    token: `${payload}.${macOf(payload).toString("base64url")}`,
    email,
  });
  return `${appOrigin()}/reset-password#${fragment}`;
}

const usedUp = () =>
  new ApiError("gone", "This link was used already, or its time is over. Ask for a new one.");

function readToken(token: string): Claims {
  const [payload = "", mac = "", ...rest] = token.split(".");
  const given = Buffer.from(mac, "base64url");
  const right = macOf(payload);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) throw usedUp();
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims;
  if (claims.expiresAt < Date.now()) throw usedUp();
  return claims;
}

/** Sets the password and ends every session. Throws `gone` for a link that is used, expired or not ours. */
export async function resetPassword({ token, password }: ResetBody): Promise<JoinAnswer> {
  const { userId, version } = readToken(token);
  const where = { id: userId, sessionVersion: version };
  if ((await db.user.count({ where })) === 0) throw usedUp();
  const passwordHash = await hashPassword(password);
  const email = await db.$transaction(async (tx) => {
    // The same condition again, in the statement that makes it false: of two who race, one resets.
    const { count } = await tx.user.updateMany({
      where,
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    if (count === 0) throw usedUp();
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
