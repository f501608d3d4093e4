/**
 * Lets sends begin a few at a time. Between two turns the event loop reads what has come back, so an answer is
 * noticed when it arrives and its connection carries the next request, instead of a thousand being opened at once.
 */

const STARTS_A_TURN = 32;

const waiting: (() => void)[] = [];
let left = STARTS_A_TURN;
let scheduled = false;

/** Calls `start` now or, when many have started in this turn of the event loop, in one of the next, in order. */
export function inTurn(start: () => void): void {
  if (!scheduled) {
    scheduled = true;
    setImmediate(nextTurn);
  }
  if (left > 0 && waiting.length === 0) {
    left--;
    start();
  } else waiting.push(start);
}

function nextTurn(): void {
  const starting = waiting.splice(0, STARTS_A_TURN);
  left = STARTS_A_TURN - starting.length;
  scheduled = starting.length > 0;
  if (scheduled) setImmediate(nextTurn);
  for (const start of starting) start();
}
