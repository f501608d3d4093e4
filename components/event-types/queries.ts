import { apiQuery } from "@/components/api-query";
import type { EventType } from "@/lib/contract/event-types";
import type { Page } from "@/lib/contract/page";

export type EventTypeFilters = { q: string; cursor: string | null };

export const eventTypeList = ({ q, cursor }: EventTypeFilters) =>
  apiQuery<Page<EventType>>(["event-types", "list", { q, cursor }], "/workspace/event-types", { q, cursor });

/** The catalogue as filters and the event picker offer it: its first hundred types. */
export const eventTypeNames = () =>
  apiQuery<Page<EventType>>(["event-types", "names"], "/workspace/event-types", { limit: "100" });
