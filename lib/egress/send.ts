/**
 * Sends one signed request to a customer's server and says what came of it. The only code that speaks HTTP to
 * the outside: no redirects, no proxies, no second try, a deadline over everything, and never an exception for
 * something the remote did. What the outcome means is the interpreter's to decide.
 */
import net from "node:net";
import tls from "node:tls";
import type { AttemptError, Outcome } from "@/lib/policy/outcome";
import { assertPolicy, checkUrl, defaultPort, type EgressPolicy } from "./address";
import { createConnectionPool } from "./connection-pool";
import type { Connect } from "./dial";
import { type Destination, exchange } from "./exchange";
import { INTERRUPTED, ownHeader } from "./failure";
import { createResolver, type Resolve } from "./resolver";

export type OutboundRequest = {
  url: string;
  /** Sent exactly so, in this order, after `host` and `connection` and before `content-length`. */
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
  /** From the call until the last byte of the response, name lookup and handshakes included. */
  timeoutMs: number;
  /** Ends the attempt with `interrupted`, or with what is known once a status has arrived. */
  signal?: AbortSignal;
};

export type SenderOptions = {
  policy: EgressPolicy;
  resolve?: Resolve;
  connect?: Connect;
  /** PEM certificates trusted instead of the system's. */
  ca?: string;
};

export type Sender = {
  send: (request: OutboundRequest) => Promise<Outcome>;
  /** Ends what is in flight with `interrupted` and closes all connections. */
  close: () => Promise<void>;
};

/** Written from the URL and the body; a second one would change where the request goes or how long it is. */
const OWN_HEADERS = new Set(["host", "connection", "content-length"]);
const MAX_KNOWN_URLS = 50_000;

/** The sender of one process. Throws when the policy or `ca` is malformed. */
export function createSender({ policy, resolve, connect, ca }: SenderOptions): Sender {
  assertPolicy(policy);
  const pool = createConnectionPool({
    policy,
    resolve: resolve ?? createResolver(),
    connect: connect ?? ((destination) => net.connect(destination)),
    secureContext: tls.createSecureContext({ minVersion: "TLSv1.2", ...(ca === undefined ? {} : { ca }) }),
  });
  const known = new Map<string, Destination | AttemptError>();
  return {
    send: async (request) => {
      const destination =
        known.get(request.url) ?? remember(known, request.url, destinationOf(request.url, policy));
      if ("code" in destination) return unsent(destination);
      if (request.signal?.aborted) return unsent(INTERRUPTED);
      const own = request.headers.find(([name]) => OWN_HEADERS.has(name.toLowerCase()));
      if (own !== undefined) return unsent(ownHeader(own[0]));
      return await exchange(pool, destination, request);
    },
    close: () => pool.close(),
  };
}

function remember(
  known: Map<string, Destination | AttemptError>,
  url: string,
  result: Destination | AttemptError,
) {
  // All at once: a map from whose front one is taken each time walks over everything taken before.
  if (known.size >= MAX_KNOWN_URLS) known.clear();
  known.set(url, result);
  return result;
}

function destinationOf(raw: string, policy: EgressPolicy): Destination | AttemptError {
  const verdict = checkUrl(raw, policy);
  if (!verdict.ok) return { code: "refused-url", message: verdict.reason };
  const { url } = verdict;
  const target = {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? defaultPort(url) : Number(url.port),
    secure: url.protocol === "https:",
  };
  return { origin: url.origin, target, path: url.pathname + url.search };
}

function unsent(error: AttemptError): Outcome {
  return {
    response: null,
    error,
    phases: { dns: null, connect: null, tls: null, firstByte: null, total: 0 },
  };
}
