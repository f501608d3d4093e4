/**
 * Turns a host name into addresses with c-ares, never with getaddrinfo, whose four threads one tenant's slow
 * name server could hold for everybody. Whether an address may be used is asked elsewhere, on every connect.
 */
import dns from "node:dns";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * All addresses of a name, IPv4 first. Rejects with an error whose `code` is one of node:dns (`ENOTFOUND`,
 * `ENODATA`, `ESERVFAIL`, `ETIMEOUT`, …), and when `signal` aborts.
 */
export type Resolve = (hostname: string, signal: AbortSignal) => Promise<string[]>;

export type ResolverOptions = {
  /** Name servers as `address` or `address:port`; the system's when not given. */
  servers?: readonly string[];
  timeoutMs?: number;
};

/** RFC 8305 section 3 waits 50 ms for the second family; name servers that drop AAAA are often far away. */
const SECOND_FAMILY_GRACE_MS = 250;
/** A name that moves is followed within this time, whatever its record says. */
const MAX_CACHE_MS = 5_000;
const MAX_CACHED_NAMES = 10_000;

type Answer = { addresses: string[]; ttlMs: number };
type Known = { addresses: string[]; expiresAt: number };

/** The resolver of one process: concurrent questions for a name are asked once, answers kept for seconds. */
export function createResolver({ servers, timeoutMs = 3_000 }: ResolverOptions = {}): Resolve {
  const resolver = new dns.promises.Resolver({ timeout: Math.ceil(timeoutMs / 3), tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Answer>>();

  const ask = (hostname: string): Promise<Answer> => {
    const question = askBothFamilies(resolver, hostname, timeoutMs)
      .then((answer) => {
        remember(known, hostname, answer);
        return answer;
      })
      .finally(() => asking.delete(hostname));
    asking.set(hostname, question);
    return question;
  };

  return async (hostname, signal) => {
    const hit = known.get(hostname);
    if (hit !== undefined && hit.expiresAt > performance.now()) return hit.addresses;
    const answer = await orAborted(asking.get(hostname) ?? ask(hostname), signal);
    return answer.addresses;
  };
}

function remember(known: Map<string, Known>, hostname: string, { addresses, ttlMs }: Answer): void {
  known.delete(hostname);
  for (const oldest of known.keys()) {
    if (known.size < MAX_CACHED_NAMES) break;
    known.delete(oldest);
  }
  known.set(hostname, { addresses, expiresAt: performance.now() + Math.min(ttlMs, MAX_CACHE_MS) });
}

/** A and AAAA at once. The family that answers first waits for the other, but not for ever. */
async function askBothFamilies(
  resolver: dns.promises.Resolver,
  hostname: string,
  timeoutMs: number,
): Promise<Answer> {
  const v4 = resolver.resolve4(hostname, { ttl: true });
  const v6 = resolver.resolve6(hostname, { ttl: true });
  const records: { v4: dns.RecordWithTtl[]; v6: dns.RecordWithTtl[] } = { v4: [], v6: [] };
  const failures: unknown[] = [];
  const timers = new AbortController();
  const settled = Promise.all([
    v4.then((found) => void records.v4.push(...found)).catch((error) => void failures.push(error)),
    v6.then((found) => void records.v6.push(...found)).catch((error) => void failures.push(error)),
  ]);
  const enough = Promise.any([v4, v6]).then(() => wait(SECOND_FAMILY_GRACE_MS, timers.signal));
  await Promise.race([settled, enough.catch(() => settled), wait(timeoutMs, timers.signal)]);
  timers.abort();
  const found = [...records.v4, ...records.v6];
  if (found.length === 0) throw worst(failures);
  return {
    addresses: found.map((record) => record.address),
    ttlMs: Math.min(...found.map((record) => record.ttl)) * 1000,
  };
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

/** "No such name" counts only when both families say so; otherwise the family that could not be asked decides. */
function worst(failures: readonly unknown[]): Error {
  const errors = failures.filter((failure) => failure instanceof Error);
  const absent = (error: Error) =>
    "code" in error && (error.code === "ENOTFOUND" || error.code === "ENODATA");
  const timedOut = Object.assign(new Error("no answer in time"), { code: "ETIMEOUT" });
  if (errors.length < 2) return timedOut;
  return errors.find((error) => !absent(error)) ?? errors[0] ?? timedOut;
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error("aborted"));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
