import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireVisitor } from "@/app/(portal)/portal-viewer";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/deliveries/route";
import { GET as listEndpoints } from "@/app/api/v1/projects/[project]/endpoints/route";
import { DeliveryList } from "@/components/deliveries/delivery-list";
import { loadDeliveryFilters } from "@/components/deliveries/filters";
import { deliveryList } from "@/components/deliveries/queries";
import { endpointNames } from "@/components/endpoints/queries";

export const metadata: Metadata = { title: "Deliveries" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function DeliveriesPage({ params, searchParams }: Props) {
  const { project } = await params;
  const viewerOf = await requireVisitor(project);
  const filters = await loadDeliveryFilters(searchParams);
  return (
    <Prefetched
      viewerOf={viewerOf}
      asked={[
        [deliveryList(project, filters), listDeliveries],
        [endpointNames(project), listEndpoints],
      ]}
      params={{ project }}
    >
      <DeliveryList project={project} />
    </Prefetched>
  );
}
