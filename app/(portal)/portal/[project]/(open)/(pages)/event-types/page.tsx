import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireVisitor } from "@/app/(portal)/portal-viewer";
import { GET as listEventTypes } from "@/app/api/v1/workspace/event-types/route";
import { EventTypeList } from "@/components/event-types/event-type-list";
import { eventTypeList } from "@/components/event-types/queries";

export const metadata: Metadata = { title: "Event types" };

type Props = { params: Promise<{ project: string }> };

export default async function EventTypesPage({ params }: Props) {
  const { project } = await params;
  const viewerOf = await requireVisitor(project);
  return (
    <Prefetched
      viewerOf={viewerOf}
      asked={[[eventTypeList({ q: "", cursor: null, archived: false }), listEventTypes]]}
    >
      <EventTypeList project={project} />
    </Prefetched>
  );
}
