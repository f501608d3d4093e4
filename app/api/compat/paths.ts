/**
 * Where the vendors' documented paths lead. Promises that a customer who exchanges only the host, or the host and
 * a prefix, reaches their door, with a slash at the end or without; every other URL stays as it is.
 */

const SEGMENT = "[^/?#]+";

/** What precedes `?`, without a slash at its end, and the door it opens. None of these paths is one of ours. */
const DOORS: [path: RegExp, folder: string][] = [
  [/^\/compat\/((?:spectra|spectrum|svix)\/.+)$/, "$1"],
  [/^(\/api\/v1\/webhooks(?:\/.*)?)$/, "spectra$1"],
  [new RegExp(`^(/projects/${SEGMENT}/webhooks(?:/.*)?)$`), "spectrum$1"],
  [new RegExp(`^(/api/v1/app/${SEGMENT}/.+)$`), "svix$1"],
];

/** The URL of a request line, led to its route. */
export function doorOf(url: string): string {
  const [, path = "", query = ""] = /^([^?]*)(\?.*)?$/s.exec(url) ?? [];
  const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  for (const [pattern, folder] of DOORS)
    if (pattern.test(bare)) return `${bare.replace(pattern, `/api/compat/${folder}`)}${query}`;
  return bare.startsWith("/api/compat/") ? `${bare}${query}` : url;
}
