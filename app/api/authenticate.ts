/** Finds out who asks: a key in `Authorization`, or else the cookie of a person's session or of a portal's. */

import { isPortalRequest, portalPrincipal } from "@/app/auth/portal-session";
import { isOwnOrigin } from "@/app/auth/same-origin";
import { sessionPrincipal } from "@/app/auth/session-principal";
import { ApiError } from "@/lib/api-error";
import { principalOfKey } from "@/lib/api-keys";
import {
  type ApiKeyPrincipal,
  isRootKey,
  type Person,
  type PortalPrincipal,
  type RootPrincipal,
} from "@/lib/principal";
import { makeRateLimit } from "@/lib/rate-limit";
import { clientAddress } from "@/web/client-address";

export type Caller = ApiKeyPrincipal | PortalPrincipal | RootPrincipal | Person;

const unauthenticated = (detail: string) =>
  new ApiError("unauthenticated", detail, { headers: { "WWW-Authenticate": 'Bearer realm="posthorn"' } });

/** The caller of a request. Throws `unauthenticated`, or `cross_site` for a change asked for by another site. */
export async function authenticate(request: Request): Promise<Caller> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return callerOfHeader(authorization, clientAddress(request.headers));
  if (isPortalRequest(request)) return callerOfPortal(request);
  const session = await sessionPrincipal(request);
  if (!session) throw unauthenticated("Send an API key as Authorization: Bearer …, or sign in.");
  if (!["GET", "HEAD"].includes(request.method)) demandSameSite(request);
  return { kind: "person", userId: session.userId, name: session.name };
}

async function callerOfPortal(request: Request): Promise<PortalPrincipal> {
  const principal = await portalPrincipal(request.headers.get("cookie"));
  if (!principal) throw unauthenticated("This portal session is over. Ask for a new link.");
  if (!["GET", "HEAD"].includes(request.method)) demandSameSite(request);
  return principal;
}

/** Wrong keys a minute from one address, in this process. */
const guesses = makeRateLimit(120);

/** Slows whoever tries keys; those who have one are not slowed by their neighbours. Throws `rate_limited`. */
function demandPatience(address: string): void {
  const { retryAfterSeconds } = guesses.take(address);
  if (retryAfterSeconds === 0) return;
  throw new ApiError("rate_limited", "Too many wrong API keys from this address.", {
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}

async function callerOfHeader(authorization: string, address: string): Promise<Caller> {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(authorization)?.[1];
  if (!token) throw unauthenticated("Authorization must be Bearer and an API key.");
  if (isRootKey(token)) return { kind: "root" };
  const principal = await principalOfKey(token);
  if (principal) return principal;
  demandPatience(address);
  throw unauthenticated("The API key is not valid.");
}

/**
 * A browser sends cookies whoever asks it to, and says in `Origin` who did; JSON cannot be sent across sites
 * without asking first. Both must hold, so neither a form nor an opaque origin gets through.
 */
function demandSameSite(request: Request): void {
  const isOwn = isOwnOrigin(request);
  const isJson = /^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "");
  if (isOwn && isJson) return;
  throw new ApiError(
    "cross_site",
    isOwn ? "The content type must be application/json." : "The Origin is not this site.",
  );
}
