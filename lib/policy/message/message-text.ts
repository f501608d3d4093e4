/**
 * Text as Slack's messages want it: its three control characters as entities, nothing that is invisible or that
 * turns the reading direction, and never more than fits. Promises that no text of a payload becomes a mention, a
 * link or half of an escape (docs.slack.dev, "Formatting message text").
 */

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** What a terminal would act upon is shown instead, U+0007 as `␇`; tab and line feed stay. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;
/** Marks, embeddings, overrides and isolates: they let a text show in another order than it is written. */
const DIRECTION = /\p{Bidi_Control}/gu;

const pictured = (character: string) => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
};

/** A text with what cannot be seen made visible, lines ended by `\n`, halves of pairs replaced. */
export function visible(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROL, pictured).replace(DIRECTION, "");
}

/** As `visible`, on one line. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/g, " ").trim();

/**
 * The text with entities, of at most `max` UTF-16 units; what is too long ends in an ellipsis, between two
 * characters and never inside an entity.
 */
export function escapedWithin(text: string, max: number): string {
  let written = "";
  let fitting = "";
  // Every unit makes at least one, so what lies behind these can only be cut off.
  for (const character of text.slice(0, max + 2)) {
    const next = written + (ENTITIES[character] ?? character);
    if (next.length > max) return max < 1 ? "" : `${fitting}…`;
    written = next;
    if (written.length < max) fitting = written;
  }
  return written;
}
