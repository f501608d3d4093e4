import {
  createLoader,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { TIME_RANGE_NAMES } from "@/components/ui/time-range";

export const STATUSES = ["pending", "held", "succeeded", "failed", "cancelled"] as const;

/** What the URL of the delivery list may say. */
export const deliveryFilters = {
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(STATUSES)).withDefault([]),
  type: parseAsString,
  endpoint: parseAsString,
  event: parseAsString,
  run: parseAsString,
  range: parseAsStringLiteral(TIME_RANGE_NAMES),
  /** A period as a chart's bar has it, instead of a range up to now. */
  since: parseAsString,
  until: parseAsString,
  cursor: parseAsString,
};

export type DeliveryFilters = inferParserType<typeof deliveryFilters>;

export const loadDeliveryFilters = createLoader(deliveryFilters);
