/** Guesses the shape of a body from one of them: which member says what. Promises a shape of the vocabulary. */
import type { BodyField, BodyShape, BodyValue, TimestampFormat } from "@/lib/policy/delivery-policy";

export type GuessedBody = {
  /** `raw` when there is no envelope around the payload that we know to write. */
  shape: BodyShape;
  /** The event's type, where a member says it. */
  type: string | null;
  /** Members of the envelope that a dialect does not know to write; the shape is without them. */
  unexplained: string[];
};

const RAW: GuessedBody = { shape: { kind: "raw" }, type: null, unexplained: [] };

/**
 * `body` is whatever came; only a JSON object has a shape to guess. `ids` are the values of headers, among
 * which the event's id may be.
 */
export function bodyShapeOf(body: Uint8Array, ids: ReadonlySet<string>): GuessedBody {
  const parsed = parse(body);
  if (!isObject(parsed)) return RAW;
  const [only, ...others] = Object.entries(parsed);
  const items = only?.[1];
  if (only && others.length === 0 && isName(only[0]) && Array.isArray(items) && isObject(items[0])) {
    const { fields, ...guessed } = fieldsOf(items[0], ids);
    return fields.length === 0 ? RAW : { ...guessed, shape: { kind: "batch", name: only[0], fields } };
  }
  const { fields, ...guessed } = fieldsOf(parsed, ids);
  return fields.length === 0 ? RAW : { ...guessed, shape: { kind: "object", fields } };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isName = (name: string) => /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name);

type Fields = Omit<GuessedBody, "shape"> & { fields: BodyField[] };

/** No fields unless a member is the type: without one it is a payload, not an envelope. */
function fieldsOf(object: Record<string, unknown>, ids: ReadonlySet<string>): Fields {
  const members = Object.entries(object).map(([name, value]) => ({
    name,
    value,
    meant: isName(name) ? meaningOf(name, value, ids) : null,
  }));
  const type = members.find(({ meant }) => meant?.from === "type");
  if (!type) return { fields: [], type: null, unexplained: [] };
  const strange = members.filter(({ meant }) => meant === null).map(({ name }) => name);
  const hasPayload = members.some(({ meant }) => meant?.from === "payload");
  const isThin = !hasPayload && strange.length === 1 && strange[0] === "id";
  const fields = members.flatMap(({ name, meant }): BodyField[] => {
    if (meant) return [{ name, value: meant }];
    return isThin ? [{ name, value: { from: "payload-id" } }] : [];
  });
  const told = { fields, type: String(type.value) };
  if (isThin || strange.length === 0) return { ...told, unexplained: [] };
  if (hasPayload) return { ...told, unexplained: strange };
  // What else there is are the payload's own members, beside ours.
  return { ...told, fields: [...fields, { name: "data", value: { from: "spread" } }], unexplained: [] };
}

function meaningOf(name: string, value: unknown, ids: ReadonlySet<string>): BodyValue | null {
  if (/^(type|event|event_?type|event_?name|topic)$/i.test(name))
    return typeof value === "string" && /^[\w.:/-]{1,128}$/.test(value) ? { from: "type" } : null;
  if (/^(data|payload)$/i.test(name)) return { from: "payload" };
  if (name === "category" && typeof value === "string") return { from: "category" };
  if (/(^|_)id$|Id$/.test(name) && ids.has(String(value))) return { from: "event-id" };
  if (!/^(timestamp|time|created|created_?at|sent_?at)$/i.test(name)) return null;
  const format = FORMATS.find(([pattern]) => pattern.test(String(value)))?.[1];
  return format ? { from: "timestamp", format } : null;
}

const DATE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";
const FORMATS: readonly [pattern: RegExp, TimestampFormat][] = [
  [new RegExp(`^${DATE}\\+00:00$`), "iso-seconds-offset"],
  [new RegExp(`^${DATE}\\.\\d{3}Z$`), "iso-millis-z"],
  [new RegExp(`^${DATE}Z$`), "iso-seconds-z"],
  [/^\d{13}$/, "epoch-millis"],
  [/^\d{10}$/, "epoch-seconds"],
];
