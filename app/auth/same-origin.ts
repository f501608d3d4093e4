/** Whether a browser says that this very site asks: what stands against forms and scripts of other sites. */
import { appOrigin, env } from "@/lib/platform/env";

/**
 * True when `Origin` is ours: the configured one, or without one the host the request came to. A missing and
 * an opaque (`null`) origin are not ours.
 */
export function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (!origin || !URL.canParse(origin)) return false;
  if (env.APP_URL) return origin === appOrigin();
  return new URL(origin).host === (request.headers.get("host") ?? new URL(request.url).host);
}
