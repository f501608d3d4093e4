"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { Download, ScrollText, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { messageOf } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { type Column, DataTable, TableSkeleton, wrapsNarrow } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { download } from "@/components/ui/secret-reveal";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { AuditEntry } from "@/lib/contract/audit-log";
import { actionInWords } from "./action-words";
import { AuditTools, KINDS } from "./audit-tools";
import { detailInWords } from "./detail-words";
import { auditFilters } from "./filters";
import { auditExport, auditLog } from "./queries";

/** A long detail makes a row of several lines; what stands beside it then stands beside the first. */
const top = "@2xl:py-2 @2xl:align-top";
const whole = "block whitespace-normal [overflow-wrap:anywhere]";

/** What nobody asked for is found by the same name in the filter. */
const nameOf = ({ kind, name }: AuditEntry["actor"]) => (kind === "system" ? KINDS.system : name);

const columns: Column<AuditEntry>[] = [
  {
    name: "When",
    className: "w-29 @2xl:w-32",
    look: cn(top, "text-ink2"),
    cell: ({ at }) => <RelativeTime iso={at} />,
  },
  {
    name: "Who",
    className: "hidden w-44 @2xl:table-cell",
    look: cn(top, "font-medium"),
    cell: ({ actor }) => <PlainText>{nameOf(actor)}</PlainText>,
  },
  {
    name: "What",
    className: "@3xl:w-104",
    look: cn("py-1.5", top),
    cell: ({ actor, action, targetId, targetName, detail }) => (
      <>
        <span className={wrapsNarrow} title={targetId ?? undefined}>
          <span className="font-medium @2xl:hidden">
            <PlainText>{nameOf(actor)}</PlainText>{" "}
          </span>
          {actionInWords(action)}{" "}
          {targetName && (
            <>
              <PlainText>{targetName}</PlainText>{" "}
            </>
          )}
          {targetId && (
            // Where it is narrow a name says it, and the id is there on hover.
            <span className={cn("font-mono text-sm text-ink2", targetName && "hidden @2xl:inline")}>
              <PlainText>{targetId}</PlainText>
            </span>
          )}
        </span>
        <span className={cn(whole, "text-xs text-ink3 @3xl:hidden")}>
          <PlainText>{detailInWords(detail, targetName)}</PlainText>
        </span>
      </>
    ),
  },
  {
    name: "Detail",
    className: "hidden @3xl:table-cell",
    look: cn(top, "text-ink2"),
    cell: ({ detail, targetName }) => (
      <span className={whole}>
        <PlainText>{detailInWords(detail, targetName)}</PlainText>
      </span>
    ),
  },
];

const FORMATS = ["csv", "json"] as const;

export function AuditLog() {
  const { workspace } = useViewer();
  const mayRead = useMay("audit");
  const [filters, setFilters] = useQueryStates(auditFilters);
  const pager = usePager();
  const { data, error, refetch } = useQuery({ ...auditLog(filters), enabled: mayRead });
  const save = useMutation({
    mutationFn: async (format: (typeof FORMATS)[number]) =>
      download(`audit-log.${format}`, await auditExport(filters, format)),
    onError: (failure) => toast.error(messageOf(failure)),
  });
  const crumbs = [{ label: workspace.name }];
  if (!mayRead)
    return (
      <>
        <PageHead crumbs={crumbs} title="Audit log" />
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace read its audit log.</Panel>
      </>
    );
  const isFiltered = Boolean(filters.action || filters.actor || filters.range);
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title="Audit log"
        sub="Who changed what, and when."
        actions={FORMATS.map((format) => (
          <Button
            key={format}
            busy={save.isPending && save.variables === format}
            aria-label={`Export as ${format.toUpperCase()}`}
            onClick={() => save.mutate(format)}
          >
            <Download aria-hidden />
            {format.toUpperCase()}
          </Button>
        ))}
      />
      <AuditTools filters={filters} onChange={setFilters} entries={data?.data ?? []} />
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Audit log" columns={columns} />
      ) : data.data.length === 0 ? (
        <Panel>
          {isFiltered ? (
            <EmptyState
              icon={SearchX}
              title="No entry matches"
              action={<Button onClick={() => setFilters(null)}>Show everything</Button>}
            >
              No entry fits all of these filters at once.
            </EmptyState>
          ) : (
            <EmptyState icon={ScrollText} title="Nothing has been changed yet">
              Every change to the workspace, by a person or with an API key, stands here.
            </EmptyState>
          )}
        </Panel>
      ) : (
        <>
          <DataTable label="Audit log" columns={columns} rows={data.data} idOf={({ id }) => id} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="entries" />
        </>
      )}
    </>
  );
}
