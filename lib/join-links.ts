/**
 * One-time links with which an invited person chooses a password. Nothing of them is stored: a link is signed
 * and carries the session version it was made for, and using it, or making a newer one, raises that version.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "./api-error";
import { audit } from "./audit-log";
import type { JoinAnswer, JoinBody } from "./contract/people";
import { hashPassword } from "./passwords";
import { db } from "./platform/db";
import { appOrigin, env } from "./platform/env";
import { publicId } from "./platform/ids";

const LIFETIME_MS = 3 * 24 * 60 * 60 * 1000;

export type Invitation = { userId: string; version: number; email: string };
type Claims = { userId: string; version: number; expiresAt: number };

const macOf = (payload: string) =>
  createHmac("sha256", env.APP_SECRET)
    .update(JSON.stringify(["join-link", payload]))
    .digest();

/**
 * `https://…/join#token=…&email=…`, good for three days; in the fragment, so that it reaches no log on the
 * way. The address is only for the page to show.
 */
export function joinLink({ userId, version, email }: Invitation): string {
  const claims: Claims = { userId, version, expiresAt: Date.now() + LIFETIME_MS };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const fragment = new URLSearchParams({
    token: `${payload}.${macOf(payload).toString("base64url")}`,
    email,
  });
  return `${appOrigin()}/join#${fragment}`;
}

/** What a link's token says, if it is ours; throws `gone` otherwise, and when its time is over. */
function readToken(token: string): Claims {
  const [payload = "", mac = "", ...rest] = token.split(".");
  const given = Buffer.from(mac, "base64url");
  const right = macOf(payload);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) throw usedUp();
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims;
  if (claims.expiresAt < Date.now()) throw usedUp();
  return claims;
}

const usedUp = () =>
  new ApiError("gone", "This link was used already, or its time is over. Ask for a new one.");

/** Sets the invited person's password. Throws `gone` for a link that is used, replaced, expired or not ours. */
export async function join({ token, password }: JoinBody): Promise<JoinAnswer> {
  const { userId, version } = readToken(token);
  const where = { id: userId, sessionVersion: version, passwordHash: null };
  if ((await db.user.count({ where })) === 0) throw usedUp();
  const passwordHash = await hashPassword(password);
  return db.$transaction(async (tx) => {
    // The same condition again, in the statement that makes it false: of two who race, one joins.
    const { count } = await tx.user.updateMany({
      where,
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    if (count === 0) throw usedUp();
    const user = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { email: true, name: true, members: { select: { workspaceId: true, role: true } } },
    });
    for (const { workspaceId, role } of user.members) {
      const actor = { kind: "user" as const, userId, name: user.name, workspaceId, role };
      await audit(tx, actor, { action: "member.join", targetId: publicId("user", userId) });
    }
    return { email: user.email };
  });
}
