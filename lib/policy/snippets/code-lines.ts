/** Puts a snippet together from lines, some of which a dialect does not need. */

/** Joins lines and blocks of lines; what is `false` is left out, an empty text is an empty line. */
export function code(...lines: readonly (string | false)[]): string {
  return lines.filter((line) => line !== false).join("\n");
}

/** Every line of `text` one step further in. */
export const indented = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line) => line && by + line)
    .join("\n");

/** Why a receiver looks at more than one member of the signature's header. */
export const splitReason = ({ rotates }: { rotates: boolean }): string =>
  rotates
    ? "While a secret is being replaced there are two signatures; one that matches is enough."
    : "The header holds more than the signature.";
