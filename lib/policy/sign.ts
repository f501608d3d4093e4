/**
 * Makes signing secrets and signatures, over raw bytes and with `node:crypto` only. Promises never to put a
 * secret into a message; keeping secrets and choosing which are live is the endpoint's job.
 */

import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign as signEd25519,
} from "node:crypto";
import type { DeliveryPolicy, SecretFormat, SignaturePolicy } from "./delivery-policy";

/** A secret, or its key from `keyOf`, computed once by a caller that signs often. */
export type SigningSecret = string | KeyObject;

export type SignedRequest = {
  eventId: string;
  /** Unix seconds of this attempt. */
  attemptTimestamp: number;
  /** Exactly what is sent. */
  body: Uint8Array;
  /** The current secret first, then those still valid during a rotation. */
  secrets: readonly SigningSecret[];
};

/** A new secret. `randomBytes` must be cryptographically secure (`node:crypto`'s). */
export function generateSecret(format: SecretFormat, randomBytes: (size: number) => Buffer): string {
  return FORMATS[format].write(randomBytes(32));
}

/**
 * Why `secret` cannot be a signing secret of this format, as a sentence that does not repeat it; `null` if
 * it can. Keys of 24 to 64 bytes: shorter ones can be guessed, and other libraries refuse longer ones.
 */
export function checkSecret(format: SecretFormat, secret: string): string | null {
  return FORMATS[format].check(secret);
}

/** The key to sign with. The secret must have passed `checkSecret`. */
export function keyOf(format: SecretFormat, secret: string): KeyObject {
  return FORMATS[format].key(secret);
}

/** `whpk_` + base64 of the public key: what a receiver of Ed25519 signatures is given instead of the secret. */
export function publicKeyOf(secret: string): string {
  const der = createPublicKey(keyOf("whsk-base64", secret)).export({ format: "der", type: "spki" });
  return `whpk_${der.subarray(-32).toString("base64")}`;
}

/**
 * The value of the signature header, or `null` where the dialect does not sign. Several secrets give
 * several signatures only where the dialect has a separator; elsewhere the first secret signs alone.
 */
export function signatures(policy: DeliveryPolicy, request: SignedRequest): string | null {
  const { signature, secretFormat } = policy;
  if (signature === null) return null;
  const signing = signature.separator === null ? request.secrets.slice(0, 1) : request.secrets;
  if (signing.length === 0) throw new TypeError(`${policy.name} signs, but the endpoint has no secret`);
  return signing
    .map((secret) => (typeof secret === "string" ? keyOf(secretFormat, secret) : secret))
    .map((key) => signature.prefix + ALGORITHMS[signature.algorithm](key, signature, request))
    .join(signature.separator ?? "");
}

const ALGORITHMS: Record<
  SignaturePolicy["algorithm"],
  (key: KeyObject, signature: SignaturePolicy, request: SignedRequest) => string
> = {
  "hmac-sha256": (key, { signed, encoding }, request) => {
    const hmac = createHmac("sha256", key);
    for (const part of signedParts(signed, request)) hmac.update(part);
    return hmac.digest(encoding);
  },
  ed25519: (key, { signed, encoding }, request) => {
    const content = signedParts(signed, request).map((part) =>
      typeof part === "string" ? Buffer.from(part) : part,
    );
    return signEd25519(null, Buffer.concat(content), key).toString(encoding);
  },
};

/** Texts that follow each other become one, so that a usual signature is two updates. */
function signedParts(signed: SignaturePolicy["signed"], request: SignedRequest): (string | Uint8Array)[] {
  const parts: (string | Uint8Array)[] = [];
  let text = "";
  for (const part of signed) {
    if ("literal" in part) text += part.literal;
    else if (part.from === "event-id") text += request.eventId;
    else if (part.from === "attempt-timestamp") text += request.attemptTimestamp;
    else {
      if (text) parts.push(text);
      parts.push(request.body);
      text = "";
    }
  }
  if (text) parts.push(text);
  return parts;
}

type Format = {
  write: (random: Buffer) => string;
  check: (secret: string) => string | null;
  key: (secret: string) => KeyObject;
};

const FORMATS: Record<SecretFormat, Format> = {
  "hex-characters": {
    write: (random) => random.toString("hex"),
    check: (secret) =>
      /^[0-9a-fA-F]{64}$/.test(secret) ? null : "A secret must be 64 hexadecimal characters.",
    key: (secret) => createSecretKey(secret, "utf8"),
  },
  "whsec-base64": {
    write: (random) => `whsec_${random.toString("base64")}`,
    check: (secret) => checkBase64(secret, { prefix: "whsec_", atLeast: 24, atMost: 64 }),
    key: (secret) => createSecretKey(secret.slice("whsec_".length), "base64"),
  },
  "whsk-base64": {
    write: (random) => `whsk_${random.toString("base64")}`,
    check: (secret) => checkBase64(secret, { prefix: "whsk_", atLeast: 32, atMost: 32 }),
    key: (secret) =>
      createPrivateKey({
        key: Buffer.concat([PKCS8_ED25519, Buffer.from(secret.slice("whsk_".length), "base64")]),
        format: "der",
        type: "pkcs8",
      }),
  },
  characters: {
    write: (random) => random.toString("hex"),
    check: (secret) =>
      /^[\x21-\x7e][\x20-\x7e]{22,126}[\x21-\x7e]$/.test(secret)
        ? null
        : "A secret must be 24 to 128 printable ASCII characters without spaces around them.",
    key: (secret) => createSecretKey(secret, "utf8"),
  },
  "hex-bytes": {
    write: (random) => random.toString("hex"),
    check: (secret) =>
      /^([0-9a-fA-F]{2}){24,64}$/.test(secret) ? null : "A secret must be 24 to 64 bytes in hexadecimal.",
    key: (secret) => createSecretKey(secret, "hex"),
  },
  "base64-bytes": {
    write: (random) => random.toString("base64"),
    check: (secret) => checkBase64(secret, { prefix: "", atLeast: 24, atMost: 64 }),
    key: (secret) => createSecretKey(secret, "base64"),
  },
};

/** RFC 8410: everything of a PKCS #8 Ed25519 private key before its 32-byte seed. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Strict: Node's decoder skips what is not base64, other verifiers do not. */
function checkBase64(
  secret: string,
  rule: { prefix: string; atLeast: number; atMost: number },
): string | null {
  if (!secret.startsWith(rule.prefix)) return `A secret must start with ${rule.prefix}.`;
  const encoded = secret.slice(rule.prefix.length);
  const key = Buffer.from(encoded, "base64");
  if (key.toString("base64") !== encoded)
    return `A secret must be padded base64${rule.prefix && ` after ${rule.prefix}`}.`;
  if (key.length >= rule.atLeast && key.length <= rule.atMost) return null;
  const allowed = rule.atLeast === rule.atMost ? `${rule.atLeast}` : `${rule.atLeast} to ${rule.atMost}`;
  return `A secret must hold ${allowed} bytes, not ${key.length}.`;
}
