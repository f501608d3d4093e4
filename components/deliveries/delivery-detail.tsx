"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { endpointDetail } from "@/components/endpoints/queries";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { DeliveryRun } from "@/components/runs/delivery-run";
import { BodyPanel } from "@/components/ui/body-panel";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { DetailSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { CategoryBadge, StatusBadge } from "@/components/ui/status-badge";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Attempt, DeliveryDetail as Detail } from "@/lib/contract/deliveries";
import { AttemptList } from "./attempt-list";
import { curlOf } from "./curl";
import { DeliveryFacts } from "./delivery-facts";
import { deliveryDetail } from "./queries";
import { SameDeliveries } from "./same-deliveries";
import { useReplay } from "./use-replay";

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

export function DeliveryDetail({ project, id }: { project: string; id: string }) {
  const { data: delivery, error, refetch } = useQuery(deliveryDetail(project, id));
  const base = useProjectPath()(project);
  const crumbs = [
    useProjectCrumb(project),
    { label: "Deliveries", href: `${base}/deliveries` },
    { label: `${id.slice(0, 12)}…` },
  ];
  if (!delivery) {
    return (
      <>
        <PageHead
          crumbs={crumbs}
          above={!error && <Skeleton className="my-1 w-24" />}
          title={error ? "Delivery" : <Skeleton className="my-1.5 h-4 w-80 max-w-full" />}
        />
        {error ? (
          <Panel>
            <ErrorState
              error={error}
              onRetry={refetch}
              back={{ href: `${base}/deliveries`, label: "All deliveries" }}
            />
          </Panel>
        ) : (
          <DetailSkeleton panels={[2, 5, 8]} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead
        crumbs={crumbs}
        above={
          <>
            <StatusBadge status={delivery.status} />
            {delivery.category === "replay" && <CategoryBadge>replay</CategoryBadge>}
          </>
        }
        title={
          <>
            <PlainText>{delivery.type}</PlainText> <span className="text-ink2">to</span>{" "}
            <PlainText>{hostOf(delivery.request.url)}</PlainText>
          </>
        }
        actions={<Actions project={project} delivery={delivery} />}
      />
      {delivery.explanation && (
        <p className="mb-4 max-w-[62ch] text-lg">
          <PlainText>{delivery.explanation}</PlainText>
        </p>
      )}
      <DeliveryRun project={project} delivery={delivery} />
      <Exchange project={project} delivery={delivery} />
    </>
  );
}

function Actions({ project, delivery }: { project: string; delivery: Detail }) {
  const mayReplay = useMay("replay");
  const replay = useReplay(project);
  const curl = curlOf(delivery.request);
  const isSettled = delivery.status !== "pending" && delivery.status !== "held";
  return (
    <>
      {curl && <CopyButton text={curl} label="Copy as curl" />}
      {mayReplay && (
        <Button
          look={isSettled ? "primary" : "plain"}
          busy={replay.isPending}
          onClick={() => replay.mutate(delivery.id)}
        >
          <RotateCcw aria-hidden />
          Replay
        </Button>
      )}
    </>
  );
}

const last = (attempts: readonly Attempt[]): Attempt | undefined =>
  attempts.reduce<Attempt | undefined>((a, b) => (a && a.number > b.number ? a : b), undefined);

/** What is held goes out together with others, so its own bytes are only its part of them. */
function noteOn({ status, batch }: Detail, shown: Attempt | undefined): string {
  if (shown) return "exactly as sent";
  return status === "held" || batch ? "as it would be sent alone" : "exactly as it will be sent";
}

/** The attempts, and the request and answer of the one that is chosen; the last one until somebody chooses. */
function Exchange({ project, delivery }: { project: string; delivery: Detail }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const { data: endpoint } = useQuery(endpointDetail(project, delivery.endpointId));
  const shown = delivery.attempts.find(({ number }) => number === chosen) ?? last(delivery.attempts);
  const about = shown && delivery.attempts.length > 1 ? `of attempt ${shown.number}` : undefined;
  const { request } = delivery;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <AttemptList delivery={delivery} shown={shown} onShow={setChosen} />
        {shown && (
          <BodyPanel
            title="Answer"
            about={about}
            body={{ text: shown.responseBody, encoding: shown.responseBodyEncoding }}
            headers={shown.responseHeaders}
            fileName={`${delivery.id}-answer-${shown.number}.txt`}
            absent={shown.statusCode === null ? "No answer came." : "The answer has no body."}
            note={shown.responseTruncated ? "cut here: the server sent more" : undefined}
          />
        )}
        <BodyPanel
          title="Request"
          about={about}
          body={{ text: request.body, encoding: request.bodyEncoding }}
          headers={shown?.requestHeaders ?? request.headers}
          fileName={`${delivery.eventId}.json`}
          absent="The payload has been deleted, as the retention period says."
          note={noteOn(delivery, shown)}
        />
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <DeliveryFacts project={project} delivery={delivery} endpoint={endpoint} />
        <SameDeliveries project={project} delivery={delivery} />
      </div>
    </div>
  );
}
