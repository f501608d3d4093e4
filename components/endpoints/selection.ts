/**
 * What is chosen in the event picker, and its translation from and to subscriptions. Those the list of types cannot
 * show (with a channel or a `when` of their own) are `others`, of which `matrix.ts` shows most.
 */
import type { Ticked } from "@/components/ui/checkbox";
import type { Subscription } from "@/lib/contract/endpoints";
import type { EventType } from "@/lib/contract/event-types";
import { subscriptionInWords } from "./subscriptions-in-words";

export type Selection = {
  all: boolean;
  categories: readonly string[];
  /** Names and patterns such as `order.*`. */
  types: readonly string[];
  others: readonly Subscription[];
};

export const NOTHING: Selection = { all: false, categories: [], types: [], others: [] };

export function selectionOf(subscriptions: readonly Subscription[]): Selection {
  const others = subscriptions.filter(
    ({ channel, when, category, type }) => channel || when === "runEnd" || (category && type !== "*"),
  );
  const plain = subscriptions.filter((each) => !others.includes(each));
  const types = plain.filter(({ type, category }) => type !== "*" && !category).map(({ type }) => type);
  return {
    all: plain.some(({ type, category }) => type === "*" && !category),
    categories: [...new Set(plain.flatMap(({ category }) => category ?? []))],
    types: [...new Set(types)],
    others: [...new Map(others.map((each) => [subscriptionInWords(each), each])).values()],
  };
}

/** The other way round. What nothing is ticked in is an empty list, which the API would read as everything. */
export function subscriptionsOf({ all, categories, types, others }: Selection): Subscription[] {
  if (all) return [{ type: "*" }, ...others];
  return [
    ...categories.map((category) => ({ type: "*", category })),
    ...types.map((type) => ({ type })),
    ...others,
  ];
}

export const isPattern = (type: string): boolean => type.endsWith(".*");

/** Whether a name, or a narrower pattern, falls under the pattern. */
export const isUnder = (pattern: string, name: string): boolean =>
  isPattern(pattern) && name !== pattern && name.startsWith(pattern.slice(0, -1));

/** The pattern among the ticked ones under which a name falls. */
const patternOver = ({ types }: Selection, name: string): string | undefined =>
  types.find((type) => isUnder(type, name));

/** Why a type is ticked although it was not ticked itself. */
export function coverOf(selection: Selection, { name, category }: EventType): string | undefined {
  if (selection.all) return "all events";
  const byCategory = category !== null && selection.categories.includes(category);
  return byCategory ? category : patternOver(selection, name);
}

/** Whether some subscription asks for the type, on whichever channel. */
export const isWanted = (selection: Selection, type: EventType): boolean =>
  isTicked(selection, type) ||
  selection.others.some(
    (each) =>
      (!each.category || each.category === type.category) &&
      (each.type === "*" || each.type === type.name || isUnder(each.type, type.name)),
  );

export const isTicked = (selection: Selection, type: EventType): boolean =>
  selection.types.includes(type.name) || coverOf(selection, type) !== undefined;

/** A category's box: ticked when the category itself or all of its types are, some when one of them is. */
export function categoryState(
  selection: Selection,
  category: string | null,
  members: readonly EventType[],
): Ticked {
  if (category !== null && selection.categories.includes(category)) return true;
  const ticked = members.filter((each) => isTicked(selection, each)).length;
  if (ticked === 0) return false;
  return ticked === members.length ? true : "some";
}

/** A category is subscribed as such, so that types added to it later come too; types without one are listed. */
export function tickCategory(
  selection: Selection,
  category: string | null,
  members: readonly EventType[],
  on: boolean,
): Selection {
  const names = members.map(({ name }) => name);
  const types = selection.types.filter((type) => !names.includes(type));
  if (category === null) return { ...selection, types: on ? [...types, ...names] : types };
  const categories = selection.categories.filter((each) => each !== category);
  return { ...selection, types, categories: on ? [...categories, category] : categories };
}

/** Unticking a type of a ticked category leaves its siblings ticked one by one. */
export function tickType(
  selection: Selection,
  type: EventType,
  siblings: readonly EventType[],
  on: boolean,
): Selection {
  const { name, category } = type;
  const types = selection.types.filter((each) => each !== name);
  if (on) return { ...selection, types: [...types, name] };
  if (category === null || !selection.categories.includes(category)) return { ...selection, types };
  const kept = siblings.map((each) => each.name).filter((each) => each !== name && !types.includes(each));
  return {
    ...selection,
    categories: selection.categories.filter((each) => each !== category),
    types: [...types, ...kept],
  };
}
