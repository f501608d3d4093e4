/**
 * People who come in by another provider's word. Promises that nobody is made by it: only who is a member or invited
 * comes in, by an address that the provider itself has verified; that who was linked once comes in by the provider's
 * own id for them and by no other of the same provider; and that a second factor is asked for all the same.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError, notFound } from "./api-error";
import { audit } from "./audit-log";
import { emailAddress } from "./contract/people";
import { takeInvitationsTo } from "./invitations";
import { enroll, newcomer } from "./join-links";
import { db, type Tx } from "./platform/db";
import { env } from "./platform/env";
import { publicId } from "./platform/ids";
import type { UserPrincipal } from "./principal";
import { type Browser, startSession } from "./sessions";
import { admit, forgive } from "./sign-in-throttle";
import { useSecondFactor } from "./two-factor";
import type { SignIn } from "./users";

/** What a provider says of who has signed in with it. `issuer` and `subject` are that person for ever. */
export type Asserted = {
  provider: string;
  issuer: string;
  subject: string;
  email: string;
  emailIsVerified: boolean;
};

export type Arrival =
  | Extract<SignIn, { outcome: "welcome" }>
  /** A code is needed as well; `ticket` is good for five minutes and says who has come so far. */
  | { outcome: "code-needed"; ticket: string }
  | { outcome: "not-verified" | "not-invited" | "linked-elsewhere" };

type Known = { id: string; email: string; sessionVersion: number; totpEnabledAt: Date | null };

/** Lets in whom the provider vouches for, or says why not. */
export async function arrive(asserted: Asserted, browser: Browser): Promise<Arrival> {
  const email = emailAddress.safeParse(asserted.email).data;
  if (!email || !asserted.emailIsVerified) return { outcome: "not-verified" };
  const identity: LinkedIdentity = {
    provider: asserted.provider,
    issuer: asserted.issuer,
    subject: asserted.subject,
    email,
  };
  const user = await whoIs(identity);
  if (!user) return joinBy(identity, browser);
  if (user.totpEnabledAt) {
    const claims = { userId: user.id, version: user.sessionVersion, identity };
    return { outcome: "code-needed", ticket: ticketOf(claims) };
  }
  return enter(user.id, user.sessionVersion, identity, browser);
}

/** As whom the identity was linked, else whose address it is. Whoever belongs to no workspace has no business here. */
async function whoIs({ issuer, subject, email }: LinkedIdentity): Promise<Known | null> {
  const select = { id: true, email: true, sessionVersion: true, totpEnabledAt: true } as const;
  const members = { some: {} };
  const linked = await db.user.findFirst({
    where: { members, identities: { some: { issuer, subject } } },
    select,
  });
  return linked ?? db.user.findFirst({ where: { members, email }, select });
}

/**
 * Somebody without an account whom their provider vouches for: what they are invited to is theirs, by whichever
 * workspace. Who has an account already joins another workspace by its link alone.
 */
async function joinBy(identity: LinkedIdentity, browser: Browser): Promise<Arrival> {
  const { provider, email, issuer, subject } = identity;
  const userId = await db.$transaction(async (tx) => {
    const invitations = await takeInvitationsTo(tx, email);
    const [first] = invitations;
    if (!first) return null;
    await tx.identity.deleteMany({ where: { issuer, subject, user: { members: { none: {} } } } });
    const id = await newcomer(tx, { id: first.id, name: first.name, email, passwordHash: null });
    await tx.identity.create({ data: { issuer, subject, userId: id, provider, email } });
    await enroll(tx, id, invitations, { provider, email });
    return id;
  });
  if (!userId) return { outcome: "not-invited" };
  const sessionId = await startSession(userId, browser);
  return { outcome: "welcome", userId, version: 1, sessionId };
}

type LinkedIdentity = { provider: string; issuer: string; subject: string; email: string };

async function enter(
  userId: string,
  version: number,
  identity: LinkedIdentity,
  browser: Browser,
): Promise<Arrival> {
  const isLinked = await db.$transaction((tx) => link(tx, userId, identity));
  if (!isLinked) return { outcome: "linked-elsewhere" };
  const sessionId = await startSession(userId, browser);
  return { outcome: "welcome", userId, version, sessionId };
}

/** Notes the identity as this person's; false when another of the provider's is theirs. */
async function link(tx: Tx, userId: string, identity: LinkedIdentity): Promise<boolean> {
  const { issuer, subject, provider, email } = identity;
  const made = await tx.identity.createMany({
    data: [{ issuer, subject, userId, provider, email }],
    skipDuplicates: true,
  });
  if (made.count === 0) return (await tx.identity.count({ where: { issuer, subject, userId } })) === 1;
  const user = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: { name: true, members: { select: { workspaceId: true, role: true } } },
  });
  for (const { workspaceId, role } of user.members) {
    const actor = { kind: "user" as const, userId, name: user.name, workspaceId, role };
    await audit(tx, actor, {
      action: "account.link-identity",
      targetId: publicId("user", userId),
      detail: { provider, email },
    });
  }
  return true;
}

/**
 * Forgets the provider's account as a way in for this person, so that another of theirs there can take its place.
 * Throws `not_found`, and `conflict` for the only way in of who has no password.
 */
export async function unlink(person: UserPrincipal, provider: string): Promise<void> {
  const { userId, workspaceId } = person;
  await db.$transaction(async (tx) => {
    // Two at a time must not each leave the other as the last.
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    const { count } = await tx.identity.deleteMany({ where: { userId, provider } });
    if (count === 0) throw notFound();
    const { passwordHash, _count } = await tx.user.findUniqueOrThrow({
      where: { id: userId },
      select: { passwordHash: true, _count: { select: { identities: true } } },
    });
    if (passwordHash === null && _count.identities === 0)
      throw new ApiError("conflict", "This is your only way in. Choose a password first.");
    await audit(tx, person, {
      action: "account.unlink-identity",
      targetId: publicId("user", userId),
      workspaceId,
      detail: { provider },
    });
  });
}

const TICKET_MS = 5 * 60 * 1000;
type Ticket = { userId: string; version: number; identity: LinkedIdentity };

const macOf = (payload: string) =>
  createHmac("sha256", env.APP_SECRET)
    .update(JSON.stringify(["arrival", payload]))
    .digest();

function ticketOf(ticket: Ticket): string {
  const claims = { ...ticket, expiresAt: Date.now() + TICKET_MS };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return `${payload}.${macOf(payload).toString("base64url")}`;
}

function readTicket(text: string): Ticket | null {
  const [payload = "", mac = "", ...rest] = text.split(".");
  const given = Buffer.from(mac, "base64url");
  const right = macOf(payload);
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Ticket & {
    expiresAt: number;
  };
  return claims.expiresAt < Date.now() ? null : claims;
}

/** The second step of an arrival: a ticket and a code. Throttled like passwords. */
export async function arriveWithCode(ticket: string, code: string, browser: Browser): Promise<SignIn> {
  const claims = readTicket(ticket);
  if (!claims) return { outcome: "refused" };
  const { userId, version, identity } = claims;
  const user = await db.user.findFirst({
    where: { id: userId, sessionVersion: version, members: { some: {} } },
    select: { email: true },
  });
  if (!user) return { outcome: "refused" };
  const attempt = { account: user.email, address: browser.address };
  const admission = await admit(attempt);
  if (!admission.admitted) return { outcome: "throttled", retryAfterSeconds: admission.retryAfterSeconds };
  if (!(await useSecondFactor(userId, code))) return { outcome: "refused" };
  await forgive(attempt);
  const arrived = await enter(userId, version, identity, browser);
  return arrived.outcome === "welcome" ? arrived : { outcome: "refused" };
}
