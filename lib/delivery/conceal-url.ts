/**
 * Takes a secret URL out of what a server answered. Promises that what is recorded of an attempt does not hold it,
 * also where a proxy repeats the path it was asked for.
 */
import type { Outcome } from "@/lib/policy/outcome";

const HIDDEN = "[secret]";
/** Shorter pieces are words such as `services`, and stand in any answer. */
const SHORTEST = 10;

/** What would give it away, longest first: the URL, its path, and each long piece of those. */
function piecesOf(secret: string): string[] {
  const { pathname, search, username, password, searchParams } = new URL(secret);
  const parts = [...pathname.split("/"), ...searchParams.values(), username, password];
  const pieces = [secret, pathname + search, pathname, ...parts, ...parts.map(decoded)];
  return [...new Set(pieces)].filter((piece) => piece.length >= SHORTEST).sort((a, b) => b.length - a.length);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not percent-encoding: it is what it is.
    return part;
  }
}

/** The outcome without the URL; itself where nothing of it is there. */
export function concealUrl(outcome: Outcome, secret: string): Outcome {
  const { response } = outcome;
  if (response === null) return outcome;
  const pieces = piecesOf(secret);
  const cleaned = (text: string) => pieces.reduce((rest, piece) => rest.replaceAll(piece, HIDDEN), text);
  // One byte, one character: bytes that are no text stay as they are.
  const bytes = Buffer.from(response.body).toString("latin1");
  const body = cleaned(bytes);
  return {
    ...outcome,
    response: {
      ...response,
      headers: response.headers.map(([name, value]) => [name, cleaned(value)] as const),
      body: body === bytes ? response.body : Buffer.from(body, "latin1"),
    },
  };
}
