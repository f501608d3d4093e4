/**
 * Writes one value of an event as text for people, in one of the closed formats. Promises plain text without any
 * markup but the two that a format stands for: code, and a date that each reader sees in their own time zone.
 */

import type { ValueFormat } from "./message-template";
import { escapedWithin, oneLine, visible } from "./message-text";
import type { PayloadReader, PayloadValue } from "./payload-values";

/** What stands where there is no value. */
export const NOTHING = "–";

const MAX_LISTED = 50;
/** More of a nested value than any place in a message can hold. */
const MAX_SOURCE_BYTES = 16_384;

/** A value with what can be asked about it. `keys` is null for a fact of the event. */
export type FoundValue = {
  value: PayloadValue | null;
  keys: readonly string[] | null;
  reader: PayloadReader;
};

/** The value as plain text, not escaped; never empty. */
export const plainValue = (found: FoundValue, format: ValueFormat): string => PLAIN[format](found) || NOTHING;

/** The value as escaped text of at most `max` units (a date may take a hundred), with the markup of its format. */
export function markedValue(found: FoundValue, format: ValueFormat, max: number): string {
  const plain = plainValue(found, format);
  if (plain === NOTHING) return NOTHING;
  if (format === "code") return `\`${escapedWithin(oneLine(plain).replaceAll("`", "ˋ"), max - 2)}\``;
  const seconds = format === "date" && found.value ? secondsOf(found.value) : null;
  return seconds === null ? escapedWithin(plain, max) : dateMark(seconds, plain);
}

/** Slack writes the date in the reader's zone; who cannot is given `fallback`. */
export const dateMark = (seconds: number, fallback: string): string =>
  `<!date^${seconds}^{date_short_pretty} {time}|${fallback}>`;

type Writer = (found: FoundValue) => string;

const asText: Writer = (found) => {
  const { value } = found;
  if (value === null || value.kind === "null") return "";
  if (value.kind === "string") return visible(value.text).trim();
  if (typeof value.source === "string") return value.source;
  return listed(found) ?? sourceText(value.source);
};

const namesOf = ({ keys, reader }: FoundValue) => keys && reader.names(keys);

const PLAIN: Record<ValueFormat, Writer> = {
  text: asText,
  code: asText,
  number: (found) => grouped(asText(found)),
  date: (found) => {
    const seconds = found.value && secondsOf(found.value);
    return seconds === null ? asText(found) : utc(seconds);
  },
  "yes-no": (found) => YES_NO[found.value?.kind ?? "null"] ?? asText(found),
  count: (found) => namesOf(found)?.length.toString() ?? asText(found),
};

const YES_NO: Partial<Record<PayloadValue["kind"], string>> = { true: "Yes", false: "No" };

/** A list of plain values on one line; null for an object, and for a list of what is nested further. */
function listed(found: FoundValue): string | null {
  const names = found.value?.kind === "array" ? namesOf(found) : null;
  if (!names) return null;
  const { reader, keys } = found;
  const elements = names.slice(0, MAX_LISTED).map((name) => reader.value([...(keys ?? []), name]));
  if (elements.some((each) => each?.kind === "array" || each?.kind === "object")) return null;
  const texts = elements.map((value) => asText({ value, keys: null, reader }));
  return texts.join(", ") + (names.length > MAX_LISTED ? ", …" : "");
}

const sourceText = (source: Uint8Array) =>
  visible(new TextDecoder().decode(source.subarray(0, MAX_SOURCE_BYTES), { stream: true })).trim();

/** `1234567.50` as `1,234,567.50`, digit by digit: nothing is rounded. */
function grouped(text: string): string {
  const number = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!number) return text;
  const [, sign, whole = "", fraction = ""] = number;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction}`;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i;
const FIRST_SECOND = 0;
/** The end of the year 9999. */
const LAST_SECOND = 253_402_300_799;
/** What would be the year 5138 in seconds is meant as milliseconds. */
const MILLIS_FROM = 100_000_000_000;

/** The unix second that the value names: RFC 3339 with an offset, or epoch seconds or milliseconds; else null. */
export function secondsOf(value: PayloadValue): number | null {
  let seconds = Number.NaN;
  if (value.kind === "string" && INSTANT.test(value.text)) seconds = Date.parse(value.text) / 1000;
  if (value.kind === "number") {
    const number = Number(value.source);
    seconds = Math.abs(number) >= MILLIS_FROM ? number / 1000 : number;
  }
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND ? Math.floor(seconds) : null;
}

/** `2026-05-15 14:23 UTC` */
export const utc = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
