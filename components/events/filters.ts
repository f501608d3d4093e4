import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { TIME_RANGE_NAMES } from "@/components/ui/time-range";

/** What the URL of the event list may say. */
export const eventFilters = {
  q: parseAsString.withDefault(""),
  type: parseAsString,
  range: parseAsStringLiteral(TIME_RANGE_NAMES),
  cursor: parseAsString,
};

export type EventFilters = inferParserType<typeof eventFilters>;

export const loadEventFilters = createLoader(eventFilters);
