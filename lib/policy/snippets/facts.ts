/**
 * What a receiver has to know of a dialect to verify its signatures, taken apart so that a template only has to
 * write it down. Promises facts that hold for whatever the dialect sends; words and code are the templates'.
 */
import type { DeliveryPolicy, HeaderToken, SecretFormat, SignedPart } from "@/lib/policy/delivery-policy";
import { membersOf } from "@/lib/policy/header-value";

/** A value out of a header: all of it, or the member of a list that starts with `prefix`. */
export type Carried = { header: string; list: { join: string; prefix: string } | null };

/** Neighbouring texts are one part; `value` names what was read out of a header. */
export type ContentPart = "body" | readonly ({ literal: string } | { value: "id" | "timestamp" })[];

export type SnippetFacts = {
  signature: {
    header: string;
    /** At what the header is split when it may hold more than one signature, or more than signatures. */
    split: string | null;
    /** While a secret is being replaced the header holds the signatures of both. */
    rotates: boolean;
    /** What stands before the encoded signature. */
    prefix: string;
  };
  /** `null` when it is not under the signature. */
  id: Carried | null;
  timestamp: Carried | null;
  content: readonly ContentPart[];
  encoding: "hex" | "base64";
  /** How the key's bytes are had from the secret: what to cut off in front, how to decode the rest. */
  key: { prefix: string; decode: "none" | "hex" | "base64" };
  toleranceSeconds: number;
};

export type FactOptions = {
  /** For a dialect that sends a value in several headers: which of them to read. Letter case does not matter. */
  headerNames?: { signature?: string; timestamp?: string; id?: string };
  /** How far the signed timestamp may be off, in seconds; 300 unless given. */
  toleranceSeconds?: number;
};

/**
 * `null` where there is nothing to verify with a shared secret: the dialect does not sign, signs with a key
 * pair, leaves out of its headers what it signs, or joins signatures by what is in them.
 */
export function snippetFacts(policy: DeliveryPolicy, options: FactOptions = {}): SnippetFacts | null {
  const { signature, secretFormat } = policy;
  const { headerNames = {}, toleranceSeconds = 300 } = options;
  const key = KEYS[secretFormat];
  if (signature === null || signature.algorithm !== "hmac-sha256" || key === null) return null;
  const carrier = carried(policy, "signature", headerNames.signature);
  const needs = (from: "event-id" | "attempt-timestamp") =>
    signature.signed.some((part) => "from" in part && part.from === from);
  const id = needs("event-id") ? carried(policy, "event-id", headerNames.id) : null;
  const timestamp = needs("attempt-timestamp")
    ? carried(policy, "attempt-timestamp", headerNames.timestamp)
    : null;
  if (!carrier || (needs("event-id") && !id) || (needs("attempt-timestamp") && !timestamp)) return null;
  const split = (carrier.list?.join ?? signature.separator) || null;
  const prefix = (carrier.list?.prefix ?? "") + signature.prefix;
  if (split !== null && (prefix.includes(split) || /[A-Za-z0-9+/=]/.test(split))) return null;
  return {
    signature: { header: carrier.header, split, rotates: signature.separator !== null, prefix },
    id,
    timestamp,
    content: contentOf(signature.signed),
    encoding: signature.encoding,
    key,
    toleranceSeconds,
  };
}

const KEYS: Record<SecretFormat, SnippetFacts["key"] | null> = {
  "hex-characters": { prefix: "", decode: "none" },
  characters: { prefix: "", decode: "none" },
  "hex-bytes": { prefix: "", decode: "hex" },
  "base64-bytes": { prefix: "", decode: "base64" },
  "whsec-base64": { prefix: "whsec_", decode: "base64" },
  "whsk-base64": null,
};

/** Where `token` travels: in the header that is asked for, else in the first that has it. */
function carried(policy: DeliveryPolicy, token: HeaderToken, wanted?: string): Carried | null {
  const found = policy.headers.flatMap(({ name, value }): Carried[] => {
    const { members, join } = membersOf(value);
    const member = members.find(({ from }) => from === token);
    if (!member) return [];
    return [{ header: name, list: members.length > 1 ? { join, prefix: member.prefix } : null }];
  });
  return found.find(({ header }) => header.toLowerCase() === wanted?.toLowerCase()) ?? found[0] ?? null;
}

function contentOf(signed: readonly SignedPart[]): ContentPart[] {
  const parts: ContentPart[] = [];
  for (const part of signed) {
    if ("from" in part && part.from === "body") {
      parts.push("body");
      continue;
    }
    const text =
      "literal" in part
        ? part
        : { value: part.from === "event-id" ? ("id" as const) : ("timestamp" as const) };
    const last = parts.at(-1);
    if (last === undefined || last === "body") parts.push([text]);
    else parts[parts.length - 1] = [...last, text];
  }
  return parts;
}
