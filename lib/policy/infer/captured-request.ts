/**
 * Takes a captured request apart into what a signature could be made of and what could be one. Promises to
 * find candidates only; whether one of them is right is a matter of computing it.
 */

/** Names in whatever letter case, in the order in which they came; `body` is exactly what came. */
export type CapturedRequest = {
  headers: readonly (readonly [name: string, value: string])[];
  body: Uint8Array;
};

/** A value that could be under the signature. `prefix` is set where it is one member of a header among others. */
export type Candidate = { value: string; prefix: string | null };

/** Text in a header that is as long as a signature. */
export type SignatureText = { text: string; encoding: "hex" | "base64"; digest: DigestLength };
export type DigestLength = "sha1" | "sha256" | "sha512";

/** What the connection, the client and the proxies on the way add: it says nothing about the sender's scheme. */
const TRANSPORT =
  /^(host|connection|content-(length|type|encoding)|user-agent|accept.*|date|via|forwarded|x-forwarded-.*|x-real-ip|cf-.*|te|trailer|transfer-encoding|expect|cookie|authorization|traceparent|tracestate|x-amzn-.*|x-request-start)$/i;

/** The sender's own headers. */
export const ownHeaders = ({ headers }: CapturedRequest) => headers.filter(([name]) => !TRANSPORT.test(name));

/** The value of a header, `null` when there is none. */
export function headerOf({ headers }: CapturedRequest, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

/** `sha512` in base64 is as long as an Ed25519 signature: both are 64 bytes. */
const TEXTS: readonly Omit<SignatureText & { pattern: RegExp }, "text">[] = [
  { encoding: "hex", digest: "sha256", pattern: /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g },
  { encoding: "base64", digest: "sha256", pattern: /(?<![\w+/])[A-Za-z0-9+/]{43}=(?![\w+/=])/g },
  { encoding: "hex", digest: "sha512", pattern: /(?<![0-9a-f])[0-9a-f]{128}(?![0-9a-f])/g },
  { encoding: "base64", digest: "sha512", pattern: /(?<![\w+/])[A-Za-z0-9+/]{86}==(?![\w+/=])/g },
  { encoding: "hex", digest: "sha1", pattern: /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g },
  { encoding: "base64", digest: "sha1", pattern: /(?<![\w+/])[A-Za-z0-9+/]{27}=(?![\w+/=])/g },
];

/** Everything in `value` that is as long as a signature. */
export function signatureTexts(value: string): SignatureText[] {
  return TEXTS.flatMap(({ pattern, ...kind }) =>
    [...value.matchAll(pattern)].map(([text]) => ({ ...kind, text })),
  );
}

/** How the members of a header are joined, the longer of two that begin alike first. */
export const JOINS = [", ", ",", "; ", ";", " "] as const;

const MEMBER = /^([A-Za-z][A-Za-z0-9_-]{0,15}[=:])([\x21-\x7e]{1,128})$/;
const SECONDS = /^\d{10}$/;
const MILLISECONDS = /^\d{13}$/;

export type Candidates = { seconds: Candidate[]; milliseconds: Candidate[]; ids: Candidate[] };

const MOST_TIMES = 3;
const MOST_IDS = 8;

/** Times and ids, the likelier ones first; the same value is one candidate, in however many headers it stands. */
export function candidatesIn(request: CapturedRequest): Candidates {
  const named = ownHeaders(request).flatMap(([name, value]) =>
    [{ value, prefix: null }, ...membersOf(value)].map((candidate) => ({ name, ...candidate })),
  );
  const distinct = (wanted: (candidate: Candidate) => boolean, most: number): Candidate[] => {
    const found = new Map<string, Candidate>();
    for (const { value, prefix } of named)
      if (wanted({ value, prefix }) && !found.has(value)) found.set(value, { value, prefix });
    return [...found.values()].slice(0, most);
  };
  named.sort((a, b) => Number(isCalledId(b.name)) - Number(isCalledId(a.name)));
  const isId = ({ value }: Candidate) =>
    /^[\x21-\x7e]{1,128}$/.test(value) &&
    !SECONDS.test(value) &&
    !MILLISECONDS.test(value) &&
    signatureTexts(value).length === 0;
  return {
    seconds: distinct(({ value }) => SECONDS.test(value), MOST_TIMES),
    milliseconds: distinct(({ value }) => MILLISECONDS.test(value), MOST_TIMES),
    ids: distinct(isId, MOST_IDS),
  };
}

const isCalledId = (name: string) => /(^|-)(id|delivery|nonce)$/i.test(name);

/** Only of a header that also holds a signature: elsewhere a comma is just a comma. */
function membersOf(value: string): Candidate[] {
  if (signatureTexts(value).length === 0) return [];
  return JOINS.flatMap((join) => {
    const members = value.split(join);
    if (members.length < 2) return [];
    return members.flatMap((member) => {
      const [, prefix, text] = MEMBER.exec(member) ?? [];
      return prefix && text && signatureTexts(text).length === 0 ? [{ value: text, prefix }] : [];
    });
  });
}
