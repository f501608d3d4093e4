/** Who is signed in, from the session cookie alone; what they may do is not its question. */
import { decode } from "next-auth/jwt";
import { env } from "@/lib/platform/env";
import { isSessionLive } from "@/lib/sessions";
import { sessionUser } from "@/lib/users";
import { cookieName, cookieValue, SESSION_ABSOLUTE_SECONDS } from "./session-cookie";

/** `userId` is the user's uuid. */
export type SessionPrincipal = { userId: string; name: string };

/** What a session token of ours holds, checked field by field: a token of another shape is no session. */
export type SessionClaims = { userId: string; sessionId: string; version: number; signedInAt: number };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads claims from a token's payload; `null` when one is missing or the session is older than 30 days. */
export function claimsOf(payload: Record<string, unknown> | null): SessionClaims | null {
  const { sub, sid, version, signedInAt } = payload ?? {};
  if (typeof sub !== "string" || !UUID.test(sub)) return null;
  if (typeof sid !== "string" || !UUID.test(sid)) return null;
  if (typeof version !== "number" || typeof signedInAt !== "number") return null;
  if (Date.now() / 1000 > signedInAt + SESSION_ABSOLUTE_SECONDS) return null;
  return { userId: sub, sessionId: sid, version, signedInAt };
}

/** True while nobody has ended the session that carries these claims. */
export async function isLive(claims: SessionClaims): Promise<boolean> {
  const { userId, sessionId, version } = claims;
  return (await sessionUser(userId))?.version === version && (await isSessionLive(userId, sessionId));
}

/**
 * The person whose session cookie the request carries, or `null`. Malformed, forged, expired and ended
 * sessions are `null` alike; throws only when Postgres is away. Looks at no other header.
 */
export async function sessionPrincipal(request: Request): Promise<SessionPrincipal | null> {
  return principalOfCookies(request.headers.get("cookie"));
}

/** `sessionPrincipal` for those who hold a Cookie header rather than a request. */
export async function principalOfCookies(cookies: string | null): Promise<SessionPrincipal | null> {
  const claims = await claimsOfCookies(cookies);
  if (!claims || !(await isLive(claims))) return null;
  const user = await sessionUser(claims.userId);
  return user && { userId: claims.userId, name: user.name };
}

/** Which of a person's sessions the cookies are of, as a uuid; it is not asked whether that is live. */
export async function sessionIdOfCookies(cookies: string | null): Promise<string | null> {
  return (await claimsOfCookies(cookies))?.sessionId ?? null;
}

async function claimsOfCookies(cookies: string | null): Promise<SessionClaims | null> {
  const token = cookieValue(cookies, cookieName("session"));
  return token && token.length < 4096 ? claimsOf(await payloadOf(token)) : null;
}

/** The decrypted payload of a token that is ours and has not expired. */
async function payloadOf(token: string): Promise<Record<string, unknown> | null> {
  try {
    return await decode({ token, secret: env.APP_SECRET });
  } catch {
    // jose throws for everything from a wrong key to a missing dot; to us it is all "not signed in".
    return null;
  }
}
