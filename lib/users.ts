/**
 * The people who sign in, and whether a session of theirs still counts. What they may do in a workspace is
 * `lib/members.ts`'s to say.
 */
import { emailAddress } from "./contract/people";
import { verifyPassword } from "./passwords";
import { db } from "./platform/db";
import { startSession } from "./sessions";
import { admit, forgive } from "./sign-in-throttle";
import { useSecondFactor } from "./two-factor";

/** What a session is held against: it counts while it carries this `version`. */
export type SessionUser = { name: string; version: number };

const REMEMBERED_MS = 2_000;
const REMEMBERED_USERS = 10_000;
type Remembered = { user: SessionUser | null; until: number };

/** One memory per process, also where a bundler loads this module twice. */
const room = globalThis as { posthornSessionUsers?: Map<string, Remembered> };
room.posthornSessionUsers ??= new Map();
const memory = room.posthornSessionUsers;

/**
 * The user with that uuid as sessions see them, or `null` when there is none. At most 2 s old: that long a
 * session ended by another process may go on.
 */
export async function sessionUser(userId: string): Promise<SessionUser | null> {
  const known = memory.get(userId);
  if (known && known.until > performance.now()) return known.user;
  const row = await db.user.findUnique({
    where: { id: userId },
    select: { name: true, sessionVersion: true },
  });
  const user = row && { name: row.name, version: row.sessionVersion };
  if (memory.size >= REMEMBERED_USERS) memory.clear();
  memory.set(userId, { user, until: performance.now() + REMEMBERED_MS });
  return user;
}

/** The address of a person who signs in by other providers only; `null` for anybody else. */
export async function addressWithoutPassword(userId: string): Promise<string | null> {
  const where = { id: userId, passwordHash: null };
  return (await db.user.findFirst({ where, select: { email: true } }))?.email ?? null;
}

/** For whoever has changed a user's version: in this process it counts at once. */
export function forgetSessionUser(userId: string): void {
  memory.delete(userId);
}

export type Credentials = {
  email: string;
  password: string;
  address: string;
  /** A code of the second factor, where there is one. */
  code?: string | null;
  userAgent?: string;
};
/** What a password that was tried comes to; `version` is the one it was right for. */
export type Proof =
  | { outcome: "right"; userId: string; version: number }
  /** The password is right, and a code of the second factor is needed as well. */
  | { outcome: "code-needed" }
  | { outcome: "refused" }
  | { outcome: "throttled"; retryAfterSeconds: number };
export type SignIn =
  | { outcome: "welcome"; userId: string; version: number; sessionId: string }
  | Exclude<Proof, { outcome: "right" }>;

/**
 * Tries a password. `refused` does not tell, in words or in time, a wrong password from an e-mail address that
 * nobody has or that cannot be one. `address` is the client's IP address, `""` when unknown.
 */
export async function prove({ email, password, code = null, address }: Credentials): Promise<Proof> {
  const account = emailAddress.safeParse(email).data ?? "";
  const admission = await admit({ account, address });
  if (!admission.admitted) return { outcome: "throttled", retryAfterSeconds: admission.retryAfterSeconds };
  const user = await db.user.findUnique({
    where: { email: account },
    select: { id: true, passwordHash: true, sessionVersion: true, totpEnabledAt: true },
  });
  const matches = await verifyPassword(password, user?.passwordHash ?? null);
  if (!user || !matches) return { outcome: "refused" };
  if (user.totpEnabledAt) {
    if (code === null) return { outcome: "code-needed" };
    if (!(await useSecondFactor(user.id, code))) return { outcome: "refused" };
  }
  await forgive({ account, address });
  return { outcome: "right", userId: user.id, version: user.sessionVersion };
}

/** As `prove`, and starts a session for who is right. */
export async function signIn(given: Credentials): Promise<SignIn> {
  const proof = await prove(given);
  if (proof.outcome !== "right") return proof;
  const { userId, version } = proof;
  const { address, userAgent = "" } = given;
  return {
    outcome: "welcome",
    userId,
    version,
    sessionId: await startSession(userId, { address, userAgent }),
  };
}
