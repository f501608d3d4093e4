/** A person's own account. Promises that whoever changes it has shown the password again, or the session's right to. */
import { ApiError, invalidField, notFound } from "./api-error";
import { audit } from "./audit-log";
import type { Account, ChangePasswordBody } from "./contract/account";
import { hashPassword, verifyPassword } from "./passwords";
import { db } from "./platform/db";
import { publicId } from "./platform/ids";
import type { Principal, UserPrincipal } from "./principal";
import { endOtherSessions, endSession, listSessions, sessionUuid } from "./sessions";
import { admit, forgive } from "./sign-in-throttle";

/** Throws `forbidden` for whoever has no account: keys and portals. */
export function demandPerson(principal: Principal): UserPrincipal {
  if (principal.kind === "user") return principal;
  throw new ApiError("forbidden", "Only people have an account.");
}

/** The account, with its sessions; `session` is the uuid of the one that asks. */
export async function getAccount({ userId }: UserPrincipal, session: string | null): Promise<Account> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      email: true,
      name: true,
      passwordHash: true,
      totpEnabledAt: true,
      recoveryHashes: true,
      identities: { orderBy: { createdAt: "asc" } },
    },
  });
  if (!user) throw notFound();
  return {
    userId: publicId("user", userId),
    email: user.email,
    name: user.name,
    hasPassword: user.passwordHash !== null,
    identities: user.identities.map(({ provider, email, createdAt }) => ({
      provider,
      email,
      linkedAt: createdAt.toISOString(),
    })),
    twoFactor: user.totpEnabledAt !== null,
    recoveryCodesLeft: user.recoveryHashes.length,
    sessions: await listSessions(userId, session),
  };
}

/** Throws `invalid_request` on `currentPassword`, and `rate_limited` for who tries too often. */
export async function demandPassword(
  { userId }: UserPrincipal,
  password: string,
  address: string,
): Promise<void> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { email: true, passwordHash: true },
  });
  const attempt = { account: user?.email ?? "", address };
  const admission = await admit(attempt);
  if (!admission.admitted)
    throw new ApiError("rate_limited", `Try again in ${admission.retryAfterSeconds} s.`, {
      headers: { "Retry-After": String(admission.retryAfterSeconds) },
    });
  if (!(await verifyPassword(password, user?.passwordHash ?? null)))
    throw invalidField("currentPassword", "is not right");
  await forgive(attempt);
}

/** Changes the password and ends every session but the one that asks. The current one has been checked. */
export async function changePassword(
  person: UserPrincipal,
  session: string | null,
  { newPassword }: ChangePasswordBody,
): Promise<void> {
  const { userId, workspaceId } = person;
  const passwordHash = await hashPassword(newPassword);
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { passwordHash }, select: { id: true } });
    await endOtherSessions(tx, userId, session);
    await audit(tx, person, {
      action: "account.change-password",
      targetId: publicId("user", userId),
      workspaceId,
    });
  });
}

/** Ends one session of the person's. Throws `not_found`. */
export async function endOwnSession({ userId }: UserPrincipal, publicSessionId: string): Promise<void> {
  const id = sessionUuid(publicSessionId);
  if (!id || !(await endSession(userId, id))) throw notFound();
}

/** Ends every session but the one that asks. */
export async function endOwnOtherSessions({ userId }: UserPrincipal, session: string | null): Promise<void> {
  await db.$transaction((tx) => endOtherSessions(tx, userId, session));
}
