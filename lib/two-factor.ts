/**
 * A person's second factor: an authenticator app's codes, and recovery codes for the day the phone is gone.
 * Promises that no code counts twice, and that the app's secret is sealed and bound to its person.
 */
import { createHash, randomBytes } from "node:crypto";
import { ApiError } from "./api-error";
import { audit } from "./audit-log";
import type { RecoveryCodes, TwoFactorSecret } from "./contract/account";
import { db } from "./platform/db";
import { publicId } from "./platform/ids";
import { open, seal } from "./platform/secret-box";
import type { UserPrincipal } from "./principal";
import { base32, otpauthUri, stepOf } from "./time-codes";

/** RFC 4226, section 4: at least 128 bits, 160 recommended. */
const KEY_BYTES = 20;
const RECOVERY_CODES = 10;

const boundTo = (userId: string) => `${userId}|totp`;
const hashed = (code: string) => new Uint8Array(createHash("sha256").update(code).digest());

/** `k3d9-…` in any case, with or without its hyphens. */
const normalised = (code: string) => code.toLowerCase().replace(/[\s-]/g, "");

/** A new secret, which counts once it is confirmed. Throws `conflict` while another one counts. */
export async function startTwoFactor(person: UserPrincipal): Promise<TwoFactorSecret> {
  const { userId } = person;
  const key = randomBytes(KEY_BYTES);
  const { count } = await db.user.updateMany({
    where: { id: userId, totpEnabledAt: null },
    data: { totpSealed: seal(key.toString("base64"), boundTo(userId)), totpLastStep: null },
  });
  if (count === 0) throw new ApiError("conflict", "A second factor is on already. Turn it off first.");
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
  return { secret: base32(key), uri: otpauthUri(key, email) };
}

/** Turns it on with a code of the new secret; the recovery codes are in this answer only. Throws `invalid_request`. */
export async function confirmTwoFactor(person: UserPrincipal, code: string): Promise<RecoveryCodes> {
  const { userId, workspaceId } = person;
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const key = await keyOf(userId, { mustCount: false });
  const step = key && stepOf(key, code.trim(), Date.now() / 1000);
  if (step === null) throw wrongCode();
  await db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId, totpEnabledAt: null },
      data: {
        totpEnabledAt: new Date(),
        totpLastStep: step,
        recoveryHashes: codes.map((each) => hashed(normalised(each))),
      },
    });
    if (count === 0) throw new ApiError("conflict", "A second factor is on already.");
    await audit(tx, person, {
      action: "account.enable-two-factor",
      targetId: publicId("user", userId),
      workspaceId,
    });
  });
  return { recoveryCodes: codes };
}

/** Turns it off and forgets its secret and the recovery codes. */
export async function disableTwoFactor(person: UserPrincipal): Promise<void> {
  const { userId, workspaceId } = person;
  await db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId, totpSealed: { not: null } },
      data: { totpSealed: null, totpEnabledAt: null, totpLastStep: null, recoveryHashes: [] },
    });
    if (count === 0) return;
    await audit(tx, person, {
      action: "account.disable-two-factor",
      targetId: publicId("user", userId),
      workspaceId,
    });
  });
}

/** Whether this is a code of the person's app or one of their recovery codes; either is used up by it. */
export async function useSecondFactor(userId: string, code: string): Promise<boolean> {
  const key = await keyOf(userId, { mustCount: true });
  const step = key && stepOf(key, code.trim(), Date.now() / 1000);
  if (step !== null) {
    // Of two who bring the same code, one raises the step.
    const { count } = await db.user.updateMany({
      where: { id: userId, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
      data: { totpLastStep: step },
    });
    return count === 1;
  }
  const hash = hashed(normalised(code));
  const used = await db.$executeRaw`
    UPDATE users SET recovery_hashes = array_remove(recovery_hashes, ${hash}::bytea)
    WHERE id = ${userId}::uuid AND totp_enabled_at IS NOT NULL AND ${hash}::bytea = ANY(recovery_hashes)`;
  return used === 1;
}

async function keyOf(userId: string, { mustCount }: { mustCount: boolean }): Promise<Buffer | null> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { totpSealed: true, totpEnabledAt: true },
  });
  if (!user?.totpSealed || (mustCount && !user.totpEnabledAt)) return null;
  return Buffer.from(open(user.totpSealed, boundTo(userId)), "base64");
}

/** 80 random bits as `k3d9-7hxq-…`, four groups of letters and digits that nobody mistakes. */
function newRecoveryCode(): string {
  const letters = base32(randomBytes(10)).toLowerCase();
  return (letters.match(/.{4}/g) ?? []).join("-");
}

const wrongCode = () =>
  new ApiError("invalid_request", "The code is not right. Codes change every 30 seconds.", {
    errors: [{ field: "code", message: "is not right; codes change every 30 seconds" }],
  });
