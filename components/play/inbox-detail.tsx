"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PanelSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay, useViewer } from "@/components/viewer";
import { AnswerForm } from "./answer-form";
import { answerInWords } from "./answer-in-words";
import { type Asking, InboxMenu, InboxQuestion } from "./inbox-actions";
import { playInbox, playRequests } from "./queries";
import { RequestDetail } from "./request-detail";
import { RequestList } from "./request-list";

/** One inbox: what it answers, what came to it, and the chosen request (the newest unless another is chosen). */
export function InboxDetail({ id }: { id: string }) {
  const { data: inbox, error, refetch } = useQuery(playInbox(id));
  const pager = usePager();
  const { data: requests } = useQuery(playRequests(id, pager.cursor));
  const [chosen, choose] = useQueryState("request", parseAsString);
  const [asking, setAsking] = useState<Asking>(null);
  const mayWrite = useMay("endpoints:write");
  const crumbs = [
    { label: useViewer().workspace.name },
    { label: "Play", href: "/play" },
    { label: inbox?.name ?? "Inbox" },
  ];
  if (!inbox) {
    return (
      <>
        <PageHead crumbs={crumbs} title={error ? "Inbox" : <Skeleton className="my-1.5 h-4 w-40" />} />
        {error ? (
          <Panel>
            <ErrorState error={error} onRetry={refetch} back={{ href: "/play", label: "All inboxes" }} />
          </Panel>
        ) : (
          <div className="grid items-start gap-4 lg:grid-cols-[20rem_minmax(0,1fr)]">
            <PanelSkeleton lines={8} />
            <PanelSkeleton lines={8} />
          </div>
        )}
      </>
    );
  }
  const shown = chosen ?? requests?.data[0]?.id ?? null;
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={<PlainText>{inbox.name}</PlainText>}
        sub={
          <span className="flex min-w-0 items-center gap-1">
            <span className="truncate font-mono text-sm" title={inbox.url}>
              {inbox.url}
            </span>
            <CopyButton
              text={inbox.url}
              label="Copy URL"
              iconOnly
              look="quiet"
              size="icon-sm"
              className="size-6"
            />
          </span>
        }
        actions={
          mayWrite && (
            <>
              <InboxMenu onAsk={setAsking} />
              <Button onClick={() => setAsking(asking === "answer" ? null : "answer")}>Change answer</Button>
            </>
          )
        }
      />
      <p className="-mt-2 mb-4 text-sm text-ink2">
        It answers <span className="text-ink">{answerInWords(inbox.answer)}</span>.
      </p>
      {asking === "answer" ? (
        <AnswerForm inbox={inbox} onDone={() => setAsking(null)} />
      ) : (
        <InboxQuestion inbox={inbox} asking={asking} onDone={() => setAsking(null)} />
      )}
      <div className={cn("grid items-start gap-4", shown && "lg:grid-cols-[20rem_minmax(0,1fr)]")}>
        <div className="min-w-0">
          <RequestList requests={requests?.data} chosen={shown} onChoose={choose} url={inbox.url} />
          {requests && (
            <Pager
              pager={pager}
              nextCursor={requests.nextCursor}
              shown={requests.data.length}
              noun="requests"
            />
          )}
        </div>
        {shown && <RequestDetail key={shown} inbox={id} request={shown} />}
      </div>
    </>
  );
}
