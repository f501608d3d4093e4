import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireVisitor } from "@/app/(portal)/portal-viewer";
import { GET as listEventTypes } from "@/app/api/v1/workspace/event-types/route";
import { NewEndpoint } from "@/components/endpoints/new-endpoint";
import { eventTypeNames } from "@/components/event-types/queries";

export const metadata: Metadata = { title: "Add endpoint" };

type Props = { params: Promise<{ project: string }> };

export default async function NewEndpointPage({ params }: Props) {
  const { project } = await params;
  const viewerOf = await requireVisitor(project);
  return (
    <Prefetched viewerOf={viewerOf} asked={[[eventTypeNames(), listEventTypes]]}>
      <NewEndpoint project={project} />
    </Prefetched>
  );
}
