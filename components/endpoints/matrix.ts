/**
 * The event picker's view by channel: a line per event type, category or pattern, a column per channel, and in each
 * cell when. It reads and changes the same `Selection` as the list; nothing is kept besides.
 */
import type { Subscription } from "@/lib/contract/endpoints";
import { isUnder, type Selection } from "./selection";

export type Moment = "now" | "runEnd";

/** Everything (`*`), a category (`*` of it), a type, or a pattern. A type's category tells by what it is covered. */
export type Line = { type: string; category: string | null };

export const EVERYTHING: Line = { type: "*", category: null };

/** What was chosen for the cell itself, and what it gets anyway by a subscription that takes in more. */
export type Cell = { own: Moment | null; cover: { when: Moment; by: Subscription } | null };

/** One type of one category has no line; it is carried through. */
export const hasCell = ({ type, category }: Subscription): boolean => !category || type === "*";

/** What only the matrix can show, so that the picker opens with it. */
export const isRouted = ({ others }: Selection): boolean => others.some(hasCell);

export const channelsIn = ({ others }: Selection): string[] => [
  ...new Set(others.filter(hasCell).flatMap(({ channel }) => channel ?? [])),
];

/** Every line that something is chosen in, whether or not the catalogue has it. */
export function linesIn({ categories, types, others }: Selection): Line[] {
  const lines = [
    ...categories.map((category) => ({ type: "*", category })),
    ...types.map((type) => ({ type, category: null })),
    ...others.filter(hasCell).map(({ type, category }) => ({ type, category: category ?? null })),
  ];
  return lines.filter(({ type, category }) => type !== "*" || category !== null);
}

function subscriptionAt({ type, category }: Line, channel: string | null, when: Moment): Subscription {
  return {
    type,
    ...(type === "*" && category !== null ? { category } : {}),
    ...(channel !== null ? { channel } : {}),
    ...(when === "runEnd" ? { when } : {}),
  };
}

/** Whether a subscription is the one of this cell, whenever it sends. */
function isAt(line: Line, channel: string | null) {
  const wanted = subscriptionAt(line, channel, "now");
  return ({ type, category, channel: on }: Subscription) =>
    type === wanted.type &&
    (category ?? null) === (wanted.category ?? null) &&
    (on ?? null) === (wanted.channel ?? null);
}

/** Whether whatever falls into the cell falls under the subscription. */
function covers({ type, category, channel: on }: Subscription, line: Line, channel: string | null): boolean {
  if (on && on !== channel) return false;
  if (category && category !== line.category) return false;
  return type === "*" || type === line.type || isUnder(type, line.type);
}

const momentOf = ({ when }: Subscription): Moment => when ?? "now";

/** The earliest: where several apply, `now` wins. */
const earliest = (found: readonly Subscription[]) =>
  found.find((each) => momentOf(each) === "now") ?? found.at(0);

/** `subscriptions` are those of the selection; `channel` null is the column of every channel. */
export function cellAt(subscriptions: readonly Subscription[], line: Line, channel: string | null): Cell {
  const isOwn = isAt(line, channel);
  const own = earliest(subscriptions.filter(isOwn));
  const by = earliest(subscriptions.filter((each) => !isOwn(each) && covers(each, line, channel)));
  return { own: own ? momentOf(own) : null, cover: by ? { when: momentOf(by), by } : null };
}

/** The selection with that cell set, or emptied. */
export function setCell(
  selection: Selection,
  line: Line,
  channel: string | null,
  when: Moment | null,
): Selection {
  const isListed = channel === null && when === "now";
  const others = selection.others.filter((each) => !isAt(line, channel)(each));
  if (when !== null && !isListed) others.push(subscriptionAt(line, channel, when));
  return channel === null ? { ...listed(selection, line, isListed), others } : { ...selection, others };
}

/** The same in what the list shows: at once, on whichever channel. */
function listed(selection: Selection, { type, category }: Line, isOn: boolean): Selection {
  const put = (names: readonly string[], name: string) => [
    ...names.filter((each) => each !== name),
    ...(isOn ? [name] : []),
  ];
  if (type !== "*") return { ...selection, types: put(selection.types, type) };
  if (category === null) return { ...selection, all: isOn };
  return { ...selection, categories: put(selection.categories, category) };
}
