import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listEvents } from "@/app/api/v1/projects/[project]/events/route";
import { EventList } from "@/components/events/event-list";
import { loadEventFilters } from "@/components/events/filters";
import { eventList } from "@/components/events/queries";

export const metadata: Metadata = { title: "Events" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function EventsPage({ params, searchParams }: Props) {
  const { project } = await params;
  await requireViewer(`/projects/${project}/events`, await searchParams);
  const filters = await loadEventFilters(searchParams);
  return (
    <Prefetched asked={[[eventList(project, filters), listEvents]]} params={{ project }}>
      <EventList project={project} />
    </Prefetched>
  );
}
