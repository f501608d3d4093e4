/**
 * Ids as people see them (`evt_01jv…`, TypeID: a prefix and a UUIDv7 in Crockford base32) and as Postgres
 * keeps them (`uuid`). Nothing else translates between the two.
 */
import { randomFillSync } from "node:crypto";
import { fromString, fromUUID, toUUID } from "typeid-js";
import { V7Generator } from "uuidv7";

export const ID_PREFIXES = {
  workspace: "ws",
  project: "prj",
  endpoint: "ep",
  event: "evt",
  delivery: "dlv",
  attempt: "att",
  apiKey: "key",
  user: "usr",
  run: "run",
  secret: "sec",
  auditEntry: "aud",
  replayJob: "rpl",
  portalLink: "plk",
  session: "ses",
  playInbox: "inb",
  playRequest: "req",
  savedView: "viw",
  alertRule: "alr",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

/** Secure random numbers drawn a thousand at a time: asking the system for each costs more than all the rest of an id. */
const drawn = new Uint32Array(1_024);
let next = drawn.length;
const generator = new V7Generator({
  nextUint32: () => {
    if (next === drawn.length) {
      randomFillSync(drawn);
      next = 0;
    }
    return drawn[next++] as number;
  },
});

/** A new UUIDv7 in its canonical text form; ids made by one process ascend. */
export const newUuid = (): string => generator.generate().toString();

/** `0190a1b2-…` as `evt_01j2…`. */
export function publicId(kind: IdKind, uuid: string): string {
  return fromUUID(uuid, ID_PREFIXES[kind]).toString();
}

/** `evt_01j2…` as its uuid, or `null` when it is not an id of that kind. */
export function uuidOf(kind: IdKind, id: string): string | null {
  if (!id.startsWith(`${ID_PREFIXES[kind]}_`) || id.length > 40) return null;
  try {
    return toUUID(fromString(id, ID_PREFIXES[kind]));
  } catch {
    return null;
  }
}
