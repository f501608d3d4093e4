/**
 * Tells from a captured request and a secret whether the signature verifies and, if not, which mistake it is.
 * Mistakes are not guessed but computed: one is named when making it gives exactly the signature at hand.
 * Everything happens in the browser; the secret goes nowhere.
 */
import type { DeliveryPolicyJson } from "@/lib/contract/policies";
import { isJson } from "./json-layout";
import { MISTAKES } from "./mistakes-in-words";
import {
  bareSecret,
  bodyVariants,
  contentBytes,
  contentVariants,
  keyVariants,
  type Mistake,
  type SignedPart,
  type Variant,
} from "./signature-variants";
import { type Bytes, hmacSha256, toBase64, toHex, utf8 } from "./web-hmac";

export type Captured = {
  headers: readonly (readonly [name: string, value: string])[];
  /** Text stands for its UTF-8. */
  body: string | Bytes;
  secret: string;
  /** Unix milliseconds, against which the signed time is read. */
  nowMs: number;
  /** What the receiver's own code computed, if it is known: then its mistake can be told from ours. */
  computed?: string;
};

export type Diagnosis = {
  /**
   * `verified`: all is well. `stale`: the signature is right, the time is not. `mistake`: `mistakes` explain the
   * signature. `missing`: something to verify is not there. `unverified`: wrong, for a reason that cannot be
   * computed. `unsigned`: there is nothing to verify.
   */
  verdict: "verified" | "stale" | "mistake" | "missing" | "unverified" | "unsigned";
  mistakes: Mistake[];
  /** Sentences in the order in which they are best read. */
  words: string[];
};

const TOLERANCE_SECONDS = 300;

/** Never fails for what it is given. */
export async function diagnoseSignature(policy: DeliveryPolicyJson, captured: Captured): Promise<Diagnosis> {
  const { signature } = policy;
  if (signature === null) return told("unsigned", "Deliveries in this dialect are not signed.");
  if (signature.algorithm !== "hmac-sha256")
    return told("unsigned", "This dialect signs with a key pair; only shared secrets can be checked here.");
  const read = readHeaders(policy, signature, captured);
  if ("words" in read) return read;
  const body = typeof captured.body === "string" ? utf8(captured.body) : captured.body;
  const keys = keyVariants(policy.secretFormat, captured.secret);
  if (keys.length === 0) return told("missing", "The secret is missing.");
  const found = await explain({ signature, keys, body, ...read });
  if (found === null) return unverified(policy, body, captured.secret);
  const { computed } = captured;
  if (found.length > 0) return mistaken(found);
  if (computed?.trim()) {
    const own = await explain({ signature, keys, body, ...read, candidates: [computed.trim()] });
    if (own === null)
      return told(
        "unverified",
        "The request verifies with this secret. What your code computed comes of none of the usual mistakes: look at which bytes it signs.",
      );
    if (own.length > 0) return mistaken(own);
  }
  return freshness(read.timestamp, captured.nowMs);
}

const told = (verdict: Diagnosis["verdict"], ...words: string[]): Diagnosis => ({
  verdict,
  mistakes: [],
  words,
});

const mistaken = (mistakes: Mistake[]): Diagnosis => ({
  verdict: "mistake",
  mistakes,
  words: mistakes.map((mistake) => MISTAKES[mistake]),
});

function freshness(timestamp: string, nowMs: number): Diagnosis {
  if (timestamp === "") return told("verified", "The signature is right.");
  const age = Math.round(nowMs / 1_000 - Number(timestamp));
  if (Math.abs(age) <= TOLERANCE_SECONDS)
    return told("verified", "The signature is right and the time is recent.");
  const when = age > 0 ? `${minutes(age)} ago` : `${minutes(-age)} ahead of this computer's clock`;
  return told(
    "stale",
    `The signature is right, but it was made ${when}. A receiver refuses it now, as it should; if it refused it at once, its clock is wrong.`,
  );
}

const minutes = (seconds: number) =>
  seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;

type SignaturePolicy = NonNullable<DeliveryPolicyJson["signature"]>;
type Read = { id: string; timestamp: string; candidates: string[] };

/** What has to be in the headers, or the sentence about what is not there. */
function readHeaders(
  { headers: policyHeaders }: DeliveryPolicyJson,
  { signed, separator, prefix }: SignaturePolicy,
  { headers }: Captured,
): Read | Diagnosis {
  const needs = (from: string) => signed.some((part) => "from" in part && part.from === from);
  const carriers = (token: string) =>
    policyHeaders.flatMap(({ name, value }) => {
      const members = typeof value === "string" ? [{ prefix: "", from: value }] : value.list;
      const member = members.find(({ from }) => from === token);
      return member
        ? [{ name, prefix: member.prefix, join: typeof value === "string" ? null : value.join }]
        : [];
    });
  const readAll = (token: string): string[] | string => {
    const named = carriers(token);
    for (const { name, prefix: before, join } of named) {
      const given = headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1].trim();
      if (!given) continue;
      if (token === "signature")
        return given
          .split(join ?? separator ?? "\n")
          .map((each) => each.slice(each.startsWith(before) ? before.length : 0));
      const members = join === null ? [given] : given.split(join).filter((each) => each.startsWith(before));
      return members.slice(0, 1).map((each) => each.slice(before.length));
    }
    return named.map(({ name }) => name).join(" or ");
  };
  const values: Record<string, string[]> = {};
  for (const token of ["signature", "event-id", "attempt-timestamp"]) {
    if (token !== "signature" && !needs(token)) continue;
    const read = readAll(token);
    if (typeof read === "string") return told("missing", `The header ${read} is missing.`);
    values[token] = read;
  }
  const [timestamp = ""] = values["attempt-timestamp"] ?? [];
  if (needs("attempt-timestamp") && !/^\d{1,15}$/.test(timestamp))
    return told("missing", "The signed time is not a number of seconds.");
  const candidates = values.signature ?? [];
  if (candidates.every((each) => each === "" || each === prefix))
    return told("missing", "The signature's header holds no signature.");
  return { id: values["event-id"]?.[0] ?? "", timestamp, candidates };
}

type Attempt = Read & { signature: SignaturePolicy; keys: Variant<Bytes>[]; body: Bytes };

/** The fewest mistakes that make one of the candidates right, none when it is; `null` when nothing does. */
async function explain({
  signature,
  keys,
  body,
  id,
  timestamp,
  candidates,
}: Attempt): Promise<Mistake[] | null> {
  const combined = bodyVariants(body).flatMap((ofBody) =>
    keys.flatMap((key) =>
      contentVariants(signature.signed).map((content) => ({
        ofBody,
        key,
        content,
        mistakes: named(ofBody, key, content),
      })),
    ),
  );
  combined.sort((a, b) => a.mistakes.length - b.mistakes.length);
  for (const { ofBody, key, content, mistakes } of combined) {
    const bytes = contentBytes(content.value as readonly SignedPart[], { id, timestamp, body: ofBody.value });
    const digest = await hmacSha256(key.value, bytes);
    const written = digest && writtenAs(digest, signature, candidates);
    if (written) return [...mistakes, ...written];
  }
  return null;
}

const named = (...variants: Variant<unknown>[]): Mistake[] =>
  variants.flatMap(({ mistake }) => (mistake === null ? [] : [mistake]));

/** How a candidate writes the digest, as mistakes against how the dialect does; `null` when none of them does. */
function writtenAs(
  digest: Bytes,
  { encoding, prefix }: SignaturePolicy,
  candidates: string[],
): Mistake[] | null {
  const hex = toHex(digest);
  const base64 = toBase64(digest);
  const encoded = encoding === "hex" ? hex : base64;
  if (candidates.includes(prefix + encoded)) return [];
  if (candidates.some((each) => each.endsWith(encoded))) return ["wrong-prefix"];
  const others = [
    hex,
    hex.toUpperCase(),
    base64,
    base64.replace(/=+$/, ""),
    base64.replaceAll("+", "-").replaceAll("/", "_"),
  ];
  const isOther = candidates.some((each) => others.some((other) => each.endsWith(other)));
  return isOther ? ["wrong-encoding"] : null;
}

/** What looks wrong, when nothing could be computed. */
function unverified(
  { body: shape, secretFormat }: DeliveryPolicyJson,
  body: Bytes,
  secret: string,
): Diagnosis {
  const words = ["The signature does not belong to this body and this secret."];
  const text = new TextDecoder().decode(body);
  const format = FORMATS[secretFormat];
  if (format && !format.pattern.test(bareSecret(secret)))
    words.push(`The secret does not look like one of this dialect: ${format.words}.`);
  const isEnvelope = shape.kind === "object" || shape.kind === "batch";
  if (isEnvelope && isJson(text) && !/^\{"[^"]*":\S/.test(text))
    return {
      verdict: "unverified",
      mistakes: ["body-reprinted"],
      words: [
        ...words,
        `${MISTAKES["body-reprinted"]} A body of this dialect does not begin with white space.`,
      ],
    };
  if (isEnvelope && !isJson(text))
    words.push("The body is not JSON, so some of it is missing or something was changed.");
  words.push(
    "Either the secret is of another endpoint, or was replaced since; or the body is not byte for byte what was sent.",
  );
  return told("unverified", ...words);
}

type Format = { pattern: RegExp; words: string };
const FORMATS: Partial<Record<DeliveryPolicyJson["secretFormat"], Format>> = {
  "hex-characters": { pattern: /^[0-9a-fA-F]{64}$/, words: "64 hexadecimal characters" },
  "whsec-base64": { pattern: /^whsec_[A-Za-z0-9+/]+=*$/, words: "whsec_ and base64 after it" },
  "hex-bytes": { pattern: /^([0-9a-fA-F]{2})+$/, words: "hexadecimal characters" },
  "base64-bytes": { pattern: /^[A-Za-z0-9+/]+=*$/, words: "base64" },
};
