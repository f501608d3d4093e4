/** The cookie that carries a portal's session, and who it is. It opens one project and is nobody's account. */
import { principalOfPortal } from "@/lib/portal-links";
import type { PortalPrincipal } from "@/lib/principal";
import { cookieName, cookieValue, isSecureOrigin } from "./session-cookie";

export const PORTAL_HEADER = "x-portal";

/**
 * Whether the request comes from a portal's page: then its cookie alone counts, also where somebody is signed
 * in as well. It only chooses between what the browser has sent anyway.
 */
export const isPortalRequest = (request: Request): boolean =>
  request.headers.has(PORTAL_HEADER) || new URL(request.url).searchParams.get("portal") === "1";

/** The visitor whose portal cookie this is, or `null`. */
export async function portalPrincipal(cookies: string | null): Promise<PortalPrincipal | null> {
  const session = portalCookie(cookies);
  return session ? principalOfPortal(session) : null;
}

/** The session's token in a Cookie header, when it looks like one. */
export function portalCookie(cookies: string | null): string | null {
  const value = cookieValue(cookies, cookieName("portal"));
  return value && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
}

/**
 * Sets the cookie, or with `null` takes it away. Inside another site's frame a browser keeps it only over https,
 * and then only for that site (CHIPS); over http it is a cookie like the others.
 */
export function portalSetCookie(session: string | null, endsAt: Date): string {
  const expires = session === null ? new Date(0) : endsAt;
  const place = isSecureOrigin() ? "Secure; SameSite=None; Partitioned" : "SameSite=Lax";
  return `${cookieName("portal")}=${session ?? ""}; Path=/; Expires=${expires.toUTCString()}; HttpOnly; ${place}`;
}
