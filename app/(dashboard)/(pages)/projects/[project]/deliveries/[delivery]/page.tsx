import type { Metadata } from "next";
import { ask, Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getDelivery } from "@/app/api/v1/projects/[project]/deliveries/[delivery]/route";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/deliveries/route";
import { GET as getEndpoint } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/route";
import { DeliveryDetail } from "@/components/deliveries/delivery-detail";
import { deliveryDetail, sameDeliveries } from "@/components/deliveries/queries";
import { endpointDetail } from "@/components/endpoints/queries";
import type { Delivery } from "@/lib/contract/deliveries";

export const metadata: Metadata = { title: "Delivery" };

type Props = { params: Promise<{ project: string; delivery: string }> };

export default async function DeliveryPage({ params }: Props) {
  const { project, delivery: id } = await params;
  await requireViewer(`/projects/${project}/deliveries/${id}`);
  const detail = deliveryDetail(project, id);
  const delivery = await ask<Delivery>(getDelivery, detail.path, { project, delivery: id });
  if (!delivery) return <DeliveryDetail project={project} id={id} />;
  const { endpointId: endpoint } = delivery;
  return (
    <Prefetched
      known={[[detail, delivery]]}
      asked={[
        [endpointDetail(project, endpoint), getEndpoint, { endpoint }],
        [sameDeliveries(project, delivery), listDeliveries],
      ]}
      params={{ project }}
    >
      <DeliveryDetail project={project} id={id} />
    </Prefetched>
  );
}
