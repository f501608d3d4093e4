/** Which rows of a list are ticked; pure. Ids stay ticked on other pages of the same list. */

/** As many as one replay takes by their ids. */
export const MAX_SELECTED = 1_000;

export type Selected = { ids: readonly string[]; anchor: string | null };
export const NOTHING: Selected = { ids: [], anchor: null };

type Tick = { id: string; isRange: boolean };

/**
 * Ticks or unticks a row. A range goes from the row ticked last to this one, in the order shown, and takes on what
 * this one becomes.
 */
export function ticked(selected: Selected, order: readonly string[], { id, isRange }: Tick): Selected {
  const isOn = !selected.ids.includes(id);
  const from = selected.anchor === null ? -1 : order.indexOf(selected.anchor);
  const to = order.indexOf(id);
  const range = isRange && from >= 0 ? order.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  const rest = selected.ids.filter((each) => !range.includes(each));
  return { ids: (isOn ? [...rest, ...range] : rest).slice(0, MAX_SELECTED), anchor: id };
}

/** How many of the rows shown are ticked. */
export function shareOf(selected: Selected, order: readonly string[]): boolean | "some" {
  const count = order.filter((id) => selected.ids.includes(id)).length;
  return count > 0 && (count === order.length || "some");
}

/** Ticks all rows shown; unticks them when they all were. */
export function tickedAll(selected: Selected, order: readonly string[]): Selected {
  const rest = selected.ids.filter((id) => !order.includes(id));
  const ids = shareOf(selected, order) === true ? rest : [...rest, ...order];
  return { ids: ids.slice(0, MAX_SELECTED), anchor: null };
}
