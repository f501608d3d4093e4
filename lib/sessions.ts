/**
 * The browsers a person is signed in with: each can be seen and ended by itself. Promises that an ended session
 * counts no more, in this process at once, in others within two seconds.
 */
import type { AccountSession } from "./contract/account";
import { db, type Tx } from "./platform/db";
import { newUuid, publicId, uuidOf } from "./platform/ids";
import { processWide } from "./platform/process-wide";

const REMEMBERED_MS = 2_000;
const REMEMBERED_SESSIONS = 10_000;
const SEEN_SAMPLE_MS = 300_000;
/** What a browser says of itself may be a novel. */
const MAX_USER_AGENT = 400;
/** No session is older; see `app/auth/session-cookie.ts`. */
const MAX_AGE_MS = 30 * 24 * 60 * 60 * 1000;

type Remembered = { isLive: boolean; until: number };
const memory = processWide("live-sessions", () => new Map<string, Remembered>());
const seen = processWide("seen-sessions", () => new Map<string, number>());

/** How many sessions this process has ended. */
let ended = 0;

export type Browser = { address: string; userAgent: string };

/** Notes that somebody has signed in; the session's uuid goes into its cookie. Forgets sessions too old to count. */
export async function startSession(userId: string, { address, userAgent }: Browser): Promise<string> {
  const id = newUuid();
  const tooOld = new Date(Date.now() - MAX_AGE_MS);
  await db.session.deleteMany({ where: { userId, createdAt: { lt: tooOld } } });
  const printable = userAgent.replace(/[^\x20-\x7e]/g, "?").slice(0, MAX_USER_AGENT);
  await db.session.create({ data: { id, userId, address, userAgent: printable }, select: { id: true } });
  return id;
}

/** Whether nobody has ended it. At most two seconds old. */
export async function isSessionLive(userId: string, sessionId: string): Promise<boolean> {
  const now = performance.now();
  const known = memory.get(sessionId);
  if (known && known.until > now) return known.isLive;
  const endedBefore = ended;
  const isLive = (await db.session.count({ where: { id: sessionId, userId } })) === 1;
  // It may have been ended since it was found.
  if (ended !== endedBefore) return isLive;
  if (memory.size >= REMEMBERED_SESSIONS) memory.clear();
  memory.set(sessionId, { isLive, until: now + REMEMBERED_MS });
  return isLive;
}

/** Notes that it is in use, every few minutes at most; nobody waits for it. */
export function noteSessionSeen(sessionId: string): void {
  const now = performance.now();
  if (now - (seen.get(sessionId) ?? Number.NEGATIVE_INFINITY) < SEEN_SAMPLE_MS) return;
  if (seen.size >= REMEMBERED_SESSIONS) seen.clear();
  seen.set(sessionId, now);
  const forget = () => seen.delete(sessionId);
  db.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: new Date() } }).catch(forget);
}

/** Ends one of a person's sessions; false when they have no such session. */
export async function endSession(userId: string, sessionId: string): Promise<boolean> {
  const { count } = await db.session.deleteMany({ where: { id: sessionId, userId } });
  ended++;
  memory.delete(sessionId);
  return count === 1;
}

/** Ends all of a person's sessions, or all but one. */
export async function endOtherSessions(tx: Tx, userId: string, kept: string | null): Promise<void> {
  await tx.session.deleteMany({ where: { userId, ...(kept ? { id: { not: kept } } : {}) } });
  // Theirs cannot be told from others' here; forgetting all costs each one query.
  memory.clear();
}

/** A person's sessions, the one last used in front. `current` is the uuid of the one that asks. */
export async function listSessions(userId: string, current: string | null): Promise<AccountSession[]> {
  const rows = await db.session.findMany({
    where: { userId, createdAt: { gt: new Date(Date.now() - MAX_AGE_MS) } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: 100,
  });
  return rows.map((row) => ({
    id: publicId("session", row.id),
    address: row.address,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    isCurrent: row.id === current,
  }));
}

/** A session's uuid from its public id, null for what is none. */
export const sessionUuid = (id: string): string | null => uuidOf("session", id);
