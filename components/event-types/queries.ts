import { apiQuery } from "@/components/api-query";
import type { EventType, EventTypeSubscribers, EventTypeViolations } from "@/lib/contract/event-types";
import type { Page } from "@/lib/contract/page";

export type EventTypeFilters = { q: string; cursor: string | null; archived: boolean };

export const eventTypeList = ({ q, cursor, archived }: EventTypeFilters) =>
  apiQuery<Page<EventType>>(["event-types", "list", { q, cursor, archived }], "/workspace/event-types", {
    q,
    cursor,
    archived: archived ? "true" : null,
  });

/** The catalogue as filters and the event picker offer it: its first hundred types. */
export const eventTypeNames = () =>
  apiQuery<Page<EventType>>(["event-types", "names"], "/workspace/event-types", { limit: "100" });

export const eventTypeDetail = (name: string) =>
  apiQuery<EventType>(["event-types", "one", name], `/workspace/event-types/${encodeURIComponent(name)}`);

/** The endpoints an event of this type would go to. */
export const eventTypeSubscribers = (name: string) =>
  apiQuery<EventTypeSubscribers>(
    ["event-types", "subscribers", name],
    `/workspace/event-types/${encodeURIComponent(name)}/subscribers`,
  );

/** How often published payloads broke the type's schema. */
export const eventTypeViolations = (name: string) =>
  apiQuery<EventTypeViolations>(
    ["event-types", "violations", name],
    `/workspace/event-types/${encodeURIComponent(name)}/violations`,
  );
