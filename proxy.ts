import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { contentSecurityPolicy, securityHeaders } from "@/web/security-headers";

/**
 * Gives every page its headers and its nonce, which Next reads from the request's policy
 * and a page with scripts of its own from `x-nonce`. Decides nothing:
 * whether someone may see a page is asked where the page is made.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, request.nextUrl.pathname);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.delete("content-security-policy-report-only");
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(securityHeaders())) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Pages only: the API and Play's inboxes answer with headers of their own, and bodies must not be read twice. */
export const config = {
  matcher: ["/((?!api/|play/[\\w-]{24}$|_next/static/|icon\\.svg$|favicon\\.ico$|scalar\\.js$|metrics$).*)"],
};
