/**
 * Opens one connection to a destination and promises that the address it is connected to is one the policy
 * admits, checked after the last name lookup. Which URLs are worth dialling is `address.ts`.
 */
import net from "node:net";
import tls from "node:tls";
import type { AttemptError } from "@/lib/policy/outcome";
import { checkAddress, type EgressPolicy, loopbackAddresses } from "./address";
import { connectFailure, dnsFailure, INTERRUPTED, refusedAddress, tlsFailure } from "./failure";
import type { Resolve } from "./resolver";

/** Where a connection leads; `hostname` is canonical, an IPv6 literal without brackets. */
export type Target = { hostname: string; port: number; secure: boolean };

/** What dialling has come to, in milliseconds per finished phase; `null` where a phase has not ended or is not needed. */
export type Progress = {
  stage: "dns" | "connect" | "tls";
  dns: number | null;
  connect: number | null;
  tls: number | null;
};

/** Begins a TCP connection to a literal address and returns its socket at once, as `net.connect` does. */
export type Connect = (destination: { host: string; port: number }) => net.Socket;

export type DialOptions = {
  policy: EgressPolicy;
  resolve: Resolve;
  connect: Connect;
  secureContext: tls.SecureContext;
};

export type Dialled = { socket: net.Socket } | { failure: AttemptError };

const MAX_ADDRESSES = 4;
/** How long an address may stay silent while there is another one to try. */
const NEXT_ADDRESS_AFTER_MS = 2_000;

/** Never rejects for the remote's fault. `progress` is kept up to date; `signal` ends it and closes the socket. */
export async function dial(
  target: Target,
  progress: Progress,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Dialled> {
  const found = await addressesOf(target.hostname, progress, signal, options);
  if ("failure" in found) return found;
  const opened = await connectToAny(found.addresses, target.port, progress, signal, options);
  if ("failure" in opened || !target.secure) return opened;
  return await secure(opened.socket, target.hostname, progress, signal, options);
}

async function addressesOf(
  hostname: string,
  progress: Progress,
  signal: AbortSignal,
  { policy, resolve }: DialOptions,
): Promise<{ addresses: readonly string[] } | { failure: AttemptError }> {
  if (net.isIP(hostname) !== 0) return admitted(hostname, [hostname], policy);
  if (hostname === "localhost") return admitted(hostname, loopbackAddresses(policy), policy);
  const startedAt = performance.now();
  try {
    const addresses = await resolve(hostname, signal);
    progress.dns = performance.now() - startedAt;
    return admitted(hostname, addresses, policy);
  } catch (error) {
    progress.dns = performance.now() - startedAt;
    return { failure: dnsFailure(hostname, error) };
  }
}

/** One refused address refuses the whole name: a client that tries several could be led to that one. */
function admitted(hostname: string, addresses: readonly string[], policy: EgressPolicy) {
  if (addresses.length === 0) {
    return { failure: dnsFailure(hostname, Object.assign(new Error("no address"), { code: "ENODATA" })) };
  }
  const refused = addresses.some((address) => checkAddress(address, policy) !== null);
  return refused ? { failure: refusedAddress(hostname) } : { addresses };
}

/** Nothing has been sent before a connection stands, so trying the next address repeats nothing. */
async function connectToAny(
  addresses: readonly string[],
  port: number,
  progress: Progress,
  signal: AbortSignal,
  options: DialOptions,
): Promise<Dialled> {
  progress.stage = "connect";
  const startedAt = performance.now();
  const candidates = addresses.slice(0, MAX_ADDRESSES);
  let result: Dialled = { failure: INTERRUPTED };
  for (const [index, host] of candidates.entries()) {
    const limitMs = index < candidates.length - 1 ? NEXT_ADDRESS_AFTER_MS : null;
    result = await connectTo({ host, port }, limitMs, signal, options);
    if ("socket" in result || result.failure.code !== "connect") break;
  }
  progress.connect = performance.now() - startedAt;
  return result;
}

async function connectTo(
  destination: { host: string; port: number },
  limitMs: number | null,
  signal: AbortSignal,
  { connect, policy }: DialOptions,
): Promise<Dialled> {
  if (signal.aborted) return { failure: INTERRUPTED };
  const socket = connect(destination);
  const failure = await eventually(socket, "connect", limitMs, signal, connectFailure);
  if (failure !== null) return { failure };
  if (checkAddress(socket.remoteAddress ?? "", policy) !== null) {
    socket.destroy();
    return { failure: refusedAddress(destination.host) };
  }
  socket.setNoDelay(true);
  return { socket };
}

async function secure(
  socket: net.Socket,
  hostname: string,
  progress: Progress,
  signal: AbortSignal,
  { secureContext }: DialOptions,
): Promise<Dialled> {
  progress.stage = "tls";
  const startedAt = performance.now();
  const secured = tls.connect({
    socket,
    host: hostname,
    ...(net.isIP(hostname) === 0 ? { servername: hostname } : {}),
    secureContext,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: true,
  });
  const failure = await eventually(secured, "secureConnect", null, signal, tlsFailure);
  progress.tls = performance.now() - startedAt;
  return failure === null ? { socket: secured } : { failure };
}

/** Waits for `event`; on an error, the limit or the signal the socket is destroyed and the failure returned. */
function eventually(
  socket: net.Socket,
  event: "connect" | "secureConnect",
  limitMs: number | null,
  signal: AbortSignal,
  explain: (error: unknown) => AttemptError,
): Promise<AttemptError | null> {
  return new Promise((resolve) => {
    const timedOut = () => onError(Object.assign(new Error("timed out"), { code: "ETIMEDOUT" }));
    const timer = limitMs === null ? undefined : setTimeout(timedOut, limitMs);
    const finish = (failure: AttemptError | null) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.off(event, onReady);
      if (failure !== null) socket.destroy();
      resolve(failure);
    };
    const onReady = () => finish(null);
    const onError = (error: unknown) => finish(explain(error));
    const onAbort = () => finish(INTERRUPTED);
    // The error listener stays: between this promise and the client's own listeners an error must not be fatal.
    socket.once(event, onReady).on("error", onError);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
