/** Says what is wrong with a request that Next would answer as a fault of ours; everything else is Next's. */
import type { IncomingMessage } from "node:http";
import { ApiError } from "@/lib/api-error";
import { methodFault } from "./methods";

type Head = Pick<IncomingMessage, "method" | "url" | "rawHeaders">;

/** The caller's mistake in the head of a request, or `null`. RFC 9112 section 3.2, RFC 9110 sections 5.3 and 9.3.8. */
export function requestFault({ method = "", url = "", rawHeaders }: Head): ApiError | null {
  if (method === "TRACE") return methodFault(method, url) ?? traceRefused();
  if (isTwice(rawHeaders, "host")) return new ApiError("malformed_request", "Host is given twice.");
  // Node passes on the first of them; whoever looks at the last one would see somebody else.
  if (isTwice(rawHeaders, "authorization"))
    return new ApiError("unauthenticated", "Authorization is given twice.", {
      headers: { "WWW-Authenticate": 'Bearer realm="posthorn"' },
    });
  if (!isDecodable(url)) return new ApiError("malformed_request", "The path is not valid percent-encoding.");
  if (!url.startsWith("/")) return new ApiError("malformed_request", "The request names no path.");
  return methodFault(method, url);
}

/** Nothing of ours echoes requests, and Next would answer it with a fault. */
const traceRefused = () =>
  new ApiError("method_not_allowed", "TRACE exists nowhere here.", {
    headers: { Allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
  });

/** Asked of every publish, so without making anything. */
function isTwice(rawHeaders: readonly string[], name: string): boolean {
  let times = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const header = rawHeaders[at] ?? "";
    if (header.length === name.length && header.toLowerCase() === name) times++;
  }
  return times > 1;
}

/**
 * A request target as its path and query. Where a target names a host, that is passed over like the `Host`
 * header: what we answer depends on neither (RFC 9112 section 3.2.2 has servers accept it).
 */
export function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?#]*/i, "");
  return path === target || path.startsWith("/") ? path : `/${path}`;
}

function isDecodable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?")[0] ?? "");
    return true;
  } catch {
    // The only way in which the decoder says so.
    return false;
  }
}
