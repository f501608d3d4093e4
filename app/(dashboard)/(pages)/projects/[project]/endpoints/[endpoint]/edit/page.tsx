import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getEndpoint } from "@/app/api/v1/projects/[project]/endpoints/[endpoint]/route";
import { GET as listEventTypes } from "@/app/api/v1/workspace/event-types/route";
import { EditEndpoint } from "@/components/endpoints/edit-endpoint";
import { endpointDetail } from "@/components/endpoints/queries";
import { eventTypeNames } from "@/components/event-types/queries";

export const metadata: Metadata = { title: "Edit endpoint" };

type Props = { params: Promise<{ project: string; endpoint: string }> };

export default async function EditEndpointPage({ params }: Props) {
  const { project, endpoint } = await params;
  await requireViewer(`/projects/${project}/endpoints/${endpoint}/edit`);
  return (
    <Prefetched
      asked={[
        [endpointDetail(project, endpoint), getEndpoint],
        [eventTypeNames(), listEventTypes],
      ]}
      params={{ project, endpoint }}
    >
      <EditEndpoint project={project} id={endpoint} />
    </Prefetched>
  );
}
