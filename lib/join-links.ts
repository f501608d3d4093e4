/**
 * How an invited person becomes a member. Promises that an account that exists already comes along only with whoever
 * shows that it is theirs and holds the link of the workspace that is joined, and that no other way into the account
 * outlasts that: whoever invited them first could have chosen its password (docs/decisions/0022-invitations.md).
 */
import { ApiError, invalidField } from "./api-error";
import { type AuditDetail, audit } from "./audit-log";
import type { JoinAnswer, JoinBody } from "./contract/people";
import { invitationOf, type Taken, takeInvitation } from "./invitations";
import { hashPassword } from "./passwords";
import { db, type Tx } from "./platform/db";
import { publicId } from "./platform/ids";
import { endOtherSessions } from "./sessions";
import { forgetSessionUser, prove } from "./users";

/** Who is at the door: their IP address, `""` when unknown, and the uuid of whoever is signed in there. */
export type Visitor = { address: string; signedInAs: string | null };

type Account = { id: string; sessionVersion: number; passwordHash: string | null };

/**
 * Makes a member of whoever holds the link. A new account gets the password that is given; one that exists needs its
 * present password (and code) and gets another one, or, where it has none, a session. Throws `gone` for a link that is
 * used, replaced, taken back or expired, `invalid_request` for a proof that is missing or wrong.
 */
export async function join(given: JoinBody, visitor: Visitor): Promise<JoinAnswer> {
  const { email } = await invitationOf(given.token);
  const account = await accountWith(email);
  if (account) await demandOwn(account, email, given, visitor);
  else if (given.password === undefined) throw invalidField("password", "choose one");
  const passwordHash = given.password === undefined ? null : await hashPassword(given.password);
  const userId = await db.$transaction(async (tx) => {
    const taken = await takeInvitation(tx, given.token);
    const id = account
      ? await secure(tx, account, passwordHash)
      : await newcomer(tx, { ...taken, email, passwordHash });
    await enroll(tx, id, [taken]);
    return id;
  });
  forgetSessionUser(userId);
  return { email };
}

/** An account that opens something. One without a workspace, or without a way in, is as good as none. */
function accountWith(email: string): Promise<Account | null> {
  return db.user.findFirst({
    where: {
      email,
      members: { some: {} },
      OR: [{ passwordHash: { not: null } }, { identities: { some: {} } }],
    },
    select: { id: true, sessionVersion: true, passwordHash: true },
  });
}

/** Throws unless the visitor shows that the account is theirs. */
async function demandOwn(account: Account, email: string, given: JoinBody, visitor: Visitor): Promise<void> {
  const { password, currentPassword, code = null } = given;
  if (account.passwordHash === null) {
    if (visitor.signedInAs === account.id && password === undefined) return;
    throw new ApiError(
      "conflict",
      "You have an account here: sign in as you always do, then open this link again.",
    );
  }
  if (currentPassword === undefined)
    throw invalidField("currentPassword", "this address has an account here: enter its password too");
  if (password === undefined) throw invalidField("password", "choose a new one");
  const proof = await prove({ email, password: currentPassword, code, address: visitor.address });
  if (proof.outcome === "throttled")
    throw new ApiError("rate_limited", `Try again in ${proof.retryAfterSeconds} s.`, {
      headers: { "Retry-After": String(proof.retryAfterSeconds) },
    });
  if (proof.outcome === "code-needed") throw invalidField("code", "enter the code from your app");
  if (proof.outcome === "refused")
    throw code === null
      ? invalidField("currentPassword", "is not right")
      : invalidField("code", "this or the password is not right");
}

/** Whatever else could open the account opens it no more: its password, sessions and reset links. */
async function secure(tx: Tx, { id, sessionVersion }: Account, passwordHash: string | null): Promise<string> {
  const { count } = await tx.user.updateMany({
    where: { id, sessionVersion },
    data: passwordHash === null ? {} : { passwordHash, sessionVersion: { increment: 1 } },
  });
  if (count === 0) throw changedMeanwhile();
  await tx.passwordReset.deleteMany({ where: { userId: id } });
  if (passwordHash !== null) await endOtherSessions(tx, id, null);
  return id;
}

const changedMeanwhile = () => new ApiError("conflict", "This account has just changed. Try again.");

type Newcomer = { id: string; email: string; name: string; passwordHash: string | null };

/** A new account; what is left of one that opens nothing gives way to it. */
export async function newcomer(tx: Tx, { id, email, name, passwordHash }: Newcomer): Promise<string> {
  await tx.user.deleteMany({
    where: {
      email,
      OR: [{ members: { none: {} } }, { passwordHash: null, identities: { none: {} } }],
    },
  });
  const { count } = await tx.user.createMany({
    data: [{ id, email, name, passwordHash }],
    skipDuplicates: true,
  });
  if (count === 0) throw changedMeanwhile();
  return id;
}

/** Makes members of them, with the roles they were invited to. */
export async function enroll(
  tx: Tx,
  userId: string,
  invitations: Taken[],
  detail: AuditDetail = {},
): Promise<void> {
  for (const { workspaceId, role, name } of invitations) {
    await tx.member.createMany({ data: [{ workspaceId, userId, role }], skipDuplicates: true });
    const actor = { kind: "user" as const, userId, name, workspaceId, role };
    await audit(tx, actor, { action: "member.join", targetId: publicId("user", userId), detail });
  }
}
