import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listEventTypes } from "@/app/api/v1/workspace/event-types/route";
import { EventTypeList } from "@/components/event-types/event-type-list";
import { eventTypeList } from "@/components/event-types/queries";

export const metadata: Metadata = { title: "Event types" };

export default async function EventTypesPage() {
  await requireViewer("/event-types");
  return (
    <Prefetched asked={[[eventTypeList({ q: "", cursor: null, archived: false }), listEventTypes]]}>
      <EventTypeList />
    </Prefetched>
  );
}
