import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What the URL of the list of runs may say. */
export const runFilters = {
  /** What goes on is what holds something, so that comes first. */
  state: parseAsStringLiteral(["open", "ended", "all"]).withDefault("open"),
  cursor: parseAsString,
};

export const loadRunFilters = createLoader(runFilters);
