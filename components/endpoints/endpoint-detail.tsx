"use client";

import { useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { endpointDeliveries } from "@/components/deliveries/queries";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Id } from "@/components/ui/id";
import { Fact, Facts, Panel, PanelHead } from "@/components/ui/panel";
import { DetailSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { wholeDuration } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import { disabledInWords } from "./disabled-in-words";
import { EndpointButtons } from "./endpoint-actions";
import { EndpointHead } from "./endpoint-head";
import { EndpointHealthPanel } from "./endpoint-health";
import { type Asking, EndpointQuestion } from "./endpoint-questions";
import { EndpointTabs } from "./endpoint-tabs";
import { endpointDetail } from "./queries";
import { TestResult } from "./test-result";
import { WantedEvents } from "./wanted-events";

export function EndpointDetail({ project, id }: { project: string; id: string }) {
  const { data: endpoint, error, refetch } = useQuery(endpointDetail(project, id));
  const [asking, setAsking] = useState<Asking>(null);
  const [tested, setTested] = useState<string | null>(null);
  const base = useProjectPath()(project);
  const crumbs = [
    useProjectCrumb(project),
    { label: "Endpoints", href: `${base}/endpoints` },
    { label: endpoint?.description || "Endpoint" },
  ];
  if (!endpoint) {
    return (
      <>
        <PageHead
          crumbs={crumbs}
          title={error ? "Endpoint" : <Skeleton className="my-1.5 h-4 w-96 max-w-full" />}
        />
        {error ? (
          <Panel>
            <ErrorState
              error={error}
              onRetry={refetch}
              back={{ href: `${base}/endpoints`, label: "All endpoints" }}
            />
          </Panel>
        ) : (
          <DetailSkeleton panels={[12]} />
        )}
      </>
    );
  }
  return (
    <>
      <EndpointHead
        endpoint={endpoint}
        crumbs={crumbs}
        actions={<EndpointButtons endpoint={endpoint} onAsk={setAsking} onTest={setTested} />}
      />
      <EndpointTabs endpoint={endpoint} here="overview" />
      <EndpointQuestion endpoint={endpoint} asking={asking} onDone={() => setAsking(null)} />
      {tested && (
        <TestResult key={tested} project={project} delivery={tested} onClose={() => setTested(null)} />
      )}
      {endpoint.warning && (
        <p className="mb-4 max-w-[62ch] text-lg">
          {endpoint.failingSince && (
            <>
              It started to fail <RelativeTime iso={endpoint.failingSince} />.{" "}
            </>
          )}
          {endpoint.warning}
        </p>
      )}
      {endpoint.probeAt && (
        <p className="mb-4 max-w-[62ch] text-ink2">
          While it fails, its events are kept and one of them is tried now and then, next{" "}
          <RelativeTime iso={endpoint.probeAt} className="font-medium text-ink" />. A test or a replay is
          tried at once.
        </p>
      )}
      {endpoint.rotating && (
        <p className="mb-4 max-w-[70ch] text-ink2">
          Requests carry the signatures of two secrets. The previous one ends{" "}
          <RelativeTime iso={endpoint.rotating.previousExpiresAt} className="font-medium text-ink" />; until
          then the receiver has to have the new one.
        </p>
      )}
      {endpoint.status === "disabled" && (
        <p className="mb-4 max-w-[62ch] text-lg">
          It was disabled {endpoint.disabledAt && <RelativeTime iso={endpoint.disabledAt} />}:{" "}
          {disabledInWords(endpoint.disabledReason)} Events published since then have not reached it.
        </p>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <RecentDeliveries project={project} endpoint={id} />
        <EndpointFacts endpoint={endpoint} />
      </div>
    </>
  );
}

function RecentDeliveries({ project, endpoint }: { project: string; endpoint: string }) {
  const { data, error, refetch } = useQuery(endpointDeliveries(project, endpoint));
  const base = useProjectPath()(project);
  return (
    <section aria-labelledby="recent" className="min-w-0">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 id="recent" className="font-medium">
          Latest deliveries
        </h2>
        <Link
          href={`${base}/deliveries?endpoint=${endpoint}`}
          className="text-sm text-ink2 hover:text-ink hover:underline"
        >
          All deliveries to it
        </Link>
      </div>
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <DeliveryTable
          project={project}
          rows={data?.data}
          without="endpoint"
          empty={
            <EmptyState icon={Send} title="Nothing sent yet">
              As soon as an event it subscribes to is published, its delivery shows up here. A test event is
              the quickest way to see one.
            </EmptyState>
          }
        />
      )}
    </section>
  );
}

const ORDERS = { fifo: "one at a time, in order", run: "in order within a run" } as const;

function EndpointFacts({ endpoint }: { endpoint: Endpoint }) {
  return (
    <div className="flex flex-col gap-4">
      <EndpointHealthPanel project={endpoint.projectId} endpoint={endpoint.id} />
      <Panel>
        <PanelHead title="Events" />
        <WantedEvents endpoint={endpoint} />
      </Panel>
      <Panel>
        <PanelHead title="Policy" />
        <ul className="flex flex-col gap-1 p-3.5 text-sm">
          {endpoint.policyInWords.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </Panel>
      <Panel>
        <Facts>
          <Fact name="Id">
            <Id value={endpoint.id} />
          </Fact>
          <Fact name="Dialect">{endpoint.dialect}</Fact>
          <Fact name="Created">
            <RelativeTime iso={endpoint.createdAt} />
          </Fact>
          <Fact name="Timeout">{wholeDuration(endpoint.timeoutMs)}</Fact>
          {endpoint.throttle && (
            <Fact name="At most">
              {endpoint.throttle.limit} in {wholeDuration(endpoint.throttle.periodMs)}
            </Fact>
          )}
          {endpoint.ordering !== "none" && <Fact name="Order">{ORDERS[endpoint.ordering]}</Fact>}
          {endpoint.failingSince && (
            <Fact name="Failing since">
              <RelativeTime iso={endpoint.failingSince} />
            </Fact>
          )}
          {endpoint.headerNames.length > 0 && (
            <Fact name="Headers">
              <span className="font-mono">
                <PlainText>{endpoint.headerNames.join(", ")}</PlainText>
              </span>
            </Fact>
          )}
        </Facts>
      </Panel>
    </div>
  );
}
