import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What the URL of the list of runs may say. */
export const runFilters = {
  state: parseAsStringLiteral(["open", "ended"]),
  cursor: parseAsString,
};

export const loadRunFilters = createLoader(runFilters);
