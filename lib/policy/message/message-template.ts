/**
 * How a message for people is laid out, as data: a title, a paragraph, labelled values, a context line, a link.
 * Promises that a template that passed `templateFault` can be rendered for every payload; the layout is
 * `render-message.ts`.
 */

/** How a value is written; what does not fit its format is written as text. */
export type ValueFormat = "text" | "number" | "date" | "code" | "yes-no" | "count";

export const VALUE_FORMATS: readonly ValueFormat[] = ["text", "number", "date", "code", "yes-no", "count"];

export type MessageField = { label: string; path: string; format: ValueFormat };

/**
 * In `title`, `text`, `context` and the link's URL `{path}` or `{path|format}` stands for a value. A path is the
 * payload's member names joined by dots (`customer.name`, `items.0.sku`), or a fact of the event behind an `@`.
 * A backslash takes the meaning from the character behind it. An empty `text` or `context` is left out.
 */
export type MessageTemplate = {
  title: string;
  text: string;
  fields: readonly MessageField[];
  context: string;
  link: { label: string; url: string } | null;
};

/** What of an event itself can be shown. `payload` is all of it. */
export type EventFact = "type" | "id" | "category" | "channel" | "run" | "time" | "payload";
const FACTS: Record<EventFact, true> = {
  type: true,
  id: true,
  category: true,
  channel: true,
  run: true,
  time: true,
  payload: true,
};

export type ValuePath = { fact: EventFact } | { keys: readonly string[] };
export type TextPart = { literal: string } | { path: ValuePath; format: ValueFormat };

const MAX_KEYS = 16;

/** Null for what is no path. */
export function readPath(written: string): ValuePath | null {
  if (written.startsWith("@")) {
    const fact = written.slice(1);
    return Object.hasOwn(FACTS, fact) ? { fact: fact as EventFact } : null;
  }
  const keys = splitAt(written, ".");
  return keys === null || keys.length > MAX_KEYS || keys.includes("") ? null : { keys };
}

/** The path as it is written in a template. */
export const writePath = (keys: readonly string[]): string =>
  keys.map((key) => key.replace(/[\\.{}|@]/g, "\\$&")).join(".");

/** Null for a text with a brace too many or too few, or with a placeholder that is none. */
export function readText(written: string): TextPart[] | null {
  const parts: TextPart[] = [];
  let literal = "";
  for (let at = 0; at < written.length; at++) {
    const character = written[at] as string;
    if (character === "}") return null;
    if (character === "\\" && at + 1 < written.length) literal += written[++at];
    else if (character !== "{") literal += character;
    else {
      const end = closingBrace(written, at + 1);
      const placeholder = end === -1 ? null : readPlaceholder(written.slice(at + 1, end));
      if (placeholder === null) return null;
      if (literal !== "") parts.push({ literal });
      parts.push(placeholder);
      literal = "";
      at = end;
    }
  }
  if (literal !== "") parts.push({ literal });
  return parts;
}

function closingBrace(written: string, from: number): number {
  for (let at = from; at < written.length; at++) {
    if (written[at] === "\\") at++;
    else if (written[at] === "{") return -1;
    else if (written[at] === "}") return at;
  }
  return -1;
}

function readPlaceholder(written: string): TextPart | null {
  const bar = /(?<!\\)(?:\\\\)*\|/.exec(written);
  const at = bar ? bar.index + bar[0].length - 1 : written.length;
  const path = readPath(written.slice(0, at).trim());
  const format = bar ? written.slice(at + 1).trim() : "text";
  if (path === null || !VALUE_FORMATS.some((known) => known === format)) return null;
  return { path, format: format as ValueFormat };
}

/** Splits at what is not behind a backslash and takes the backslashes out; null when one stands at the end. */
function splitAt(written: string, separator: string): string[] | null {
  const pieces: string[] = [];
  let piece = "";
  for (let at = 0; at < written.length; at++) {
    if (written[at] === separator) {
      pieces.push(piece);
      piece = "";
    } else {
      if (written[at] === "\\") at++;
      if (at === written.length) return null;
      piece += written[at];
    }
  }
  return [...pieces, piece];
}

export type TemplateFault = { field: string; message: string };

const NO_TEXT = "has a brace without its other, or a placeholder that names no value; write {customer.name}";
const NO_PATH =
  "must be a path such as customer.name, or @type, @id, @time, @category, @channel, @run, @payload";
const NO_LINK = "must be an https or http URL whose host has no placeholder";

/** What keeps the template from being rendered, by field; null when nothing does. */
export function templateFault(template: MessageTemplate): TemplateFault | null {
  for (const field of ["title", "text", "context"] as const)
    if (readText(template[field]) === null) return { field, message: NO_TEXT };
  const wrong = template.fields.findIndex(({ path }) => readPath(path) === null);
  if (wrong !== -1) return { field: `fields[${wrong}].path`, message: NO_PATH };
  return template.link && linkFault(template.link.url);
}

const HOST = /^https?:\/\/[^/?#\s@<>|\\]+(?=[/?#]|$)/i;

function linkFault(url: string): TemplateFault | null {
  const parts = readText(url);
  if (parts === null) return { field: "link.url", message: NO_TEXT };
  const [first] = parts;
  const start = first && "literal" in first ? first.literal : "";
  const host = HOST.exec(start)?.[0] ?? "";
  const isHostWhole = parts.length === 1 || host.length < start.length;
  return host !== "" && isHostWhole && URL.canParse(start) ? null : { field: "link.url", message: NO_LINK };
}
