/**
 * Where a page's reads are answered: from the read replica as soon as that has what this browser has written. How far
 * that is, the browser keeps in a cookie, so that it holds in every process. Keys' requests read from the primary.
 */
import { cookieName, cookieValue, isSecureOrigin } from "@/app/auth/session-cookie";
import type { Gate } from "@/lib/contract/route";
import { type Lsn, readSince, writtenSoFar } from "@/lib/platform/replica";
import type { Principal } from "@/lib/principal";

type Asked = { gate: Gate; principal: Principal; request: Request; headers: Record<string, string> };

/** Long after a replica that has not caught up stops being read from. */
const KEPT_SECONDS = 60;

/** Runs a route's handler where it belongs; after a change `headers` carries the cookie. */
export async function withOwnWrites<Handled>(
  { gate, principal, request, headers }: Asked,
  handle: () => Promise<Handled>,
): Promise<Handled> {
  if (principal.kind !== "user" && principal.kind !== "portal") return handle();
  if (request.method !== "GET") {
    const handled = await handle();
    // What is done is done: an answer that fails now would have it done again.
    const written = await writtenSoFar().catch(() => null);
    if (written) headers["Set-Cookie"] = setCookie(written);
    return handled;
  }
  if (gate.scope !== "read") return handle();
  return readSince(cookieValue(request.headers.get("cookie"), cookieName("written")), handle);
}

/** In another site's frame, as a portal may be, a browser keeps it only like this. */
function setCookie(written: Lsn): string {
  const place = isSecureOrigin() ? "Secure; SameSite=None; Partitioned" : "SameSite=Lax";
  return `${cookieName("written")}=${written}; Path=/; Max-Age=${KEPT_SECONDS}; HttpOnly; ${place}`;
}
