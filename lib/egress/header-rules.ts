/**
 * Decides which headers a customer may add to their deliveries. Everything refused here would be refused, or
 * misread, on the wire at every attempt, so it has to be said at registration.
 */

export type HeaderVerdict = { ok: true } | { ok: false; field: string; reason: string };

const MAX_HEADERS = 20;
const MAX_VALUE_LENGTH = 4096;
const MAX_TOTAL_LENGTH = 8192;

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;

/** Framing, routing and identity of the request, which are the sender's alone. A trailing `*` is a prefix. */
const RESERVED = [
  ...["host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer"],
  ...["expect", "proxy-*", "sec-*", "cookie2", "forwarded", "x-forwarded-*", "via"],
  ...["content-type", "content-encoding", "accept-encoding", "user-agent", "webhook-*", "posthorn-*"],
];

/** Names that are properties of every JavaScript object. */
const OBJECT_MEMBERS = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Whether all of `headers` may be sent. `reserved` are the lower-case names the endpoint's dialect writes
 * itself, `x-*` meaning every name that begins so. `field` is the offending name as given, `""` for the set.
 */
export function checkHeaders(headers: Record<string, string>, reserved: readonly string[]): HeaderVerdict {
  const entries = Object.entries(headers);
  if (entries.length > MAX_HEADERS) return refuse("", `At most ${MAX_HEADERS} headers can be added.`);
  const taken = [...RESERVED, ...reserved];
  const seen = new Set<string>();
  let total = 0;
  for (const [name, value] of entries) {
    const lower = name.toLowerCase();
    const reason = nameFault(name, lower, taken) ?? valueFault(value);
    if (reason !== null) return refuse(name, reason);
    if (seen.has(lower)) return refuse(name, "This header is given twice.");
    seen.add(lower);
    total += name.length + value.length;
  }
  return total > MAX_TOTAL_LENGTH ? refuse("", "All headers together must not exceed 8 KB.") : { ok: true };
}

function refuse(field: string, reason: string): HeaderVerdict {
  return { ok: false, field, reason };
}

function nameFault(name: string, lower: string, taken: readonly string[]): string | null {
  if (!TOKEN.test(name)) return "A header name consists of letters, digits and hyphens.";
  if (OBJECT_MEMBERS.has(lower)) return "This header name cannot be used.";
  return taken.some((pattern) => covers(pattern, lower)) ? "This header is set by the sender." : null;
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function valueFault(value: unknown): string | null {
  if (typeof value !== "string") return "A header value must be a text.";
  if (value.length > MAX_VALUE_LENGTH) return "A header value must not exceed 4 KB.";
  if (!/^[\t\x20-\x7e]*$/.test(value)) return "A header value may contain only printable ASCII characters.";
  return value.trim() === value ? null : "A header value must not begin or end with a space.";
}
