/**
 * Reads single values out of a payload's exact source. Promises a number as it was written
 * (`12345678901234567890`, `1.0`), and to scan each container once, however many values are asked of it.
 */

import { type JsonSlice, scanArray, scanObject } from "@/lib/policy/json-text";

/** `source` is the JSON text of the value. */
export type PayloadValue =
  | { kind: "string"; text: string }
  | { kind: "number" | "true" | "false" | "null"; source: string }
  | { kind: "array" | "object"; source: Uint8Array };

export type PayloadReader = {
  /** The value behind these names; null when there is none. No names: the payload itself. */
  value: (keys: readonly string[]) => PayloadValue | null;
  /** The names of a container's members in order, each once; an array's are its indexes. Null for a scalar. */
  names: (keys: readonly string[]) => string[] | null;
};

type Members = ReadonlyMap<string, JsonSlice>;

export function payloadReader(payload: Uint8Array): PayloadReader {
  const scanned = new Map<string, { bytes: Uint8Array; members: Members } | null>();
  const containerAt = (keys: readonly string[]) => {
    const at = keys.join("\u0000");
    const known = scanned.get(at);
    if (known !== undefined) return known;
    const bytes = bytesAt(keys);
    const members = bytes && membersOf(bytes);
    const container = bytes && members ? { bytes, members } : null;
    scanned.set(at, container);
    return container;
  };
  const bytesAt = (keys: readonly string[]): Uint8Array | null => {
    if (keys.length === 0) return payload;
    const container = containerAt(keys.slice(0, -1));
    const slice = container?.members.get(keys.at(-1) as string);
    return container && slice ? container.bytes.subarray(slice.start, slice.end) : null;
  };
  return {
    value: (keys) => {
      const bytes = bytesAt(keys);
      return bytes && readValue(bytes);
    },
    names: (keys) => {
      const container = containerAt(keys);
      return container && [...container.members.keys()];
    },
  };
}

/** Of duplicates the last counts, as for `JSON.parse`. */
function membersOf(bytes: Uint8Array): Members | null {
  const object = scanObject(bytes);
  if (object.ok) return new Map(object.members.map((member) => [member.key, member]));
  const array = scanArray(bytes);
  return array.ok ? new Map(array.elements.map((element, index) => [String(index), element])) : null;
}

const SCALARS = { t: "true", f: "false", n: "null" } as const;

function readValue(bytes: Uint8Array): PayloadValue {
  const start = bytes.findIndex((byte) => byte > 0x20);
  const first = String.fromCharCode(bytes[start] ?? 0);
  if (first === "{") return { kind: "object", source: bytes };
  if (first === "[") return { kind: "array", source: bytes };
  const source = new TextDecoder().decode(bytes).trim();
  if (first === '"') return { kind: "string", text: JSON.parse(source) as string };
  const kind = first === "t" || first === "f" || first === "n" ? SCALARS[first] : "number";
  return { kind, source };
}
