"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore } from "lucide-react";
import Link from "next/link";
import { api, messageOf } from "@/components/api-client";
import { BodyPanel } from "@/components/ui/body-panel";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { ErrorState } from "@/components/ui/error-state";
import { Panel, PanelHead } from "@/components/ui/panel";
import { LinesSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { RetryLine } from "@/components/ui/retry-line";
import { Skeleton } from "@/components/ui/skeleton";
import { CategoryBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { EventType } from "@/lib/contract/event-types";
import { EventTypeForm } from "./event-type-form";
import { eventTypeDetail, eventTypeSubscribers } from "./queries";
import { Violations } from "./violations";

export function EventTypeDetail({ name }: { name: string }) {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const { data: type, error, refetch } = useQuery(eventTypeDetail(name));
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }, { label: "Event types", href: "/event-types" }, { label: name }]}
        above={
          type && (
            <>
              {!type.registered && <CategoryBadge>unregistered</CategoryBadge>}
              {type.archivedAt && <CategoryBadge>archived</CategoryBadge>}
              {!mayWrite && type.category && <CategoryBadge>{type.category}</CategoryBadge>}
            </>
          )
        }
        title={<PlainText>{name}</PlainText>}
        sub={!mayWrite && type && <PlainText>{type.description}</PlainText>}
        actions={
          type && (
            <>
              <ButtonLink href={`/event-types/${encodeURIComponent(name)}/message`}>Slack message</ButtonLink>
              {mayWrite && <ArchiveButton type={type} />}
            </>
          )
        }
      />
      {type ? (
        <div className="flex flex-col gap-6">
          {mayWrite ? <EventTypeForm key={type.name} type={type} /> : <Shown type={type} />}
          <Violations name={name} hasSchema={type.schema !== null} />
          <Subscribers name={name} />
        </div>
      ) : error ? (
        <Panel>
          <ErrorState
            error={error}
            onRetry={refetch}
            back={{ href: "/event-types", label: "All event types" }}
          />
        </Panel>
      ) : (
        <TypeSkeleton />
      )}
    </>
  );
}

/** The form's fields, each where and as high as it will be. */
function TypeSkeleton() {
  const field = (height: string) => (
    <div>
      <Skeleton className="my-1 w-24" />
      <div className={cn("mt-1.5 rounded-md border", height)} />
    </div>
  );
  return (
    <div aria-busy className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_16rem]">
        {field("h-20")}
        {field("h-8")}
      </div>
      <div className="grid gap-4 md:grid-cols-2">
        {field("h-54")}
        {field("h-54")}
      </div>
    </div>
  );
}

function Shown({ type }: { type: EventType }) {
  const panels = [
    { title: "Schema", text: type.schema },
    { title: "Example", text: type.example },
  ];
  return (
    <div className="grid items-start gap-4 md:grid-cols-2">
      {panels.map(({ title, text }) => (
        <BodyPanel
          key={title}
          title={title}
          body={{ text, encoding: "utf8" }}
          fileName={`${type.name}-${title.toLowerCase()}.json`}
          absent="None given."
        />
      ))}
    </div>
  );
}

function ArchiveButton({ type }: { type: EventType }) {
  const client = useQueryClient();
  const isArchived = type.archivedAt !== null;
  const change = useMutation({
    mutationFn: (archived: boolean) =>
      api<EventType>("PATCH", `/workspace/event-types/${encodeURIComponent(type.name)}`, {
        body: { archived },
      }),
    onSuccess: async (_, archived) => {
      await client.invalidateQueries({ queryKey: ["event-types"] });
      toast.done(
        archived ? "Archived: no longer offered to subscribers." : "Offered to subscribers again.",
        archived ? { label: "Undo", run: () => change.mutate(false) } : undefined,
      );
    },
    onError: (error) => toast.error(messageOf(error)),
  });
  const Icon = isArchived ? ArchiveRestore : Archive;
  return (
    <Button
      busy={change.isPending}
      title={isArchived ? undefined : "Its events still go out to whoever subscribes"}
      onClick={() => change.mutate(!isArchived)}
    >
      <Icon aria-hidden />
      {isArchived ? "Bring back" : "Archive"}
    </Button>
  );
}

/** Where an event of this type would go: what a change of the type touches. */
function Subscribers({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(eventTypeSubscribers(name));
  return (
    <Panel>
      <PanelHead title="Goes to" />
      {!data ? (
        error ? (
          <RetryLine onRetry={refetch}>Who subscribes to it could not be read.</RetryLine>
        ) : (
          <LinesSkeleton lines={1} />
        )
      ) : data.data.length === 0 ? (
        <p className="p-3.5 text-sm text-ink2">No enabled endpoint subscribes to it.</p>
      ) : (
        <ul>
          {data.data.map(({ endpointId, projectId, url, description, projectName }) => (
            <li key={endpointId} className="border-b border-line2 last:border-b-0">
              <Link
                href={`/projects/${projectId}/endpoints/${endpointId}`}
                className="flex min-h-9 flex-col justify-center gap-x-4 px-3.5 py-1.5 text-sm -outline-offset-2 hover:bg-hover md:flex-row md:items-center md:justify-start"
              >
                <span className="shrink-0 truncate font-medium md:w-40">
                  <PlainText>{projectName}</PlainText>
                </span>
                {description && (
                  <span className="min-w-0 truncate">
                    <PlainText>{description}</PlainText>
                  </span>
                )}
                <span className={cn("min-w-0 truncate font-mono", description && "text-ink3")}>
                  <PlainText>{url}</PlainText>
                </span>
              </Link>
            </li>
          ))}
          {data.more && <li className="px-3.5 py-2 text-sm text-ink2">And more than are listed here.</li>}
        </ul>
      )}
    </Panel>
  );
}
