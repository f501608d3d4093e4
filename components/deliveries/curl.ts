import type { DeliveryDetail } from "@/lib/contract/deliveries";

/**
 * A word for a POSIX-like shell that arrives as exactly this text. Control characters are escaped rather than
 * pasted: a payload or a header must not be able to act on the terminal it is pasted into.
 */
export function shellQuoted(text: string): string {
  if (!/\p{Cc}/u.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = text.replace(/[\\'\p{Cc}]/gu, (character) => {
    if (character === "\\" || character === "'") return `\\${character}`;
    if (character === "\n") return "\\n";
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
  return `$'${escaped}'`;
}

/** What curl works out itself. */
const OWN = new Set(["content-length", "host", "connection", "transfer-encoding"]);

/** The request as a curl command: the same URL, headers and bytes. `null` once the body is gone. */
export function curlOf({ url, headers, body, bodyEncoding }: DeliveryDetail["request"]): string | null {
  if (body === null) return null;
  const lines = (headers ?? [["content-type", "application/json"] as [string, string]])
    .filter(([name]) => !OWN.has(name.toLowerCase()))
    .map(([name, value]) => `-H ${shellQuoted(`${name}: ${value}`)}`);
  const isText = bodyEncoding === "utf8";
  const command = [
    "curl",
    "-X POST",
    shellQuoted(url),
    ...lines,
    `--data-${isText ? `raw ${shellQuoted(body)}` : "binary @-"}`,
  ];
  return `${isText ? "" : `base64 -d <<< ${shellQuoted(body)} | `}${command.join(" \\\n  ")}`;
}
