import {
  createLoader,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { sinceOf, TIME_RANGE_NAMES } from "@/components/ui/time-range";

export const STATUSES = ["pending", "held", "succeeded", "failed", "cancelled"] as const;

/** What the URL of the delivery list may say. */
export const deliveryFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(STATUSES)).withDefault([]),
  type: parseAsString,
  endpoint: parseAsString,
  channel: parseAsString,
  event: parseAsString,
  httpStatus: parseAsString,
  category: parseAsString,
  run: parseAsString,
  range: parseAsStringLiteral(TIME_RANGE_NAMES),
  /** A period as a chart's bar has it, instead of a range up to now. */
  since: parseAsString,
  until: parseAsString,
  cursor: parseAsString,
};

export type DeliveryFilters = inferParserType<typeof deliveryFilters>;

export const loadDeliveryFilters = createLoader(deliveryFilters);

const serialize = createSerializer(deliveryFilters);

/** The filters as what stands behind the `?`, always in one order; without the page. */
export const queryOf = (filters: DeliveryFilters): string =>
  serialize({ ...filters, cursor: null }).replace(/^\?/, "");

/** The same for a query that was kept, in whichever order and version it was written. */
export const tidyQuery = (query: string): string => queryOf(loadDeliveryFilters(new URLSearchParams(query)));

/** What a replay of everything that matches would be asked for; null where it cannot be asked for so. */
export function replayableFilter(filters: DeliveryFilters): Record<string, unknown> | null {
  const { q, status, type, endpoint, channel, event, run, httpStatus, category, range } = filters;
  const settled = status.filter((each) => each !== "pending" && each !== "held");
  if (q || channel || event || run || httpStatus || category || settled.length < status.length) return null;
  const since = filters.since ?? sinceOf(range);
  const filter = {
    ...(settled.length > 0 ? { status: settled } : {}),
    ...(type ? { type } : {}),
    ...(endpoint ? { endpointId: endpoint } : {}),
    ...(since ? { since } : {}),
    ...(filters.until ? { until: filters.until } : {}),
  };
  return Object.keys(filter).length > 0 ? filter : null;
}
