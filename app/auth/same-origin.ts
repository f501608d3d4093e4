/** Whether a browser says that this very site asks: what stands against forms and scripts of other sites. */
import { appOrigin } from "@/lib/platform/env";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * True when `Origin` is the configured one. An installation that is reached at a loopback address has three
 * names for it; the one in `Origin` must then be the one the request came to. A missing and an opaque
 * (`null`) origin are not ours.
 */
export function isOwnOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (!origin || !URL.canParse(origin)) return false;
  if (origin === appOrigin()) return true;
  const [own, asking] = [new URL(appOrigin()), new URL(origin)];
  const isLoopback = LOOPBACK.includes(own.hostname) && LOOPBACK.includes(asking.hostname);
  const isSamePlace = asking.protocol === own.protocol && asking.port === own.port;
  return isLoopback && isSamePlace && asking.host === request.headers.get("host");
}
