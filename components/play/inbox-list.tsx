"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { api, messageOf } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { PlayInbox } from "@/lib/contract/play";
import { answerInWords } from "./answer-in-words";
import { playInboxes } from "./queries";

const columns: Column<PlayInbox>[] = [
  {
    name: "Inbox",
    opens: true,
    className: "@2xl:w-56",
    cell: ({ name, url }) => (
      <>
        <span className="block truncate font-medium">
          <PlainText>{name}</PlainText>
        </span>
        <span className="block truncate font-mono text-xs text-ink3 @2xl:hidden">{url}</span>
      </>
    ),
  },
  {
    name: "URL",
    className: "hidden @2xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: ({ url }) => url,
  },
  {
    name: "Answers",
    className: "hidden w-56 @3xl:table-cell",
    look: "text-ink2",
    cell: ({ answer }) => answerInWords(answer),
  },
  {
    name: "Requests",
    className: "w-24 text-right",
    cell: ({ requestCount }) => requestCount,
  },
  {
    name: "Last request",
    className: "hidden w-32 @lg:table-cell",
    look: "text-ink2",
    cell: ({ lastRequestAt }) => lastRequestAt && <RelativeTime iso={lastRequestAt} />,
  },
];

export function InboxList() {
  const router = useRouter();
  const client = useQueryClient();
  const { workspace } = useViewer();
  const mayWrite = useMay("endpoints:write");
  const { data, error, refetch } = useQuery({ ...playInboxes(), refetchInterval: 5_000 });
  const create = useMutation({
    mutationFn: () =>
      api<PlayInbox>("POST", "/workspace/play", {
        body: { name: `Inbox ${(data?.data.length ?? 0) + 1}` },
      }),
    onSuccess: (made) => {
      client.invalidateQueries({ queryKey: playInboxes().queryKey });
      router.push(`/play/inboxes/${made.id}`);
    },
    onError: (failure) => toast.error(messageOf(failure)),
  });
  const isEmpty = data?.data.length === 0;
  const add = mayWrite && (
    <Button look="primary" busy={create.isPending || create.isSuccess} onClick={() => create.mutate()}>
      <Plus aria-hidden />
      Make an inbox
    </Button>
  );
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }]}
        title="Play"
        sub="Receivers of our own for trying things out: no server needed."
        actions={!isEmpty && add}
      />
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Inboxes" columns={columns} />
      ) : isEmpty ? (
        <Panel>
          <EmptyState icon={Inbox} title="No inbox yet" action={add}>
            An inbox has a URL that takes any request and shows it here as it arrives. Use it as an endpoint's
            URL, choose what it answers, and watch what Posthorn makes of a slow or failing receiver.
          </EmptyState>
        </Panel>
      ) : (
        <DataTable
          label="Inboxes"
          columns={columns}
          rows={data.data}
          idOf={({ id }) => id}
          hrefOf={({ id }) => `/play/inboxes/${id}`}
        />
      )}
    </>
  );
}
