import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { portalLook } from "@/lib/portal-links";
import { contentSecurityPolicy, securityHeaders } from "@/web/security-headers";

/**
 * Gives every page its headers and its nonce, which Next reads from the request's policy
 * and a page with scripts of its own from `x-nonce`; a layout learns from `x-address` which page it stands around.
 * Decides nothing:
 * whether someone may see a page is asked where the page is made.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = randomBytes(16).toString("base64");
  const { pathname, search } = request.nextUrl;
  const policy = contentSecurityPolicy(nonce, pathname, await framesOf(pathname));
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-address", pathname + search);
  headers.set("content-security-policy", policy);
  headers.delete("content-security-policy-report-only");
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(securityHeaders(pathname))) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** The origins that may embed this page: those that the project's workspace allows, for its portal. */
async function framesOf(pathname: string): Promise<readonly string[]> {
  const project = /^\/portal\/([^/]+)/.exec(pathname)?.[1];
  if (!project) return [];
  // Without Postgres nobody embeds anything; the page itself says what is the matter.
  const look = await portalLook(project).catch(() => null);
  return look?.portalOrigins ?? [];
}

/** Pages only: the API and Play's inboxes answer with headers of their own, and bodies must not be read twice. */
export const config = {
  matcher: ["/((?!api/|play/[\\w-]{24}$|_next/static/|icon\\.svg$|favicon\\.ico$|scalar\\.js$|metrics$).*)"],
};
