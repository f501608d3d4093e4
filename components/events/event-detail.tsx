"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { BodyPanel } from "@/components/ui/body-panel";
import { PageHead } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Id } from "@/components/ui/id";
import { Fact, Facts, Panel } from "@/components/ui/panel";
import { DetailSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { ExactTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useProjectPath, useViewer } from "@/components/viewer";
import type { EventDetail as Detail } from "@/lib/contract/events";
import { ownIdName, ownIdOf } from "./own-id";
import { eventDetail } from "./queries";
import { Skipped } from "./skipped";

export function EventDetail({ project, id }: { project: string; id: string }) {
  const { data: event, error, refetch } = useQuery(eventDetail(project, id));
  const base = useProjectPath()(project);
  const crumbs = [
    useProjectCrumb(project),
    { label: "Events", href: `${base}/events` },
    { label: `${id.slice(0, 12)}…` },
  ];
  if (!event) {
    return (
      <>
        <PageHead
          crumbs={crumbs}
          title={error ? "Event" : <Skeleton className="my-1.5 h-4 w-80 max-w-full" />}
        />
        {error ? (
          <Panel>
            <ErrorState
              error={error}
              onRetry={refetch}
              back={{ href: `${base}/events`, label: "All events" }}
            />
          </Panel>
        ) : (
          <DetailSkeleton panels={[3, 6, 8]} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead crumbs={crumbs} title={<PlainText>{event.type}</PlainText>} sub={reachInWords(event)} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <DeliveryTable
            project={project}
            rows={event.deliveries}
            without="type"
            empty={
              <EmptyState icon={Send} title="It went to nobody">
                {event.skipped.length > 0
                  ? "No endpoint wanted it. Why not is said below for each of them."
                  : "There was no endpoint when it was published."}
              </EmptyState>
            }
          />
          {event.skipped.length > 0 && <Skipped project={project} event={event.id} skipped={event.skipped} />}
          <BodyPanel
            title="Payload"
            body={{ text: event.payload, encoding: "utf8" }}
            fileName={`${event.id}.json`}
            absent="The payload has been deleted, as the retention period says."
            note="exactly as published"
          />
        </div>
        <EventFacts event={event} />
      </div>
    </>
  );
}

function reachInWords({ deliveries, skipped }: Detail): string {
  const sent = count(deliveries.length, "delivery", "deliveries");
  return skipped.length > 0 ? `${sent}; ${count(skipped.length, "endpoint")} did not get it` : sent;
}

function EventFacts({ event }: { event: Detail }) {
  const ownId = ownIdOf(event);
  const { isPortal } = useViewer();
  return (
    <Panel>
      <Facts>
        <Fact name="Id">
          <Id value={event.id} />
        </Fact>
        {ownId && (
          <Fact name={ownIdName(isPortal)}>
            <Id value={ownId} />
          </Fact>
        )}
        <Fact name="Happened">
          <ExactTime iso={event.timestamp} />
        </Fact>
        <Fact name="Published">
          <ExactTime iso={event.createdAt} />
        </Fact>
        {event.category && (
          <Fact name="Category">
            <PlainText>{event.category}</PlainText>
          </Fact>
        )}
        {event.channel && (
          <Fact name="Channel">
            <PlainText>{event.channel}</PlainText>
          </Fact>
        )}
        {event.run && (
          <Fact name="Run">
            <span>
              <PlainText>{event.run}</PlainText>
              {event.runEnd && <span className="text-ink3">, its last event</span>}
            </span>
          </Fact>
        )}
        {event.orderingKey && (
          <Fact name="Ordering key">
            <PlainText>{event.orderingKey}</PlainText>
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
