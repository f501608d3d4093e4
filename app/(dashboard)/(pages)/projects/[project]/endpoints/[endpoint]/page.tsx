import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/deliveries/route";
import { GET as getEndpoint } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/route";
import { endpointDeliveries } from "@/components/deliveries/queries";
import { EndpointDetail } from "@/components/endpoints/endpoint-detail";
import { endpointDetail } from "@/components/endpoints/queries";

export const metadata: Metadata = { title: "Endpoint" };

type Props = { params: Promise<{ project: string; endpoint: string }> };

export default async function EndpointPage({ params }: Props) {
  const { project, endpoint } = await params;
  await requireViewer(`/projects/${project}/endpoints/${endpoint}`);
  return (
    <Prefetched
      asked={[
        [endpointDetail(project, endpoint), getEndpoint],
        [endpointDeliveries(project, endpoint), listDeliveries],
      ]}
      params={{ project, endpoint }}
    >
      <EndpointDetail project={project} id={endpoint} />
    </Prefetched>
  );
}
