/**
 * Says what a request's other headers tell, once it is known what is signed: the same values elsewhere, the
 * event's type, ids by their names. Promises to mark what is only likely.
 */
import type { HeaderValue, PolicyHeader } from "@/lib/policy/delivery-policy";
import { type CapturedRequest, ownHeaders } from "./captured-request";
import type { SignedContent } from "./signed-contents";

export type Meanings = {
  headers: PolicyHeader[];
  /** Headers whose meaning follows from their name alone. */
  guessed: string[];
  /** Headers a dialect does not know to write. */
  unexplained: string[];
};

type Known = { content: SignedContent; signature: ReadonlyMap<string, HeaderValue>; type: string | null };

/** In the order in which they came. `signature` says for the headers with the signature how they are written. */
export function meaningsOf(request: CapturedRequest, known: Known): Meanings {
  const meanings: Meanings = { headers: [], guessed: [], unexplained: [] };
  for (const [name, value] of ownHeaders(request)) {
    const certain = known.signature.get(name) ?? byValue(value, known);
    const meant = certain ?? byName(name, value);
    if (meant === null) meanings.unexplained.push(name);
    else meanings.headers.push({ name, value: meant });
    if (meant !== null && certain === null) meanings.guessed.push(name);
  }
  return meanings;
}

function byValue(value: string, { content, type }: Known): HeaderValue | null {
  if (content.time !== null && value === content.time.value) return "attempt-timestamp";
  if (content.id !== null && value === content.id.value) return "event-id";
  return type !== null && value === type ? "type" : null;
}

function byName(name: string, value: string): HeaderValue | null {
  if (/(^|-)timestamp$/i.test(name)) return /^\d{10}$/.test(value) ? "attempt-timestamp" : null;
  if (/(^|-)(event|topic|event-(type|name|topic))$/i.test(name)) return "type";
  if (/^webhook-id$|(^|-)(delivery|(delivery|event|message)-id)$/i.test(name)) return "event-id";
  if (!/(^|-)(webhook|hook|endpoint)-id$/i.test(name)) return null;
  return UUID.test(value) ? "endpoint-uuid" : "endpoint-id";
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
