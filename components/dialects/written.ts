/** How a person writes what a policy holds as numbers: waits, ranges of statuses, lists of them. */

const UNITS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const DESCENDING = Object.entries(UNITS).reverse();

/** `5000` as `5 s`: in the largest unit that needs no fraction. */
export function writeDuration(ms: number): string {
  const [unit, size] = DESCENDING.find(([, length]) => ms >= length && ms % length === 0) ?? ["ms", 1];
  return `${ms / size} ${unit}`;
}

/** `5 s`, `1.5h`, `200 ms`; null for what is no duration. A bare number is none: its unit would be a guess. */
export function readDuration(written: string): number | null {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)$/.exec(written.trim()) ?? [];
  const size = UNITS[unit === "m" ? "min" : (unit ?? "")];
  return number === undefined || size === undefined ? null : Math.round(Number(number) * size);
}

/** Parts between commas, each read by `read`; null as soon as one cannot be. Empty text is an empty list. */
function readList<T>(written: string, read: (part: string) => T | null): T[] | null {
  const parts = written.split(",").map((part) => part.trim());
  if (parts.length === 1 && parts[0] === "") return [];
  const values = parts.map(read);
  return values.some((value) => value === null) ? null : (values as T[]);
}

export const writeDurations = (list: readonly number[]): string => list.map(writeDuration).join(", ");
export const readDurations = (written: string): number[] | null => readList(written, readDuration);

const readStatus = (written: string): number | null => (/^[1-9]\d\d$/.test(written) ? Number(written) : null);

export const writeStatuses = (list: readonly number[]): string => list.join(", ");
export const readStatuses = (written: string): number[] | null => readList(written, readStatus);

type Range = readonly [number, number];

/** `200-299, 304`. */
export const writeRanges = (list: readonly Range[]): string =>
  list.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");

export const readRanges = (written: string): [number, number][] | null =>
  readList(written, (part) => {
    const [, first = "", last = first] = /^(\d{3})(?:\s*[-–]\s*(\d{3}))?$/.exec(part) ?? [];
    const [from, to] = [readStatus(first), readStatus(last)];
    return from === null || to === null || from > to ? null : [from, to];
  });
