/** Which address a request comes from, when anybody may write anything into `X-Forwarded-For`. */
import type { IncomingHttpHeaders } from "node:http";
import { env } from "@/lib/platform/env";

const HEADER = "x-forwarded-for";

/**
 * For the server's front door, before anything else reads the headers: makes `X-Forwarded-For` name one
 * address, the peer's, or behind a trusted proxy (`TRUST_PROXY`) the one that proxy wrote last.
 */
export function stampClientAddress(headers: IncomingHttpHeaders, peer: string | undefined): void {
  const forwarded = env.TRUST_PROXY ? String(headers[HEADER] ?? "") : "";
  headers[HEADER] = lastOf(forwarded) || peer || "";
}

/** The client's address as the front door stamped it; `""` when nobody did. */
export const clientAddress = (headers: Headers): string => lastOf(headers.get(HEADER) ?? "");

const lastOf = (forwarded: string) => forwarded.split(",").at(-1)?.trim() ?? "";
