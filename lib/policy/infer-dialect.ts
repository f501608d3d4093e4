/**
 * Finds out how another system signs, from one of its requests and the secret: by trying every construction
 * of the vocabulary until one gives exactly a signature that is in the headers. Promises never to claim a fit
 * it has not computed, and not to keep or repeat the secret.
 */
import { createHmac, sign } from "node:crypto";
import type { BodyShape, PolicyHeader, SecretFormat, SignaturePolicy } from "./delivery-policy";
import { bodyShapeOf } from "./infer/body-shape";
import {
  type Candidates,
  type CapturedRequest,
  candidatesIn,
  type DigestLength,
  headerOf,
  ownHeaders,
  type SignatureText,
  signatureTexts,
} from "./infer/captured-request";
import { meaningsOf } from "./infer/header-meanings";
import { type SecretForm, secretForms } from "./infer/secret-forms";
import { type Placed, placeOf } from "./infer/signature-header";
import { type SignedContent, signedContents } from "./infer/signed-contents";
import { checkSecret } from "./sign";

/** The parts of a dialect that the request shows; the rest of a policy is behaviour over time. */
export type DialectDraft = {
  signature: SignaturePolicy;
  secretFormat: SecretFormat;
  headers: PolicyHeader[];
  body: BodyShape;
  contentType: string | null;
  userAgent: string | null;
  /** How far a receiver lets the signed time be off, in seconds; `null` when no time is signed. */
  toleranceSeconds: number | null;
};

/**
 * The signature itself is computed, so it is certain. `likely` says that something around it was guessed:
 * `remarks` says what, in sentences.
 */
export type Inference =
  | { explains: DialectDraft; confidence: "certain" | "likely"; remarks: string[]; tried: number }
  | { nothing: true; remarks: string[]; tried: number };

const TOLERANCE_SECONDS = 300;

/** Tries at most a few thousand signatures; `body` should not be longer than some 100 KB. */
export function inferDialect(request: CapturedRequest, secret: string): Inference {
  const texts = ownHeaders(request).flatMap(([, value]) => signatureTexts(value));
  const search: Search = { request, forms: secretForms(secret), texts, tried: 0 };
  if (texts.length === 0)
    return nothing(search, "No header holds anything that is as long as an HMAC-SHA256 signature.");
  const candidates = candidatesIn(request);
  for (const { body, remark } of bodiesOf(request.body)) {
    for (const found of matches(search, candidates, body)) {
      const explained = explain(search, found, secret);
      if (explained)
        return remark === null ? explained : { ...explained, remarks: [remark, ...explained.remarks] };
    }
  }
  return nothing(search, ...nearMisses(search, candidates));
}

const nothing = ({ tried }: Search, ...remarks: string[]): Inference => ({ nothing: true, remarks, tried });

type Search = {
  request: CapturedRequest;
  forms: SecretForm[];
  texts: SignatureText[];
  /** Signatures computed so far. */
  tried: number;
};
type Found = { content: SignedContent; form: SecretForm; text: SignatureText };

/** Whoever keeps a body in a file or copies it from a page gains or loses a newline. */
function bodiesOf(body: Uint8Array): { body: Uint8Array; remark: string | null }[] {
  const text = Buffer.from(body);
  const trimmed = text.subarray(0, text.length - (/\r?\n$/.exec(text.toString("latin1"))?.[0].length ?? 0));
  const other =
    trimmed.length < text.length
      ? { body: trimmed, remark: "The signature fits the body without its last newline." }
      : {
          body: Buffer.concat([text, Buffer.from("\n")]),
          remark: "The signature fits the body with a newline after it.",
        };
  return [{ body, remark: null }, other];
}

function* matches(
  search: Search,
  candidates: Pick<Candidates, "seconds" | "ids">,
  body: Uint8Array,
): Generator<Found> {
  const lengths = new Set(search.texts.map(({ digest }) => digest));
  const forms = search.forms.filter(({ algorithm }) => lengths.has(LENGTHS[algorithm]));
  for (const content of signedContents(candidates)) {
    const bytes = bytesOf(content, body);
    for (const form of forms) {
      search.tried++;
      const made = ALGORITHMS[form.algorithm](form, bytes);
      const text = search.texts.find((each) => each.text === made.toString(each.encoding));
      if (text) yield { content, form, text };
    }
  }
}

const ALGORITHMS: Record<SignaturePolicy["algorithm"], (form: SecretForm, bytes: Uint8Array) => Buffer> = {
  "hmac-sha256": ({ key }, bytes) => createHmac("sha256", key).update(bytes).digest(),
  ed25519: ({ key }, bytes) => sign(null, bytes, key),
};
const LENGTHS: Record<SignaturePolicy["algorithm"], DigestLength> = {
  "hmac-sha256": "sha256",
  ed25519: "sha512",
};

function bytesOf({ signed, time, id }: SignedContent, body: Uint8Array): Uint8Array {
  return Buffer.concat(
    signed.map((part) => {
      if ("literal" in part) return Buffer.from(part.literal);
      if (part.from === "body") return body;
      return Buffer.from((part.from === "event-id" ? id : time)?.value ?? "");
    }),
  );
}

/** `null` where the signature is right but stands in a way the vocabulary cannot say. */
function explain(
  { request, tried }: Search,
  { content, form, text }: Found,
  secret: string,
): Inference | null {
  const places = new Map<string, Placed>();
  for (const [name, value] of ownHeaders(request)) {
    const placed = value.includes(text.text) ? placeOf(value, text.text, content) : null;
    if (placed) places.set(name, placed);
  }
  const [first] = places.values();
  if (!first) return null;
  const alike = [...places].filter(
    ([, { prefix, separator }]) => prefix === first.prefix && separator === first.separator,
  );
  const body = bodyShapeOf(request.body, new Set(ownHeaders(request).map(([, value]) => value)));
  const { headers, guessed, unexplained } = meaningsOf(request, {
    content,
    signature: new Map(alike.map(([name, { value }]) => [name, value])),
    type: body.type,
  });
  const guesses = [
    ...first.assumed,
    ...(guessed.length > 0
      ? [`What these headers mean is guessed from their names: ${guessed.join(", ")}.`]
      : []),
  ];
  const fault = checkSecret(form.format, secret);
  return {
    explains: {
      signature: {
        algorithm: form.algorithm,
        signed: content.signed,
        encoding: text.encoding,
        prefix: first.prefix,
        separator: first.separator,
      },
      secretFormat: form.format,
      headers,
      body: body.shape,
      contentType: headerOf(request, "content-type"),
      userAgent: headerOf(request, "user-agent"),
      toleranceSeconds: content.time === null ? null : TOLERANCE_SECONDS,
    },
    confidence: guesses.length > 0 ? "likely" : "certain",
    remarks: [
      ...guesses,
      ...(unexplained.length > 0
        ? [`A dialect does not write these headers: ${unexplained.join(", ")}.`]
        : []),
      ...(body.unexplained.length > 0
        ? [`A dialect does not write these members of the body: ${body.unexplained.join(", ")}.`]
        : []),
      ...(fault ? [`This very secret could not be taken over. ${fault}`] : []),
    ],
    tried,
  };
}

/** Constructions that are none of ours but are worth naming when they fit. */
function nearMisses(search: Search, candidates: Candidates): string[] {
  const { request, forms, texts } = search;
  const hashes = (["sha1", "sha512"] as const).filter((hash) => texts.some(({ digest }) => digest === hash));
  const hmacs = forms.filter(({ algorithm }) => algorithm === "hmac-sha256");
  for (const hash of hashes)
    for (const content of signedContents(candidates))
      for (const { key } of hmacs) {
        search.tried++;
        const made = createHmac(hash, key).update(bytesOf(content, request.body)).digest();
        if (texts.some((each) => each.text === made.toString(each.encoding)))
          return [
            `It is signed with HMAC-${hash.toUpperCase()}; a dialect signs with HMAC-SHA256 or Ed25519.`,
          ];
      }
  const inMilliseconds = { seconds: candidates.milliseconds, ids: candidates.ids };
  const [found] = candidates.milliseconds.length > 0 ? matches(search, inMilliseconds, request.body) : [];
  if (found?.content.time) return ["It signs a time in milliseconds; a dialect signs seconds."];
  return [];
}
