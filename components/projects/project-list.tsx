"use client";

import { useQuery } from "@tanstack/react-query";
import { FolderOpen, Plus } from "lucide-react";
import { parseAsBoolean, useQueryState } from "nuqs";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton, wrapsNarrow } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { useMay, useViewer } from "@/components/viewer";
import type { Project } from "@/lib/contract/projects";
import { NewProject } from "./new-project";
import { projectList } from "./queries";

const columns: Column<Project>[] = [
  {
    name: "Name",
    opens: true,
    look: "py-1.5 font-medium @2xl:py-0",
    cell: ({ name, uid }) => (
      <>
        <span className={wrapsNarrow}>
          <PlainText>{name}</PlainText>
        </span>
        {uid && (
          <span className="block truncate font-mono text-xs font-normal text-ink3 @2xl:hidden">
            <PlainText>{uid}</PlainText>
          </span>
        )}
      </>
    ),
  },
  {
    name: "Your id for it",
    className: "hidden w-64 @2xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: ({ uid }) => uid && <PlainText>{uid}</PlainText>,
  },
  {
    name: "Created",
    className: "w-29 @2xl:w-32",
    look: "text-ink2",
    cell: ({ createdAt }) => <RelativeTime iso={createdAt} />,
  },
];

export function ProjectList() {
  const { workspace } = useViewer();
  const mayCreate = useMay("workspace:write");
  const pager = usePager();
  const { data, error, refetch } = useQuery(projectList(pager.cursor));
  const [isNew, setNew] = useQueryState(
    "new",
    parseAsBoolean.withOptions({ clearOnDefault: true }).withDefault(false),
  );
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  const create = mayCreate && (
    <Button look="primary" onClick={() => setNew(true)}>
      <Plus aria-hidden />
      Create project
    </Button>
  );
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }]}
        title="Projects"
        sub="Usually one for each of your customers: its endpoints, events and deliveries stay apart from all others."
        actions={!isEmpty && !isNew && create}
      />
      {mayCreate && isNew && <NewProject onClose={() => setNew(null)} />}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Projects" columns={columns} />
      ) : isEmpty ? (
        !isNew && (
          <Panel>
            <EmptyState icon={FolderOpen} title="No project yet" action={create}>
              {mayCreate
                ? "Create one for your first customer, then add the endpoints its events go to."
                : "An owner or admin of this workspace can create one."}
            </EmptyState>
          </Panel>
        )
      ) : (
        <>
          <DataTable
            label="Projects"
            columns={columns}
            rows={data.data}
            idOf={({ id }) => id}
            hrefOf={({ id }) => `/projects/${id}`}
          />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="projects" />
        </>
      )}
    </>
  );
}
