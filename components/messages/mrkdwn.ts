/** The markup of Slack's messages, taken apart for showing: text and what it is, never HTML. */

export type Span =
  | { kind: "text" | "bold" | "italic" | "struck" | "code" | "mention"; text: string }
  | { kind: "link"; text: string; url: string }
  | { kind: "date"; text: string; seconds: number };

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Text as it was before it was escaped. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);

const MARKUP = /<([^<>]+)>|`([^`\n]+)`|(?<!\w)(?:\*([^*\n]+)\*|_([^_\n]+)_|~([^~\n]+)~)(?!\w)/g;

/** A `mrkdwn` text in its parts, in order; inside bold, italic and code nothing further is looked for. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const plain = (until: number) => {
    if (until > at) spans.push({ kind: "text", text: unescaped(text.slice(at, until)) });
  };
  for (const match of text.matchAll(MARKUP)) {
    plain(match.index);
    spans.push(spanOf(match));
    at = match.index + match[0].length;
  }
  plain(text.length);
  return spans;
}

function spanOf([, control, code, bold, italic, struck]: RegExpExecArray): Span {
  if (control !== undefined) return controlSpan(control);
  if (code !== undefined) return { kind: "code", text: unescaped(code) };
  if (bold !== undefined) return { kind: "bold", text: unescaped(bold) };
  if (italic !== undefined) return { kind: "italic", text: unescaped(italic) };
  return { kind: "struck", text: unescaped(struck ?? "") };
}

function controlSpan(control: string): Span {
  const bar = control.indexOf("|");
  const target = bar === -1 ? control : control.slice(0, bar);
  const text = unescaped(bar === -1 ? control : control.slice(bar + 1));
  const date = /^!date\^(\d+)\^/.exec(target);
  if (date) return { kind: "date", text, seconds: Number(date[1]) };
  if (/^https?:\/\//.test(target)) return { kind: "link", text, url: unescaped(target) };
  return { kind: "mention", text };
}
