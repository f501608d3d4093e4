import { apiQuery } from "@/components/api-query";
import { sinceOf } from "@/components/ui/time-range";
import type { Delivery, DeliveryDetail } from "@/lib/contract/deliveries";
import type { Page } from "@/lib/contract/page";
import type { DeliveryFilters } from "./filters";

export const deliveryList = (project: string, { range, ...filters }: DeliveryFilters) =>
  apiQuery<Page<Delivery>>(
    [project, "deliveries", "list", { range, ...filters }],
    `/projects/${project}/deliveries`,
    {
      ...filters,
      since: filters.since ?? sinceOf(range),
    },
  );

/** The newest deliveries of one endpoint. */
export const endpointDeliveries = (project: string, endpoint: string) =>
  apiQuery<Page<Delivery>>(
    [project, "deliveries", "endpoint", endpoint],
    `/projects/${project}/endpoints/${endpoint}/deliveries`,
    { limit: "20" },
  );

/** The deliveries of one event to one endpoint: an original and its replays. */
export const sameDeliveries = (
  project: string,
  { eventId, endpointId }: Pick<Delivery, "eventId" | "endpointId">,
) =>
  apiQuery<Page<Delivery>>(
    [project, "deliveries", "list", "same", eventId, endpointId],
    `/projects/${project}/deliveries`,
    {
      event: eventId,
      endpoint: endpointId,
      limit: "20",
    },
  );

export const deliveryDetail = (project: string, delivery: string) =>
  apiQuery<DeliveryDetail>([project, "deliveries", delivery], `/projects/${project}/deliveries/${delivery}`);
