/** The mistakes of a receiver in words: what happened, and what to do about it. */
import type { Mistake } from "./signature-variants";

export const MISTAKES: Record<Mistake, string> = {
  "body-reprinted":
    "The body was parsed and printed again: other spaces, other bytes, another signature. Verify the raw body, before anything parses it.",
  "newline-lost":
    "The body has lost the newline at its end. Something trims it; verify the bytes exactly as they came.",
  "newline-added":
    "The body has a newline at its end that was not sent. Something adds it, often an editor or echo; verify the bytes exactly as they came.",
  "line-endings":
    "The line endings of the body were changed. Verify the bytes exactly as they came, not text that was read or pasted.",
  "secret-not-decoded":
    "The secret was used as it is written. The key is what it encodes: cut off the prefix, if it has one, and decode the rest.",
  "secret-decoded":
    "The secret was decoded. In this dialect the key is the secret's own characters, whatever they look like.",
  "secret-with-more":
    "There is more around the secret than the secret: spaces, a newline, quotes or the variable's name.",
  "content-incomplete":
    "Only part of what is signed went into the signature. Put all parts together in their order.",
  "wrong-encoding":
    "The signature is right but written in another encoding: hexadecimal and base64 are not the same text.",
  "wrong-prefix":
    "The signature is right but is compared with another prefix. Compare with the prefix, or take it off both.",
};
