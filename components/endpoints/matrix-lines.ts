/** The lines of the event picker's matrix: the catalogue's, and whatever else is asked for by name. */
import { type CatalogueGroup, categoryTitle, matches } from "./catalogue-groups";
import type { Line } from "./matrix";

/** `isHead`: of more than one type. */
export type Titled = Line & { title: string; isHead?: boolean; about?: string };

/** Categories with their types, then the rest, each line once; `words` leaves those in which they are found. */
export function linesOf(
  groups: readonly CatalogueGroup[],
  { words, more }: { words: string; more: readonly Line[] },
): Titled[] {
  const known = new Set<string>([keyOf({ type: "*", category: null })]);
  const listed = groups.flatMap(({ category, members }): Titled[] => {
    const head = { type: "*", category, title: categoryTitle(category), isHead: true };
    const lines = members.map((type) => ({
      type: type.name,
      category,
      title: type.name,
      about: type.description,
    }));
    for (const line of [head, ...lines]) known.add(keyOf(line));
    const found = lines.filter((_, at) => members[at] && matches(members[at], words));
    return category === null || found.length === 0 ? found : [head, ...found];
  });
  const rest = new Map(more.filter((line) => !known.has(keyOf(line))).map((line) => [keyOf(line), line]));
  const named = [...rest.values()].map((line) =>
    line.type === "*"
      ? { ...line, title: categoryTitle(line.category), isHead: true }
      : { ...line, title: line.type },
  );
  return [...listed, ...named.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()))];
}

const keyOf = ({ type, category }: Line) => (type === "*" ? `* ${category ?? ""}` : type);
