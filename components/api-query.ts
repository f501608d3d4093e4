/** One way to write down a read of the API, for the browser (react-query) and for a page that prefetches it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, apiPath, type Query } from "./api-client";

/**
 * `path` is below `/api/v1`. The answer keeps standing while another page or filter of the same list is
 * fetched. The result's `path` is the whole address, for a page that asks on the server.
 */
export function apiQuery<Answer>(queryKey: readonly unknown[], path: string, query: Query = {}) {
  const options = queryOptions({
    queryKey,
    queryFn: ({ signal }) => api<Answer>("GET", path, { query, signal }),
    placeholderData: keepPreviousData,
  });
  return Object.assign(options, { path: apiPath(path, query) });
}
