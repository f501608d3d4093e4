"use client";

import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { useQueryStates } from "nuqs";
import { eventTypeNames } from "@/components/event-types/queries";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { ErrorState } from "@/components/ui/error-state";
import { RangeSelect, TypeSelect } from "@/components/ui/list-selects";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchBox } from "@/components/ui/search-box";
import { useSteadyRows } from "@/components/ui/steady-rows";
import { useMay, useProjectPath, useViewer } from "@/components/viewer";
import type { Event } from "@/lib/contract/events";
import { eventFilters } from "./filters";
import { NoEvents } from "./no-events";
import { ownIdName, ownIdOf } from "./own-id";
import { eventList } from "./queries";

const idOf = ({ id }: Event) => id;

/** `ownId` is what the id is called that whoever publishes gave it. */
const columnsOf = (ownId: string): Column<Event>[] => [
  {
    name: "Type",
    opens: true,
    look: "font-mono text-sm",
    cell: (row) => (
      <>
        <span className="block truncate">
          <PlainText>{row.type}</PlainText>
        </span>
        <span className="block truncate text-xs text-ink3 @2xl:hidden">
          <PlainText>{ownIdOf(row) ?? row.id}</PlainText>
        </span>
      </>
    ),
  },
  {
    name: ownId,
    className: "hidden w-56 @4xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: (row) => <PlainText>{ownIdOf(row) ?? ""}</PlainText>,
  },
  {
    name: "Channel",
    className: "hidden w-40 @3xl:table-cell",
    look: "text-ink2",
    cell: ({ channel }) => channel && <PlainText>{channel}</PlainText>,
  },
  {
    name: "Id",
    className: "hidden w-72 @2xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: ({ id }) => id,
  },
  {
    name: "Published",
    className: "w-28 ps-1 text-right @2xl:w-30 @2xl:ps-3",
    look: "text-ink2",
    cell: ({ createdAt }) => <RelativeTime iso={createdAt} />,
  },
];

export function EventList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(eventFilters);
  const pager = usePager();
  const { data, error, refetch, isPlaceholderData } = useQuery(eventList(project, filters));
  const { data: types } = useQuery(eventTypeNames());
  const steady = useSteadyRows(data?.data ?? [], idOf);
  const set = (change: Partial<typeof filters>) => setFilters({ ...change, cursor: null });
  const isFiltered = Boolean(filters.q || filters.type || filters.range);
  // Where nothing was ever published there is nothing to look for.
  const isBare = !isFiltered && !pager.cursor && !isPlaceholderData && data?.data.length === 0;
  const { isPortal } = useViewer();
  const columns = columnsOf(ownIdName(isPortal));
  const path = `${useProjectPath()(project)}/events`;
  const publish = useMay("events:write") && (
    <ButtonLink href={`${path}/publish`}>
      <Upload aria-hidden />
      Publish event
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project)]}
        title="Events"
        sub={`Everything that was published ${isPortal ? "for you" : "to this project"}, kept exactly as it came.`}
        actions={publish}
      />
      {!isBare && (
        <div className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
          <SearchBox
            label="Search id, type or payload"
            className="col-span-2 sm:w-72"
            value={filters.q}
            onSearch={(q) => set({ q })}
          />
          <TypeSelect
            names={types?.data.map(({ name }) => name) ?? []}
            value={filters.type}
            onChange={(type) => set({ type })}
          />
          <RangeSelect value={filters.range} onChange={(range) => set({ range })} />
        </div>
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Events" columns={columns} />
      ) : data.data.length === 0 ? (
        <>
          <Panel>
            <NoEvents
              isFiltered={isFiltered}
              goesOn={data.nextCursor !== null}
              onShowAll={() => setFilters(null)}
            />
          </Panel>
          <Pager pager={pager} nextCursor={data.nextCursor} shown={0} noun="events" />
        </>
      ) : (
        <div {...steady.area}>
          <DataTable
            key={`${JSON.stringify(filters)} ${isPlaceholderData}`}
            isStale={isPlaceholderData}
            label="Events"
            columns={columns}
            rows={steady.rows}
            idOf={idOf}
            hrefOf={({ id }) => `${path}/${id}`}
          />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="events" />
        </div>
      )}
    </>
  );
}
