import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getDelivery } from "@/app/api/v1/projects/[project]/deliveries/[delivery]/route";
import { DeliveryDetail } from "@/components/deliveries/delivery-detail";
import { deliveryDetail } from "@/components/deliveries/queries";

export const metadata: Metadata = { title: "Delivery" };

type Props = { params: Promise<{ project: string; delivery: string }> };

export default async function DeliveryPage({ params }: Props) {
  const { project, delivery } = await params;
  await requireViewer(`/projects/${project}/deliveries/${delivery}`);
  return (
    <Prefetched asked={[[deliveryDetail(project, delivery), getDelivery]]} params={{ project, delivery }}>
      <DeliveryDetail project={project} id={delivery} />
    </Prefetched>
  );
}
