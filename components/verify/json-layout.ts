/** Lays JSON out anew without reading its values: numbers, escapes and the order of keys stay as they are written. */

type Layout = { indent: string; afterColon: string; afterComma: string };

const COMPACT: Layout = { indent: "", afterColon: "", afterComma: "" };
/** What Python's `json.dumps` writes. */
const SPACED: Layout = { indent: "", afterColon: " ", afterComma: " " };
const indentedBy = (indent: string): Layout => ({ indent, afterColon: " ", afterComma: "" });

const LAYOUTS = [COMPACT, SPACED, indentedBy("  "), indentedBy("    "), indentedBy("\t")];

/** The text in the layouts that printers use, those that differ from it; none for what is not JSON. */
export function otherLayouts(text: string): string[] {
  if (!isJson(text)) return [];
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const laidOut = LAYOUTS.map((layout) => print(tokens, layout));
  return [...new Set([...laidOut, JSON.stringify(JSON.parse(text))])].filter((each) => each !== text);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function print(tokens: readonly string[], { indent, afterColon, afterComma }: Layout): string {
  let depth = 0;
  const line = () => (indent ? `\n${indent.repeat(depth)}` : "");
  const opens = (token: string | undefined) => token === "{" || token === "[";
  const closes = (token: string | undefined) => token === "}" || token === "]";
  return tokens
    .map((token, index) => {
      if (opens(token)) {
        depth++;
        return closes(tokens[index + 1]) ? token : token + line();
      }
      if (closes(token)) {
        depth--;
        return opens(tokens[index - 1]) ? token : line() + token;
      }
      if (token === ",") return token + (indent ? line() : afterComma);
      return token === ":" ? token + afterColon : token;
    })
    .join("");
}
