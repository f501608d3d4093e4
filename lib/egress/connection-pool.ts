/**
 * Keeps connections alive between attempts: one HTTP client per connection, one attempt per client at a time,
 * nothing queued, so an attempt's phases are its own and one slow origin cannot hold another back.
 */
import type net from "node:net";
import { Client, errors } from "undici";
import type { AttemptError } from "@/lib/policy/outcome";
import { type Dialled, type DialOptions, dial, type Progress, type Target } from "./dial";
import { connectFailure } from "./failure";

/** A connection, open or to be opened by the first request dispatched to `client`. */
export type Connection = {
  readonly origin: string;
  readonly client: Client;
  /** Aborting it ends dialling; it has no effect on an open connection. */
  readonly dialling: AbortController;
  /** The dialling that the current attempt had to wait for; `null` when it found the connection open. */
  progress: Progress | null;
  /** Why dialling failed; it is what the client's error then stands for. */
  failure: AttemptError | null;
  open: boolean;
  openedAt: number;
};

export type Origin = { origin: string; target: Target };

export type ConnectionPool = {
  /** An idle connection to the origin, the most recently used first, or a new one. */
  acquire: (origin: Origin) => Connection;
  /** Gives back a connection whose response has been read to its end. */
  release: (connection: Connection) => void;
  /** Destroys the connection, in whatever state it is. */
  discard: (connection: Connection) => void;
  /** Destroys all connections, idle or not. */
  close: () => Promise<void>;
};

const MAX_IDLE = 1_024;
/** A connection in steady use is renewed now and then, so that a host name that has moved is followed. */
const MAX_AGE_MS = 300_000;
/** Most servers close an idle connection after 5 s; closing first avoids writing into one that is going away. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 10_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** One for all: each would otherwise have its stack written down, a quarter of what giving up a request costs. */
const DISCARDED = new errors.ClientDestroyedError();

/** The pool of one process; `options` say how its connections are opened. */
export function createConnectionPool(options: DialOptions): ConnectionPool {
  const live = new Set<Connection>();
  const idle = createIdleSet();

  const discard = (connection: Connection) => {
    if (!live.delete(connection)) return;
    idle.remove(connection);
    connection.dialling.abort();
    connection.client.destroy(DISCARDED, () => undefined);
  };

  const open = (origin: Origin): Connection => {
    const connection = createConnection(origin, options);
    connection.client.on("connect", () => {
      connection.open = true;
      connection.openedAt = performance.now();
    });
    connection.client.on("disconnect", () => {
      connection.open = false;
      if (idle.has(connection)) discard(connection);
    });
    live.add(connection);
    return connection;
  };

  const acquire = (origin: Origin): Connection => {
    const connection = idle.take(origin.origin);
    if (connection === undefined) return open(origin);
    connection.progress = null;
    connection.failure = null;
    return connection;
  };

  const release = (connection: Connection) => {
    const fresh = connection.open && performance.now() - connection.openedAt < MAX_AGE_MS;
    if (!live.has(connection) || !fresh) return discard(connection);
    const surplus = idle.add(connection);
    if (surplus !== undefined) discard(surplus);
  };

  const close = async () => {
    const connections = [...live];
    for (const connection of connections) discard(connection);
    await Promise.all(connections.map((connection) => connection.client.destroy()));
  };

  return { acquire, release, discard, close };
}

/** The idle connections, in the order in which they became idle, and per origin as a stack. */
function createIdleSet() {
  const all = new Set<Connection>();
  const byOrigin = new Map<string, Connection[]>();
  const remove = (connection: Connection) => {
    if (!all.delete(connection)) return;
    const stack = byOrigin.get(connection.origin) ?? [];
    stack.splice(stack.lastIndexOf(connection), 1);
    if (stack.length === 0) byOrigin.delete(connection.origin);
  };
  const take = (origin: string): Connection | undefined => {
    const connection = byOrigin.get(origin)?.at(-1);
    if (connection !== undefined) remove(connection);
    return connection;
  };
  /** Answers the connection that is now one too many: the longest idle of all. */
  const add = (connection: Connection): Connection | undefined => {
    const stack = byOrigin.get(connection.origin);
    if (stack === undefined) byOrigin.set(connection.origin, [connection]);
    else stack.push(connection);
    all.add(connection);
    return all.size > MAX_IDLE ? all.values().next().value : undefined;
  };
  return { has: (connection: Connection) => all.has(connection), add, remove, take };
}

function createConnection({ origin, target }: Origin, options: DialOptions): Connection {
  const connection: Connection = {
    origin,
    dialling: new AbortController(),
    progress: null,
    failure: null,
    open: false,
    openedAt: 0,
    client: new Client(origin, {
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
      keepAliveTimeoutThreshold: 1_000,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The attempt has one deadline of its own, which covers a dripping answer as well.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_, callback) => void open(callback),
    }),
  };
  const open = async (callback: (...result: [null, net.Socket] | [Error, null]) => void) => {
    connection.progress = { stage: "dns", dns: null, connect: null, tls: null };
    connection.failure = null;
    const dialled = await dial(target, connection.progress, connection.dialling.signal, options).catch(
      (error: unknown): Dialled => ({ failure: connectFailure(error) }),
    );
    if ("socket" in dialled) return callback(null, dialled.socket);
    connection.failure = dialled.failure;
    callback(new Error(dialled.failure.message), null);
  };
  return connection;
}
