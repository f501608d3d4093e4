/** Says what is wrong with a request that Next would answer as a fault of ours; everything else is Next's. */
import type { IncomingMessage } from "node:http";
import { ApiError } from "@/lib/api-error";

/** The caller's mistake in the request line, or `null`. RFC 9112 section 3.2, RFC 9110 section 9.3.8. */
export function requestFault({ method, url = "" }: Pick<IncomingMessage, "method" | "url">): ApiError | null {
  if (method === "TRACE") return new ApiError("method_not_allowed");
  if (!isDecodable(url)) return new ApiError("malformed_request", "The path is not valid percent-encoding.");
  if (!url.startsWith("/") && !URL.canParse(url))
    return new ApiError("malformed_request", "The request names no path.");
  return null;
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
