import { cn } from "./class-names";
import { indented, type JsonToken, jsonTokens } from "./json-tokens";
import { PlainText } from "./plain-text";

/** Beyond this many characters colours cost more than they tell, and beyond the second the page would crawl. */
const COLOURED = 100_000;
const SHOWN = 500_000;

const COLOURS: Record<JsonToken["kind"], string> = {
  key: "text-ink",
  string: "text-code-string",
  number: "text-code-number",
  literal: "text-code-number",
  punctuation: "text-ink3",
  space: "",
};

type CodeBlockProps = {
  text: string;
  label: string;
  pretty?: boolean;
  /** Long lines scroll instead: in a program their breaks mean something. */
  isProgram?: boolean;
  className?: string;
};

/** A text as text, never as anything else; JSON is coloured, and indented when `pretty`, by its own tokens. */
export function CodeBlock({ text, label, pretty, isProgram, className }: CodeBlockProps) {
  const tokens = text.length > COLOURED ? null : jsonTokens(text);
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={cn("max-h-128 overflow-auto bg-code -outline-offset-2", className)}
    >
      <pre
        className={cn(
          "p-3.5 font-mono text-[0.78125rem] leading-5",
          isProgram ? "w-max min-w-full whitespace-pre" : "whitespace-pre-wrap [overflow-wrap:anywhere]",
        )}
      >
        {tokens ? (
          <Tokens tokens={pretty ? indented(tokens) : tokens} />
        ) : (
          <PlainText>{text.slice(0, SHOWN)}</PlainText>
        )}
        {text.length > SHOWN && (
          <span className="text-ink3">{"\n"}… cut here; download it to see the rest</span>
        )}
      </pre>
    </section>
  );
}

function Tokens({ tokens }: { tokens: JsonToken[] }) {
  return tokens.map(({ kind, text }, at) =>
    kind === "space" ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a token has no identity but its place
      <span key={at} className={COLOURS[kind]}>
        {kind === "string" || kind === "key" ? <PlainText>{text}</PlainText> : text}
      </span>
    ),
  );
}
