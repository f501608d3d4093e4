"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { ownWorkspace } from "@/components/settings/queries";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { CategoryBadge } from "@/components/ui/status-badge";
import { useMay, useViewer } from "@/components/viewer";
import type { Dialect } from "@/lib/contract/dialects";
import { dialectList } from "./queries";
import { signatureInWords } from "./words";

const columnsOf = (inUse: string | undefined): Column<Dialect>[] => [
  {
    name: "Dialect",
    opens: true,
    className: "@2xl:w-72",
    look: "font-medium",
    cell: ({ name, title, builtIn, policy }) => (
      <>
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">
            <PlainText>{title}</PlainText>
          </span>
          {name === inUse && <CategoryBadge>the workspace's</CategoryBadge>}
          {!builtIn && <CategoryBadge>own</CategoryBadge>}
        </span>
        <span className="block truncate text-xs font-normal text-ink3 @2xl:hidden">
          {signatureInWords(policy)}
        </span>
      </>
    ),
  },
  {
    name: "Name",
    className: "hidden w-40 @4xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: ({ name }) => name,
  },
  {
    name: "Signature",
    className: "hidden w-52 @2xl:table-cell",
    look: "text-ink2",
    cell: ({ policy }) => signatureInWords(policy),
  },
  {
    name: "Retries",
    className: "hidden @2xl:table-cell",
    look: "text-ink2",
    cell: ({ policyInWords }) => <span title={policyInWords.join(" ")}>{policyInWords[0]}</span>,
  },
];

export function DialectList() {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const { data, error, refetch } = useQuery(dialectList());
  const { data: settings } = useQuery(ownWorkspace());
  const columns = columnsOf(settings?.dialect);
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }]}
        title="Dialects"
        sub="How requests look, are signed and are retried. The workspace follows one, an endpoint may follow another."
        actions={
          mayWrite && (
            <>
              <ButtonLink href="/dialects/infer">Infer from a request</ButtonLink>
              <ButtonLink look="primary" href="/dialects/new">
                <Plus aria-hidden />
                Define dialect
              </ButtonLink>
            </>
          )
        }
      />
      {data ? (
        <DataTable
          label="Dialects"
          columns={columns}
          rows={data.data}
          idOf={({ name }) => name}
          hrefOf={({ name }) => `/dialects/${encodeURIComponent(name)}`}
        />
      ) : error ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <TableSkeleton label="Dialects" columns={columns} />
      )}
    </>
  );
}
