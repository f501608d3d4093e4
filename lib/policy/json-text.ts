/**
 * Reads JSON as text: strict validation (RFC 8259) and the exact byte slices of top-level members or
 * elements, in one pass and without recursion. Promises never to print JSON again; what the slices mean is
 * the caller's job.
 */

/** The deepest nesting of arrays and objects taken from a publisher. */
export const MAX_JSON_DEPTH = 64;

export type JsonFailure = {
  ok: false;
  /** `too_deep` is reported as soon as it is seen, also when the text would turn out invalid further on. */
  error: "invalid_json" | "too_deep";
  /** Byte offset at which the text stopped being acceptable. */
  at: number;
};

/** `bytes.subarray(start, end)` is the value's exact source, without surrounding whitespace. */
export type JsonSlice = { start: number; end: number };
export type JsonMember = JsonSlice & {
  /** The member's name with escapes resolved. Duplicates are all listed, in order. */
  key: string;
};

/** Containers open at once, the outermost included: `[[1]]` has depth 2. Default `MAX_JSON_DEPTH`. */
type Limits = { maxDepth?: number };

/**
 * Validates `bytes` as one JSON text of any kind: well-formed UTF-8 (no byte order mark, no encoded
 * surrogates), no trailing text, within the depth. Agrees with `JSON.parse` on what is valid, so escaped
 * lone surrogates, `1e400` and duplicate keys are. Several hundred MB/s.
 */
export function checkJson(bytes: Uint8Array, limits: Limits = {}): { ok: true } | JsonFailure {
  return scan(bytes, limits, null) ?? { ok: true };
}

/**
 * As `checkJson`, for a text that must be an object, with its top-level members. A text of another kind is
 * `invalid_json` at its first character.
 */
export function scanObject(
  bytes: Uint8Array,
  limits: Limits = {},
): { ok: true; members: JsonMember[] } | JsonFailure {
  const marks: number[] = [];
  const failure = wrongKind(bytes, OPEN_OBJECT) ?? scan(bytes, limits, marks);
  if (failure) return failure;
  const text = viewOf(bytes);
  const members: JsonMember[] = [];
  for (let m = 0; m < marks.length; m += 4) {
    const key = keyText(text, marks[m] as number, marks[m + 1] as number);
    members.push({ key, start: marks[m + 2] as number, end: marks[m + 3] as number });
  }
  return { ok: true, members };
}

/** As `scanObject`, for a text that must be an array, with its elements. */
export function scanArray(
  bytes: Uint8Array,
  limits: Limits = {},
): { ok: true; elements: JsonSlice[] } | JsonFailure {
  const marks: number[] = [];
  const failure = wrongKind(bytes, OPEN_ARRAY) ?? scan(bytes, limits, marks);
  if (failure) return failure;
  const elements: JsonSlice[] = [];
  for (let m = 0; m < marks.length; m += 4) {
    elements.push({ start: marks[m + 2] as number, end: marks[m + 3] as number });
  }
  return { ok: true, elements };
}

/**
 * The source slice of an object's top-level member `key`, or `null` when the text is no valid object within
 * the depth or has no such member. Of duplicates the last counts, as for `JSON.parse`.
 */
export function findMember(bytes: Uint8Array, key: string, limits: Limits = {}): JsonSlice | null {
  const marks: number[] = [];
  if (wrongKind(bytes, OPEN_OBJECT) ?? scan(bytes, limits, marks)) return null;
  const text = viewOf(bytes);
  const shortest = Buffer.byteLength(key) + 2;
  for (let m = marks.length - 4; m >= 0; m -= 4) {
    const from = marks[m] as number;
    const to = marks[m + 1] as number;
    // An escape only ever makes a name longer, so a shorter spelling cannot be it.
    if (to - from < shortest || keyText(text, from, to) !== key) continue;
    return { start: marks[m + 2] as number, end: marks[m + 3] as number };
  }
  return null;
}

/** Where the object's own members lie, braces and outer whitespace left out; `null` if `json` is no object. Expects valid JSON. */
export function innerOfObject(json: Uint8Array): JsonSlice | null {
  const open = skipSpace(json, 0);
  if (json[open] !== OPEN_OBJECT) return null;
  let close = json.length - 1;
  while (json[close] !== CLOSE_OBJECT) close--;
  return { start: open + 1, end: close };
}

/** Whether nothing but JSON whitespace lies between the two offsets. */
export function isBlank(bytes: Uint8Array, { start, end }: JsonSlice): boolean {
  return skipSpace(bytes, start) >= end;
}

const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

/**
 * The one pass. Pushes four offsets per top-level member (name start and end with quotes, value start and
 * end; for elements the first two are 0) onto `marks`. Helpers return the offset after what they read, or,
 * negative, the complement (`~`) of the offset that broke the grammar.
 */
function scan(bytes: Uint8Array, { maxDepth = MAX_JSON_DEPTH }: Limits, marks: number[] | null) {
  // closers[d] is the bracket that ends the container at depth d; closers[0] is never a byte of the text.
  const closers = new Uint8Array(maxDepth + 1);
  let depth = 0;
  let at = skipSpace(bytes, 0);
  for (;;) {
    const first = bytes[at];
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
      if (depth === maxDepth) return { ok: false, error: "too_deep", at } as const;
      if (depth === 1) marks?.push(at);
      closers[++depth] = first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY;
      at = skipSpace(bytes, at + 1);
      if (bytes[at] !== closers[depth]) {
        at = beforeValue(bytes, at, depth, closers, marks);
        if (at < 0) return invalid(~at);
        continue;
      }
      at = closed(at, --depth, marks);
    } else {
      if (depth === 1) marks?.push(at);
      at = scalarEnd(bytes, at);
      if (at < 0) return invalid(~at);
      if (depth === 1) marks?.push(at);
    }
    at = skipSpace(bytes, at);
    while (depth > 0 && bytes[at] === closers[depth]) at = skipSpace(bytes, closed(at, --depth, marks));
    if (depth === 0) return at === bytes.length ? null : invalid(at);
    if (bytes[at] !== COMMA) return invalid(at);
    at = beforeValue(bytes, skipSpace(bytes, at + 1), depth, closers, marks);
    if (at < 0) return invalid(~at);
  }
}

/** Steps over an element's comma-side start: nothing in an array, the name and colon in an object. */
function beforeValue(
  bytes: Uint8Array,
  at: number,
  depth: number,
  closers: Uint8Array,
  marks: number[] | null,
): number {
  if (closers[depth] === CLOSE_ARRAY) {
    if (depth === 1) marks?.push(0, 0);
    return at;
  }
  if (bytes[at] !== QUOTE) return ~at;
  const end = stringEnd(bytes, at);
  if (end < 0) return end;
  if (depth === 1) marks?.push(at, end);
  const colon = skipSpace(bytes, end);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : ~colon;
}

function closed(at: number, depthOutside: number, marks: number[] | null): number {
  if (depthOutside === 1) marks?.push(at + 1);
  return at + 1;
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
  }
  return at;
}

function scalarEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return stringEnd(bytes, at);
    case 0x74:
      return wordEnd(bytes, at, "true");
    case 0x66:
      return wordEnd(bytes, at, "false");
    case 0x6e:
      return wordEnd(bytes, at, "null");
    default:
      return numberEnd(bytes, at);
  }
}

function stringEnd(bytes: Uint8Array, from: number): number {
  const length = bytes.length;
  for (let at = from + 1; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte > QUOTE && byte < 0x80 && byte !== BACKSLASH) continue;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return ~at;
    if (byte === 0x20 || byte === 0x21) continue;
    const end = byte === BACKSLASH ? escapeEnd(bytes, at + 1) : characterEnd(bytes, at);
    if (end < 0) return end;
    at = end - 1;
  }
  return ~length;
}

/** One character beyond ASCII, well-formed as in the Unicode standard's table 3-7 (no surrogates, nothing overlong). */
function characterEnd(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  if (lead < 0xc2 || lead > 0xf4) return ~at;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return ~at;
  const end = at + (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4);
  for (let next = at + 2; next < end; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return ~at;
  return end;
}

/** `at` is the byte after the backslash. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let digit = at + 1; digit < at + 5; digit++) if (!isHexDigit(bytes[digit])) return ~digit;
      return at + 5;
    default:
      return ~at;
  }
}

function wordEnd(bytes: Uint8Array, from: number, word: string): number {
  for (let i = 1; i < word.length; i++) if (bytes[from + i] !== word.charCodeAt(i)) return ~(from + i);
  return from + word.length;
}

/** `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` */
function numberEnd(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  if (!isDigit(bytes[at])) return ~at;
  at = bytes[at] === 0x30 ? at + 1 : digitsEnd(bytes, at);
  if (bytes[at] === 0x2e) {
    if (!isDigit(bytes[++at])) return ~at;
    at = digitsEnd(bytes, at);
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
    if (!isDigit(bytes[at])) return ~at;
    at = digitsEnd(bytes, at);
  }
  return at;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at++;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** The member name between two quotes, escapes resolved. */
function keyText(text: Buffer, start: number, end: number): string {
  const raw = text.toString("utf8", start + 1, end - 1);
  return raw.includes("\\") ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function wrongKind(bytes: Uint8Array, open: number): JsonFailure | null {
  const at = skipSpace(bytes, 0);
  return bytes[at] === open ? null : invalid(at);
}

function invalid(at: number): JsonFailure {
  return { ok: false, error: "invalid_json", at };
}
