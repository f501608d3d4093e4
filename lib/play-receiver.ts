/**
 * Takes whatever is sent to an inbox and says what to answer. Promises that an inbox stays bounded whoever sends
 * how much, that what it keeps holds nobody's session, and that who guesses addresses learns nothing by it.
 */
import { PLAY_LIMITS } from "./contract/play";
import { db } from "./platform/db";
import { newUuid } from "./platform/ids";
import { processWide } from "./platform/process-wide";
import { makeRateLimit } from "./rate-limit";

export type PlayArrival = {
  /** The end of the inbox's URL. */
  address: string;
  method: string;
  /** With its `?`, or empty. */
  query: string;
  headers: Iterable<[string, string]>;
  /** What came of the body, up to the limit, and how much came in all. */
  body: Uint8Array;
  size: number;
};

/** `body` is text; null where the status allows none. */
export type PlayReply = {
  status: number;
  headers: Record<string, string>;
  body: string | null;
  delayMs: number;
};

const PER_MINUTE = 600;
const UNKNOWN_PER_MINUTE = 120;
/** An answer that waits holds a connection of ours. */
const MAX_WAITING = 256;

const limits = processWide("play-limits", () => ({
  inbox: makeRateLimit(PER_MINUTE),
  unknown: makeRateLimit(UNKNOWN_PER_MINUTE),
  waiting: 0,
}));

const refusal = (status: number, body: string, retryAfterSeconds?: number): PlayReply => ({
  status,
  headers: retryAfterSeconds ? { "retry-after": String(retryAfterSeconds) } : {},
  body,
  delayMs: 0,
});

const NOT_HERE = "There is no inbox here.\n";

/** Keeps a request and answers as its inbox is set to. `clientAddress` is who sends, for the limit on guessing. */
export async function receive(arrival: PlayArrival, clientAddress: string): Promise<PlayReply> {
  const inbox = await findInbox(arrival.address);
  if (!inbox) {
    const { retryAfterSeconds } = limits.unknown.take(clientAddress);
    return retryAfterSeconds
      ? refusal(429, "Too many requests.\n", retryAfterSeconds)
      : refusal(404, NOT_HERE);
  }
  const { retryAfterSeconds } = limits.inbox.take(inbox.id);
  if (retryAfterSeconds) return refusal(429, "This inbox takes 600 requests a minute.\n", retryAfterSeconds);
  const failed = Math.random() * 100 < inbox.failPercent;
  const status = failed ? 500 : inbox.status;
  await keep(inbox.id, arrival, { status, failed });
  if (failed)
    return { ...refusal(500, "Failed at random, as this inbox is set to.\n"), delayMs: inbox.delayMs };
  const hasBody = ![204, 205, 304].includes(status) && inbox.body !== "";
  return {
    status,
    headers: inbox.headers as Record<string, string>,
    body: hasBody ? inbox.body : null,
    delayMs: inbox.delayMs,
  };
}

/** Rides on `play_inboxes_address_key`. */
const findInbox = (address: string) =>
  /^[\w-]{24}$/.test(address)
    ? db.playInbox.findUnique({
        where: { address },
        select: { id: true, status: true, delayMs: true, headers: true, body: true, failPercent: true },
      })
    : null;

/** Ours, of the way from the front door to here. */
const ADDED_HERE = /^x-(forwarded|middleware|invoke|nextjs|matched)/;

/** A browser that opens the URL sends the cookies of whoever is signed in: their names may be seen, no more. */
const shownHeaders = (headers: PlayArrival["headers"]): [string, string][] =>
  [...headers]
    .filter(([name]) => !ADDED_HERE.test(name))
    .map(([name, value]) => [name, name === "cookie" ? "(not kept)" : value]);

type Answered = { status: number; failed: boolean };

/** Writes the request and drops what is beyond the inbox's last ones, in one statement. Rides on `play_requests_of_inbox`. */
async function keep(inboxId: string, arrival: PlayArrival, { status, failed }: Answered): Promise<void> {
  const { method, query, headers, body, size } = arrival;
  await db.$executeRaw`
    WITH old AS (
      SELECT id FROM play_requests WHERE inbox_id = ${inboxId}::uuid ORDER BY id DESC OFFSET ${PLAY_LIMITS.requests - 1}
    ), gone AS (
      DELETE FROM play_requests r USING old WHERE r.id = old.id
    )
    INSERT INTO play_requests (id, inbox_id, method, query, headers, body, size, answered_status, failed_at_random)
    SELECT ${newUuid()}::uuid, ${inboxId}::uuid, ${method}, ${query}, ${JSON.stringify(shownHeaders(headers))},
      ${Buffer.from(body.subarray(0, PLAY_LIMITS.bodyBytes))}, ${size}, ${status}, ${failed}
    WHERE EXISTS (SELECT FROM play_inboxes WHERE id = ${inboxId}::uuid)`;
}

/** Waits as long as the answer should, or until the caller is gone; answers false at once when too many wait. */
export async function waitToAnswer(delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (delayMs === 0) return true;
  if (limits.waiting >= MAX_WAITING) return false;
  limits.waiting++;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  limits.waiting--;
  return true;
}
