import { Fragment } from "react";

/**
 * Control and format characters: escape codes, marks that turn the text around, zero-width ones. Not among
 * them: tab and line ends, and the two joiners that Persian and emoji are written with.
 */
const UNSEEN = /((?![\t\r\n\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029])/u;

/**
 * Text that a customer, a receiver or a payload controls. What the eye would miss (escape codes,
 * right-to-left overrides, zero-width marks) is written out as its code point instead of taking effect.
 */
export function PlainText({ children }: { children: string }) {
  if (!UNSEEN.test(children)) return <bdi>{children}</bdi>;
  const parts = children.split(UNSEEN);
  return (
    <bdi>
      {parts.map((part, at) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place
        return <Fragment key={at}>{at % 2 ? <CodePoint of={part} /> : part}</Fragment>;
      })}
    </bdi>
  );
}

/** The same for a place that takes nothing but letters: an option of a list. */
export const plainText = (text: string): string =>
  text
    .split(UNSEEN)
    .map((part, at) => (at % 2 ? nameOf(part) : part))
    .join("");

const nameOf = (unseen: string) =>
  `U+${(unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

function CodePoint({ of }: { of: string }) {
  return <span className="rounded-sm bg-bad-bg px-0.5 text-[0.85em] text-bad select-none">{nameOf(of)}</span>;
}
