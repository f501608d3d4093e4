/**
 * Writing to people about their account. Nobody waits for a mail server: what became of a letter is noted beside the
 * person and shown to who looks after them. The letter itself, which carries a link, is kept nowhere.
 */
import { ApiError } from "./api-error";
import type { MemberMail } from "./contract/people";
import { type Letter, sendMail } from "./mail";
import type { Tx } from "./platform/db";
import { db } from "./platform/db";
import { newUuid } from "./platform/ids";
import { log } from "./platform/log";

/** A letter that is being written this long was lost with its process. */
const LOST_AFTER_MS = 120_000;
const LOST = "Posthorn stopped while it was being sent.";

export type MailKind = "invitation" | "reset";
type Note =
  | { kind: "invitation"; invitationId: string; workspaceId: string }
  | { kind: "reset"; userId: string; workspaceId: null };

/** So many letters an hour may one workspace's people have written to strangers. */
const INVITATIONS_PER_HOUR = 100;
const HOUR_MS = 60 * 60 * 1000;

/** Throws `rate_limited` for a workspace that has had enough mailed; forgets what nothing hangs on any more. */
export async function demandMailsLeft(tx: Tx, workspaceId: string): Promise<void> {
  const since = new Date(Date.now() - HOUR_MS);
  await tx.mail.deleteMany({ where: { userId: null, invitationId: null, createdAt: { lt: since } } });
  const recent = await tx.mail.count({
    where: { workspaceId, kind: "invitation", createdAt: { gt: since } },
  });
  if (recent >= INVITATIONS_PER_HOUR)
    throw new ApiError("rate_limited", "Enough invitations were mailed for now. Try again in an hour.");
}

/** Notes inside `tx` that a letter is about to go; hand the answer to `post` once that is committed. */
export async function noteMail(tx: Tx, note: Note): Promise<string> {
  const id = newUuid();
  await tx.mail.create({ data: { id, ...note }, select: { id: true } });
  return id;
}

/** Sends the letter and notes what became of it; returns at once, never throws. */
export function post(id: string, letter: Letter): void {
  void settle(id, letter).catch((error) =>
    log().error({ error: String(error) }, "a mail could not be noted"),
  );
}

async function settle(id: string, letter: Letter): Promise<void> {
  const result = await sendMail(letter);
  if (!result.sent) log().error({ mail: id, reason: result.reason }, "a mail could not be sent");
  await db.mail.updateMany({
    where: { id },
    data: {
      status: result.sent ? "sent" : "failed",
      error: result.sent ? null : result.reason,
      settledAt: new Date(),
    },
  });
}

type MailRow = { status: string; error: string | null; createdAt: Date };

/** A noted letter as those see it who look after its person. */
export function shownMail(row: MailRow | undefined): MemberMail | null {
  if (!row) return null;
  const isLost = row.status === "sending" && Date.now() - row.createdAt.getTime() > LOST_AFTER_MS;
  return {
    status: isLost ? "failed" : (row.status as MemberMail["status"]),
    error: isLost ? LOST : row.error,
    at: row.createdAt.toISOString(),
  };
}
