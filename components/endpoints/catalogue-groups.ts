/** The catalogue as the event picker lays it out: by category, found by words. */
import type { EventType } from "@/lib/contract/event-types";

export type CatalogueGroup = { category: string | null; members: readonly EventType[] };

/** Types by category; those without one last. Archived ones are not offered. */
export function grouped(types: readonly EventType[]): CatalogueGroup[] {
  const groups = new Map<string | null, EventType[]>();
  for (const type of types)
    if (type.archivedAt === null) groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
  return [...groups]
    .map(([category, members]) => ({ category, members }))
    .sort(({ category: a }, { category: b }) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
}

export const matches = ({ name, description, category }: EventType, words: string): boolean =>
  `${name} ${description} ${category ?? ""}`.toLowerCase().includes(words.toLowerCase());

/** `network_event` as people read it. */
export const categoryTitle = (category: string | null): string =>
  category === null
    ? "Without a category"
    : category.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
