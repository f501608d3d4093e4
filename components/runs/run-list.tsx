"use client";

import { useQuery } from "@tanstack/react-query";
import { Hourglass, SearchX } from "lucide-react";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/input";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Run } from "@/lib/contract/runs";
import { runFilters } from "./filters";
import { FlushQuestion } from "./flush-question";
import { runList } from "./queries";

export const heldLink = (base: string, run: string) =>
  `${base}/deliveries?status=held&run=${encodeURIComponent(run)}`;

/** When it lets go of what it holds, or that it did. */
function Flushes({ run }: { run: Run }) {
  if (run.endedAt)
    return (
      <>
        ended <RelativeTime iso={run.endedAt} />
      </>
    );
  return <RelativeTime iso={run.flushAt} />;
}

function Held({ run, base }: { run: Run; base: string }) {
  if (run.held === 0) return <span className="text-ink3">nothing</span>;
  return (
    <Link
      href={heldLink(base, run.run)}
      prefetch={false}
      className="relative z-1 rounded-sm font-medium text-held hover:underline"
    >
      {count(run.held, "delivery", "deliveries")}
    </Link>
  );
}

type Cells = { base: string; onFlush: ((run: Run) => void) | null };

const columnsOf = ({ base, onFlush }: Cells): Column<Run>[] => [
  {
    name: "Run",
    cell: (row) => (
      <>
        <span className="block truncate font-mono text-sm" title={row.run}>
          <PlainText>{row.run}</PlainText>
        </span>
        <span className="block truncate text-xs text-ink3 @2xl:hidden">
          {row.held > 0 && (
            <>
              <Held run={row} base={base} />,{" "}
            </>
          )}
          {row.endedAt ? "" : "due "}
          <Flushes run={row} />
        </span>
      </>
    ),
  },
  { name: "Holds", className: "hidden w-36 @2xl:table-cell", cell: (row) => <Held run={row} base={base} /> },
  {
    name: "For",
    className: "hidden w-32 @2xl:table-cell",
    look: "text-ink2",
    cell: ({ endpoints }) => (endpoints > 0 ? count(endpoints, "endpoint") : null),
  },
  {
    name: "Since",
    className: "hidden w-32 @xl:table-cell",
    look: "text-ink2",
    cell: ({ startedAt }) => <RelativeTime iso={startedAt} />,
  },
  {
    name: "Sent at the latest",
    className: "hidden w-40 @2xl:table-cell",
    look: "text-ink2",
    cell: (row) => <Flushes run={row} />,
  },
  ...(onFlush
    ? [
        {
          name: "Actions",
          head: "hidden" as const,
          className: "w-28 text-right",
          acts: true,
          cell: (row: Run) =>
            row.held > 0 && (
              <Button size="sm" aria-label={`Send now: ${row.run}`} onClick={() => onFlush(row)}>
                Send now
              </Button>
            ),
        },
      ]
    : []),
];

export function RunList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(runFilters);
  const pager = usePager();
  const mayFlush = useMay("replay");
  const base = useProjectPath()(project);
  const { data, error, refetch } = useQuery(runList(project, filters));
  const [flushing, setFlushing] = useState<Run | null>(null);
  const isFiltered = filters.state !== "all";
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  const columns = columnsOf({ base, onFlush: mayFlush ? setFlushing : null });
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project)]}
        title="Runs"
        sub="Events that belong together and are sent when their run ends, as one batch to each endpoint."
      />
      {flushing && (
        <FlushQuestion key={flushing.run} project={project} run={flushing} onDone={() => setFlushing(null)} />
      )}
      {!(isEmpty && !isFiltered) && (
        <Select
          aria-label="State"
          className="mb-3 w-44"
          value={filters.state}
          onChange={({ target }) => setFilters({ state: target.value as typeof filters.state, cursor: null })}
        >
          <option value="open">Open</option>
          <option value="ended">Ended</option>
          <option value="all">All runs</option>
        </Select>
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Runs" columns={columns} />
      ) : isEmpty ? (
        <Panel>
          {isFiltered ? (
            <EmptyState
              icon={SearchX}
              title={filters.state === "open" ? "No run is open" : "No run has ended"}
              action={
                <Button onClick={() => setFilters({ state: "all", cursor: null })}>Show all runs</Button>
              }
            >
              {filters.state === "open"
                ? "A run opens with its first event, where an endpoint wants events at the end of their run. Nothing is held just now."
                : "What a run holds leaves when it ends, and then the run stands here."}
            </EmptyState>
          ) : (
            <EmptyState icon={Hourglass} title="No run yet">
              A run shows up with the first event that names one, where an endpoint of this project wants
              events at the end of their run.
            </EmptyState>
          )}
        </Panel>
      ) : (
        <>
          <DataTable label="Runs" columns={columns} rows={data.data} idOf={({ run }) => run} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="runs" />
        </>
      )}
    </>
  );
}
