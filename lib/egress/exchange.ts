/**
 * One POST over one connection, from dialling to the last byte kept, under one deadline. It promises a single
 * outcome whatever the remote does, and that the request is written to a socket at most once.
 */
import type { Dispatcher } from "undici";
import { inTurn } from "@/lib/platform/turns";
import type { AttemptError, AttemptResponse, Outcome, Phases } from "@/lib/policy/outcome";
import type { Connection, ConnectionPool, Origin } from "./connection-pool";
import {
  exchangeFailure,
  INTERRUPTED,
  type Stage,
  TOO_MANY_INTERIM_RESPONSES,
  timeoutFailure,
} from "./failure";
import type { OutboundRequest } from "./send";

export type Destination = Origin & { path: string };

/** What has been seen so far; instants are of the monotonic clock, 0 meaning not yet, `status` 0 likewise. */
type Exchange = {
  connection: Connection;
  startedAt: number;
  sentAt: number;
  firstByteAt: number;
  interimResponses: number;
  status: number;
  headers: AttemptResponse["headers"];
  chunks: Uint8Array[];
  size: number;
};

/** `complete`: the response was read to its end, so the connection can be used again. */
type Ending = { error: AttemptError | null; complete: boolean };

const MAX_BODY_BYTES = 64 * 1024;
const MAX_INTERIM_RESPONSES = 20;

/** Never rejects. The connection goes back to the pool when the response was read to its end. */
export function exchange(
  pool: ConnectionPool,
  destination: Destination,
  { headers, body, timeoutMs, signal }: OutboundRequest,
): Promise<Outcome> {
  const connection = pool.acquire(destination);
  const seen: Exchange = {
    connection,
    startedAt: performance.now(),
    sentAt: 0,
    firstByteAt: 0,
    interimResponses: 0,
    status: 0,
    headers: [],
    chunks: [],
    size: 0,
  };
  return new Promise((resolve) => {
    let ended = false;
    const end = ({ error, complete }: Ending) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      unwatch();
      const outcome = { response: responseOf(seen, complete), error, phases: phasesOf(seen) };
      if (complete) pool.release(connection);
      else pool.discard(connection);
      resolve(outcome);
    };
    const giveUp = () => ended || end({ error: deadlinePassed(seen), complete: false });
    const timer = setTimeout(() => inTurn("later", giveUp), timeoutMs);
    // A status that has arrived is the receiver's answer; that we stop reading does not unsay it.
    const interrupt = () => end({ error: seen.status === 0 ? INTERRUPTED : null, complete: false });
    const unwatch = signal === undefined ? () => undefined : watch(signal, interrupt);
    connection.client.dispatch(
      { method: "POST", path: destination.path, headers: alternating(headers), body },
      handlerOf(seen, end),
    );
  });
}

/** Name, value, name, value, …; `flat()` takes a microsecond of every request. */
function alternating(headers: OutboundRequest["headers"]): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

function handlerOf(seen: Exchange, end: (ending: Ending) => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller) => {
      if (seen.sentAt !== 0) return controller.abort(new Error("a POST is not written twice"));
      seen.sentAt = performance.now();
    },
    onResponseStarted: () => {
      if (seen.firstByteAt === 0) seen.firstByteAt = performance.now();
    },
    onResponseStart: (controller, status) => {
      if (status >= 200) {
        seen.status = status;
        seen.headers = readableHeaders(controller.rawHeaders);
        return;
      }
      seen.interimResponses += 1;
      if (seen.interimResponses > MAX_INTERIM_RESPONSES) {
        end({ error: TOO_MANY_INTERIM_RESPONSES, complete: false });
      }
    },
    onResponseData: (_, chunk) => {
      const room = MAX_BODY_BYTES - seen.size;
      if (chunk.length > room) seen.chunks.push(chunk.subarray(0, room));
      else seen.chunks.push(chunk);
      seen.size += chunk.length;
      if (chunk.length > room) end({ error: null, complete: false });
    },
    onResponseEnd: () => end({ error: null, complete: true }),
    onResponseError: (_, error) => {
      const failure = seen.connection.failure ?? exchangeFailure(error, stageOf(seen));
      end({ error: seen.status === 0 ? failure : null, complete: false });
    },
  };
}

function deadlinePassed(seen: Exchange): AttemptError {
  const stage = stageOf(seen);
  return timeoutFailure(stage, performance.now() - (stage === "sent" ? seen.sentAt : seen.startedAt));
}

function stageOf({ status, firstByteAt, sentAt, connection }: Exchange): Stage {
  if (status !== 0) return "body";
  if (firstByteAt !== 0) return "head";
  return sentAt !== 0 || connection.progress === null ? "sent" : connection.progress.stage;
}

function responseOf({ status, headers, chunks, size }: Exchange, complete: boolean): AttemptResponse | null {
  if (status === 0) return null;
  return {
    status,
    headers,
    body: Buffer.concat(chunks, Math.min(size, MAX_BODY_BYTES)),
    truncated: !complete,
  };
}

function phasesOf({ connection: { progress }, startedAt, sentAt, firstByteAt }: Exchange): Phases {
  return {
    dns: progress?.dns ?? null,
    connect: progress?.connect ?? null,
    tls: progress?.tls ?? null,
    firstByte: firstByteAt === 0 ? null : firstByteAt - sentAt,
    total: performance.now() - startedAt,
  };
}

/** Lower-case names in the order received; what is no UTF-8, and NUL, becomes U+FFFD. The parser caps them at 16 KiB. */
function readableHeaders(raw: Dispatcher.DispatchController["rawHeaders"]): AttemptResponse["headers"] {
  if (!Array.isArray(raw)) return [];
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.push([readable(raw[index]).toLowerCase(), readable(raw[index + 1])]);
  }
  return headers;
}

function readable(bytes: Buffer | string | undefined): string {
  return (bytes ?? "").toString().replaceAll("\0", "\ufffd");
}

const watched = new WeakMap<AbortSignal, Set<() => void>>();

/** One listener per signal however many attempts wait for it: an `EventTarget` searches its list to remove one. */
function watch(signal: AbortSignal, onAbort: () => void): () => void {
  const waiting = watched.get(signal) ?? new Set();
  if (!watched.has(signal)) {
    watched.set(signal, waiting);
    signal.addEventListener("abort", () => [...waiting].forEach((call) => void call()), { once: true });
  }
  waiting.add(onAbort);
  return () => waiting.delete(onAbort);
}
