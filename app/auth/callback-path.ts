/** Where to go after signing in: a path of this site, or `/` for everything that is not plainly one. */

const MAX_LENGTH = 2_048;

/**
 * `/projects?x=1` for that path or for its absolute URL under `origin`; `/` for another site however it is
 * spelled (`//evil`, `/\evil`, `https:evil`, `/%2f%2fevil`, `https://good@evil`), for other schemes, for
 * control characters and for what is no text at all.
 */
export function callbackPath(value: unknown, origin: string): string {
  if (typeof value !== "string" || value.length > MAX_LENGTH || !/^[\x21-\x5b\x5d-\x7e]+$/.test(value))
    return "/";
  if (!value.startsWith("/") && !value.startsWith(`${origin}/`)) return "/";
  if (!URL.canParse(value, origin)) return "/";
  const url = new URL(value, origin);
  const isElsewhere = url.origin !== origin || /^\/(\/|%2f|%5c)/i.test(url.pathname);
  return isElsewhere ? "/" : `${url.pathname}${url.search}${url.hash}`;
}
