/**
 * Notices that it is our own network that is away and not the customers' servers, so that what fails meanwhile is
 * nobody's attempt. It promises to count only failures in which nothing at all came back, of many endpoints on
 * several hosts: a server that refuses is a network that works.
 */
import { log } from "@/lib/platform/log";
import { counters } from "@/lib/platform/metrics";
import type { Outcome } from "@/lib/policy/outcome";

const WINDOW_MS = 60_000;
const FORGET_EVERY_MS = 1_000;
const MIN_ENDPOINTS = 10;
const MIN_HOSTS = 3;
const SHARE = 0.9;

type Seen = { at: number; host: string; unreached: boolean };
/** Endpoints sent to within the last minute, and those of them from which nothing at all came back. */
export type Counts = { seen: number; unreached: number };
type Sent = { endpointId: string; url: string; outcome: Outcome };

export type OutageWatch = {
  /** Takes note of an attempt; true when it failed because of us, and does not count. */
  isOurs: (sent: Sent) => boolean;
  /** Since when the network has been away, Unix milliseconds, or null. */
  since: () => number | null;
  /**
   * Judges by the last minute, and answers what was seen in it. To be called now and then: an outage of which a minute
   * long nothing was seen is over.
   */
  judgeNow: () => Counts;
  /** What other workers of this installation have seen; counted in until it is heard anew. */
  hear: (others: Counts) => void;
};

type Options = {
  /** Monotonic, milliseconds. */
  clock: () => number;
  /** An outage has begun or ended; `endpoints` cannot be reached at the moment. */
  onChange: (change: { away: boolean; endpoints: number }) => void;
};

export function createOutageWatch({ clock, onChange }: Options): OutageWatch {
  /** The last outcome of each endpoint, the longest ago first. */
  const last = new Map<string, Seen>();
  let unreachedCount = 0;
  let since: number | null = null;
  let forgotAt = clock();
  let others: Counts = { seen: 0, unreached: 0 };

  const forget = (endpointId: string) => {
    if (last.get(endpointId)?.unreached) unreachedCount--;
    last.delete(endpointId);
  };
  const forgetOld = (now: number) => {
    forgotAt = now;
    for (const [id, { at }] of last) {
      if (now - at < WINDOW_MS) break;
      forget(id);
    }
  };
  const isWidespread = () => {
    const unreachedOfAll = unreachedCount + others.unreached;
    if (unreachedOfAll < MIN_ENDPOINTS || unreachedOfAll <= (last.size + others.seen) * SHARE) return false;
    const hosts = new Set<string>();
    for (const { host, unreached } of last.values()) {
      if (unreached) hosts.add(host);
      if (hosts.size >= MIN_HOSTS) return true;
    }
    return false;
  };
  const judge = () => {
    const away = isWidespread();
    if (away === (since !== null)) return;
    since = away ? Date.now() : null;
    onChange({ away, endpoints: unreachedCount });
  };

  const isOurs = ({ endpointId, url, outcome }: Sent) => {
    const unreached = outcome.error?.unreached === true;
    const now = clock();
    forget(endpointId);
    last.set(endpointId, { at: now, host: unreached ? new URL(url).hostname : "", unreached });
    if (unreached) unreachedCount++;
    // Now and then: a map's front, where each attempt takes its endpoint away, is long to walk over.
    if (now - forgotAt >= FORGET_EVERY_MS) forgetOld(now);
    if (unreached || since !== null) judge();
    return unreached && since !== null;
  };
  const judgeNow = () => {
    forgetOld(clock());
    if (since !== null) judge();
    return { seen: last.size, unreached: unreachedCount };
  };
  const hear = (heard: Counts) => {
    others = heard;
    if (since !== null) judge();
  };
  return { isOurs, since: () => since, judgeNow, hear };
}

/** The watch of this worker. */
export const ownOutage = createOutageWatch({
  clock: () => performance.now(),
  onChange: ({ away, endpoints }) => {
    counters.ownOutage.set(away ? 1 : 0);
    if (away) log().error({ endpoints }, "our own network is away: attempts do not count");
    else log().warn("our own network is back");
  },
});
