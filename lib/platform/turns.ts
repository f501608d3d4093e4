/**
 * Shares the event loop out: requests begin and are given up a few at a time. Between two turns the loop reads what
 * has come back, so an answer is noticed when it arrives and its connection carries the next request, instead of a
 * thousand being opened at once; and ten thousand requests that time out together hold up nobody who answers.
 */

/** `soon`: somebody waits for it. `later`: about receivers that do not answer. */
export type Haste = "soon" | "later";

type Line = { readonly size: number; left: number; waiting: (() => void)[] };

const line = (size: number): Line => ({ size, left: size, waiting: [] });
/** How many of each in a turn; what is late anyway takes a tenth of a millisecond, and there may be thousands. */
const LINES: Record<Haste, Line> = { soon: line(32), later: line(8) };
let scheduled = false;

/** Does it now or, when many have been done in this turn of the event loop, in one of the next, in order. */
export function inTurn(haste: Haste, work: () => void): void {
  if (!scheduled) {
    scheduled = true;
    setImmediate(nextTurn);
  }
  const { left, waiting } = LINES[haste];
  if (left > 0 && waiting.length === 0) {
    LINES[haste].left--;
    work();
  } else waiting.push(work);
}

function nextTurn(): void {
  const soon = taken(LINES.soon);
  const later = taken(LINES.later);
  scheduled = soon.length + later.length > 0;
  if (scheduled) setImmediate(nextTurn);
  for (const work of soon) work();
  for (const work of later) work();
}

function taken(from: Line): (() => void)[] {
  const some = from.waiting.splice(0, from.size);
  from.left = from.size - some.length;
  return some;
}
