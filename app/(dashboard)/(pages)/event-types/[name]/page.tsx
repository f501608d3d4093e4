import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getEventType } from "@/app/api/v1/workspace/event-types/[name]/route";
import { GET as listSubscribers } from "@/app/api/v1/workspace/event-types/[name]/subscribers/route";
import { GET as readViolations } from "@/app/api/v1/workspace/event-types/[name]/violations/route";
import { GET as readWorkspace } from "@/app/api/v1/workspace/route";
import { EventTypeDetail } from "@/components/event-types/event-type-detail";
import { eventTypeDetail, eventTypeSubscribers, eventTypeViolations } from "@/components/event-types/queries";
import { ownWorkspace } from "@/components/settings/queries";

export const metadata: Metadata = { title: "Event type" };

type Props = { params: Promise<{ name: string }> };

export default async function EventTypePage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  await requireViewer(`/event-types/${name}`);
  return (
    <Prefetched
      asked={[
        [eventTypeDetail(name), getEventType],
        [eventTypeSubscribers(name), listSubscribers],
        [eventTypeViolations(name), readViolations],
        [ownWorkspace(), readWorkspace],
      ]}
      params={{ name }}
    >
      <EventTypeDetail name={name} />
    </Prefetched>
  );
}
