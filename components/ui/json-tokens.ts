/** The parts of a JSON text, each with its exact source. */
export type JsonToken = {
  kind: "key" | "string" | "number" | "literal" | "punctuation" | "space";
  text: string;
};

/** Sticky, so that each match begins where the one before ended. */
const TOKEN =
  /([ \t\r\n]+)|("(?:[^"\\\r\n]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([{}[\],:])/y;

const KINDS = ["space", "string", "number", "literal", "punctuation"] as const;

/**
 * Splits a JSON text into tokens whose texts, joined, are the text again: nothing is parsed into a value,
 * so `12345678901234567890`, `1.0` and duplicate keys stay what they are. `null` when it is not made of
 * JSON tokens; whether they stand in a sensible order is not looked at.
 */
export function jsonTokens(text: string): JsonToken[] | null {
  const tokens: JsonToken[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    const group = match.slice(1).findIndex((part) => part !== undefined);
    const kind = KINDS[group] ?? "space";
    if (match[0] === ":") nameKey(tokens);
    tokens.push({ kind, text: match[0] });
  }
  return tokens;
}

/** The string before a colon is a key. */
function nameKey(tokens: JsonToken[]) {
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (!token || token.kind === "space") continue;
    if (token.kind === "string") token.kind = "key";
    return;
  }
}

const OPEN = new Set(["{", "["]);
const CLOSE = new Set(["}", "]"]);
const space = (text: string): JsonToken => ({ kind: "space", text });

/** The same tokens with two spaces of indentation per level in place of the text's own white space. */
export function indented(tokens: readonly JsonToken[]): JsonToken[] {
  const solid = tokens.filter(({ kind }) => kind !== "space");
  const lines: JsonToken[] = [];
  let depth = 0;
  const breakLine = () => lines.push(space(`\n${"  ".repeat(Math.min(depth, 200))}`));
  solid.forEach((token, at) => {
    const before = solid[at - 1]?.text ?? "";
    const isPunctuation = token.kind === "punctuation";
    if (isPunctuation && CLOSE.has(token.text)) {
      depth -= 1;
      if (!OPEN.has(before)) breakLine();
    } else if (OPEN.has(before) && solid[at - 1]?.kind === "punctuation") {
      breakLine();
    }
    lines.push(token);
    if (!isPunctuation) return;
    if (OPEN.has(token.text)) depth += 1;
    if (token.text === ",") breakLine();
    if (token.text === ":") lines.push(space(" "));
  });
  return lines;
}
