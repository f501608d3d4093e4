import { apiQuery } from "@/components/api-query";
import { sinceOf } from "@/components/ui/time-range";
import type { Event, EventDetail } from "@/lib/contract/events";
import type { Page } from "@/lib/contract/page";
import type { EventFilters } from "./filters";

export const eventList = (project: string, { range, ...filters }: EventFilters) =>
  apiQuery<Page<Event>>([project, "events", "list", { range, ...filters }], `/projects/${project}/events`, {
    ...filters,
    since: sinceOf(range),
  });

export const eventDetail = (project: string, event: string) =>
  apiQuery<EventDetail>([project, "events", event], `/projects/${project}/events/${event}`);
