/**
 * Says what went wrong with an attempt in one sentence that can be shown to a customer: it names what their
 * server did, never an address the guard refused, a header value or a payload.
 */
import type { AttemptError, AttemptErrorCode } from "@/lib/policy/outcome";

/** How far an attempt had come: `sent` until the first byte of the answer, `head` until its headers end. */
export type Stage = "dns" | "connect" | "tls" | "sent" | "head" | "body";

type Sentence = readonly [code: AttemptErrorCode, message: string];

const DNS: Record<string, string> = {
  ENOTFOUND: "does not exist",
  ENODATA: "has no address",
  ESERVFAIL: "could not be looked up because its name server failed",
  EREFUSED: "could not be looked up because its name server refused to answer",
  ETIMEOUT: "could not be looked up because its name server did not answer in time",
};

const CONNECT: Record<string, Sentence> = {
  ECONNREFUSED: ["connect", "The server refused the connection"],
  ECONNRESET: ["connect", "The server reset the connection while it was being opened"],
  EHOSTUNREACH: ["connect", "The server cannot be reached from here"],
  ENETUNREACH: ["connect", "The server's network cannot be reached from here"],
  ETIMEDOUT: ["connect", "The server did not accept the connection in time"],
  EACCES: ["connect", "The connection is forbidden by this machine's firewall"],
  EPERM: ["connect", "The connection is forbidden by this machine's firewall"],
  // Ours, not the remote's: the attempt says nothing about the endpoint.
  EMFILE: ["interrupted", "The sending machine has no free connection"],
  ENFILE: ["interrupted", "The sending machine has no free connection"],
  ENOBUFS: ["interrupted", "The sending machine has no free connection"],
  EADDRNOTAVAIL: ["interrupted", "The sending machine has no free connection"],
};

/** Errors of the network between, ours included, rather than of the server. */
const UNREACHED = new Set([
  ...["ESERVFAIL", "EREFUSED", "ETIMEOUT", "ECONNREFUSED", "EAI_AGAIN"].map((code) => `dns ${code}`),
  ...["EHOSTUNREACH", "ENETUNREACH", "ENETDOWN", "ETIMEDOUT", "EACCES", "EPERM"].map(
    (code) => `connect ${code}`,
  ),
]);

const unreached = (stage: "dns" | "connect", code: string): { unreached?: true } =>
  UNREACHED.has(`${stage} ${code}`) ? { unreached: true } : {};

const TLS: Record<string, string> = {
  CERT_HAS_EXPIRED: "The server's TLS certificate has expired",
  CERT_NOT_YET_VALID: "The server's TLS certificate is not valid yet",
  CERT_REVOKED: "The server's TLS certificate has been revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The server's TLS certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "The server's TLS certificate was issued by an authority that is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "The server's TLS certificate cannot be verified; its chain may lack an intermediate certificate",
  UNABLE_TO_GET_ISSUER_CERT:
    "The server's TLS certificate cannot be verified; its chain may lack an intermediate certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "The server's TLS certificate cannot be verified; its chain may lack an intermediate certificate",
  ERR_TLS_CERT_ALTNAME_INVALID: "The server's TLS certificate was issued for another host name",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "The server offers only TLS versions older than 1.2",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "The server offers only TLS versions older than 1.2",
  ERR_SSL_WRONG_VERSION_NUMBER: "The server did not answer with TLS; its port may expect plain http",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "The server did not answer with TLS; its port may expect plain http",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "The server demands a client certificate",
  ECONNRESET: "The server closed the connection during the TLS handshake",
};

const EXCHANGE: Record<string, Sentence> = {
  UND_ERR_HEADERS_OVERFLOW: ["protocol", "The server's response headers are larger than 16 KiB"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["protocol", "The server's answer is not valid HTTP/1.1"],
  UND_ERR_INVALID_ARG: ["protocol", "The request has a header or a path that cannot be sent"],
  UND_ERR_NOT_SUPPORTED: ["protocol", "The request has a header that cannot be sent"],
  UND_ERR_DESTROYED: ["interrupted", "The attempt was interrupted because the sender stopped"],
  UND_ERR_CLOSED: ["interrupted", "The attempt was interrupted because the sender stopped"],
};

const WAITING: Record<Stage, string> = {
  dns: "The host name could not be looked up within",
  connect: "The server did not accept a connection within",
  tls: "The server accepted the connection and did not finish the TLS handshake within",
  sent: "The server accepted the connection and then said nothing for",
  head: "The server began to answer, but its response headers were incomplete after",
  body: "The server answered, but its response body was incomplete after",
};

export const INTERRUPTED: AttemptError = {
  code: "interrupted",
  message: "The attempt was interrupted because the sender stopped.",
};

export const TOO_MANY_INTERIM_RESPONSES: AttemptError = {
  code: "protocol",
  message: "The server sent too many interim (1xx) responses.",
};

/** A header that only this sender may write, found among those it was given. */
export function ownHeader(name: string): AttemptError {
  return {
    code: "protocol",
    message: `The request has a header that cannot be sent (${name.toLowerCase()}).`,
  };
}

export function refusedAddress(hostname: string): AttemptError {
  return {
    code: "refused-address",
    message: `The host name ${hostname} leads to a private or reserved address, to which nothing is delivered.`,
  };
}

export function dnsFailure(hostname: string, error: unknown): AttemptError {
  const code = codeOf(error);
  return {
    code: "dns",
    message: `The host name ${hostname} ${DNS[code] ?? "could not be looked up"} (${code}).`,
    ...unreached("dns", code),
  };
}

export function connectFailure(error: unknown): AttemptError {
  const code = codeOf(error);
  return {
    ...sentence(CONNECT[code] ?? ["connect", "The connection to the server failed"], code),
    ...unreached("connect", code),
  };
}

export function tlsFailure(error: unknown): AttemptError {
  const code = codeOf(error);
  return sentence(["tls", TLS[code] ?? "The TLS handshake with the server failed"], code);
}

/** A failure after the connection stood, while the request was written or the response head was read. */
export function exchangeFailure(error: unknown, stage: Stage): AttemptError {
  const code = codeOf(error);
  if (EXCHANGE[code] !== undefined) return sentence(EXCHANGE[code], code);
  if (code.startsWith("ERR_SSL_")) return tlsFailure(error);
  const { name, message } = error instanceof Error ? error : new Error();
  if (name === "HTTPParserError") {
    // The parser's own reason is the only thing in brackets, a fixed text without the server's bytes.
    const reason = /\(([^()]*)\)$/.exec(message)?.[1] ?? "unreadable";
    return sentence(["protocol", "The server's answer is not valid HTTP/1.1"], reason);
  }
  if (message === "bad response")
    return sentence(["protocol", "The server answered out of turn"], "100 Continue");
  if (message === "bad upgrade") {
    return sentence(
      ["protocol", "The server tried to switch to another protocol"],
      "101 Switching Protocols",
    );
  }
  const moment = stage === "head" ? "in the middle of its response headers" : "before it answered";
  return sentence(["reset", `The server closed the connection ${moment}`], code);
}

export function timeoutFailure(stage: Stage, elapsedMs: number): AttemptError {
  const seconds = Math.round(elapsedMs / 100) / 10;
  return {
    code: "timeout",
    message: `${WAITING[stage]} ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    ...(stage === "dns" || stage === "connect" ? { unreached: true } : {}),
  };
}

/** `detail` is for the engineer who reads along; the client library's own codes would tell them nothing. */
function sentence([code, message]: Sentence, detail: string): AttemptError {
  const telling = detail !== "unknown" && !detail.startsWith("UND_ERR_");
  return { code, message: telling ? `${message} (${detail}).` : `${message}.` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
}
