import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What the URL of the endpoint list may say. */
export const endpointFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(["enabled", "disabled"]),
  cursor: parseAsString,
};

export const loadEndpointFilters = createLoader(endpointFilters);
