/**
 * What one attempt came to, as a plain value: the egress client makes it, the interpreter reads it, the
 * ledger keeps it. A remote failure is never an exception.
 */

/** Milliseconds from the start of the attempt's phase; `null` where a phase did not take place (reused connection). */
export type Phases = {
  dns: number | null;
  connect: number | null;
  tls: number | null;
  firstByte: number | null;
  total: number;
};

/**
 * Why no complete response head arrived. `refused-address` is our own guard, `expunged` that there is nothing left to send;
 * the rest is the network or the remote.
 */
export type AttemptErrorCode =
  | "refused-url"
  | "refused-address"
  | "dns"
  | "connect"
  | "tls"
  | "timeout"
  | "reset"
  | "protocol"
  | "interrupted"
  | "expunged";

export type AttemptError = {
  code: AttemptErrorCode;
  /** One English sentence for people; never contains secrets, payload or addresses the guard refused. */
  message: string;
  /** Nothing at all came back, so it may as well be our own network that is away. */
  unreached?: true;
};

export type AttemptResponse = {
  status: number;
  /** As received, lower-case names, order kept, at most 16 KiB; invalid UTF-8 and NUL replaced. */
  headers: readonly (readonly [name: string, value: string])[];
  /** The first 64 KiB as received, not inflated. */
  body: Uint8Array;
  truncated: boolean;
};

/** Exactly one of `response` and `error` is set, except a timeout while the body drips: then both. */
export type Outcome = {
  response: AttemptResponse | null;
  error: AttemptError | null;
  phases: Phases;
};
