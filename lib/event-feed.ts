/**
 * Where a reader of the event feed stands. Events commit in another order than their ids, so "everything up
 * to this id" is certain only for ids of half a minute ago; of the younger ones the position remembers which
 * were handed over. Promises that a reader who follows its cursor gets every event once; pure.
 */
import { firstIdOf } from "./bounded-search";

/** Longer than a statement of accept and its wait for a connection may take (20 s). */
const SETTLED_AFTER_MS = 30_000;
/** The position travels in a URL. When so many young events were read, the reader waits for them to settle. */
const MAX_YOUNG = 100;

/** Everything up to `after` was handed over, and of what is younger, `young`. Ids are uuids. */
export type FeedPosition = { after: string | null; young: string[] };

/** Reads what `packPosition` wrote, out of a cursor whose signature was checked. */
export function unpackPosition(packed: string | null): FeedPosition {
  if (packed === null) return { after: null, young: [] };
  const [after = "", ...young] = packed.split(",");
  return { after: after === "" ? null : after, young };
}

export const packPosition = ({ after, young }: FeedPosition): string => [after ?? "", ...young].join(",");

/** `seenTo`: up to where everything unread was found; null when that is everything. */
type Search = { seenTo: string | null; nowMs: number };

/** The rows to hand over of those found (ascending, unread), and where the reader stands then. */
export function advance(
  from: FeedPosition,
  found: readonly string[],
  { seenTo, nowMs }: Search,
): { ids: string[]; position: FeedPosition } {
  const settled = firstIdOf(nowMs - SETTLED_AFTER_MS);
  const oldEnough = found.filter((id) => id < settled);
  const young = found.filter((id) => id >= settled);
  const handedOver = [...from.young, ...oldEnough].filter((id) => id < settled).sort();
  // What was young may have settled while older ones, committed behind it, wait for the next page.
  const isCut = seenTo !== null && seenTo < settled;
  const after = isCut ? seenTo : (handedOver.at(-1) ?? from.after);
  const remembered = from.young.filter((id) => after === null || id > after);
  const taken = young.slice(0, MAX_YOUNG - remembered.length);
  return { ids: [...oldEnough, ...taken], position: { after, young: [...remembered, ...taken] } };
}
