/**
 * Writes an instant the way a dialect wants it. Promises the same text for the same millisecond; which
 * instant it is, is the caller's choice.
 */

import type { TimestampFormat } from "./delivery-policy";

/** `ms` is Unix time in milliseconds. Answers JSON source: the ISO formats quoted, the epoch ones as integers. */
export function timestampJson(format: TimestampFormat, ms: number): string {
  return WRITERS[format](ms);
}

const WRITERS: Record<TimestampFormat, (ms: number) => string> = {
  "iso-seconds-offset": (ms) => `"${isoMillis(ms).slice(0, 19)}+00:00"`,
  "iso-seconds-z": (ms) => `"${isoMillis(ms).slice(0, 19)}Z"`,
  "iso-millis-z": (ms) => `"${isoMillis(ms)}"`,
  "epoch-millis": (ms) => String(ms),
  "epoch-seconds": (ms) => String(Math.floor(ms / 1000)),
};

function isoMillis(ms: number): string {
  return new Date(ms).toISOString();
}
