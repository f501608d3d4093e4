import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getEvent } from "@/app/api/v1/projects/[project]/events/[event]/route";
import { EventDetail } from "@/components/events/event-detail";
import { eventDetail } from "@/components/events/queries";

export const metadata: Metadata = { title: "Event" };

type Props = { params: Promise<{ project: string; event: string }> };

export default async function EventPage({ params }: Props) {
  const { project, event } = await params;
  await requireViewer(`/projects/${project}/events/${event}`);
  return (
    <Prefetched asked={[[eventDetail(project, event), getEvent]]} params={{ project, event }}>
      <EventDetail project={project} id={event} />
    </Prefetched>
  );
}
