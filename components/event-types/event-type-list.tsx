"use client";

import { useQuery } from "@tanstack/react-query";
import { Import, Plus, SearchX, Tags, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useState } from "react";
import { projectDetail } from "@/components/projects/queries";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { SearchBox } from "@/components/ui/search-box";
import { CategoryBadge } from "@/components/ui/status-badge";
import { useMay, useViewer } from "@/components/viewer";
import type { EventType } from "@/lib/contract/event-types";
import { eventTypeList } from "./queries";

const NewEventType = dynamic(() => import("./new-event-type").then((loaded) => loaded.NewEventType), {
  loading: () => null,
});

function TypeCell({ type: { name, registered, archivedAt, violations } }: { type: EventType }) {
  // What does not fit is the host's business, not their customers'.
  const { isPortal } = useViewer();
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate">
        <PlainText>{name}</PlainText>
      </span>
      {!registered && !isPortal && <CategoryBadge>unregistered</CategoryBadge>}
      {archivedAt && <CategoryBadge>archived</CategoryBadge>}
      {violations > 0 && !isPortal && (
        <span
          title={`${count(violations, "payload")} did not fit its schema`}
          className="inline-flex shrink-0 items-center gap-1 font-sans text-xs text-accent-ink"
        >
          <TriangleAlert aria-hidden className="size-3.5" />
          {violations.toLocaleString("en")}
          <span className="sr-only"> payloads did not fit its schema</span>
        </span>
      )}
    </span>
  );
}

const columns: Column<EventType>[] = [
  {
    name: "Type",
    opens: true,
    look: "font-mono text-sm",
    cell: (type) => (
      <>
        <TypeCell type={type} />
        {type.description && (
          <span className="block truncate font-sans text-xs text-ink3 @2xl:hidden">
            <PlainText>{type.description}</PlainText>
          </span>
        )}
      </>
    ),
  },
  {
    name: "Category",
    className: "w-26 @2xl:w-48",
    look: "text-ink2",
    cell: ({ category }) => category && <PlainText>{category}</PlainText>,
  },
  {
    name: "Description",
    className: "hidden w-2/5 @2xl:table-cell",
    look: "text-ink2",
    cell: ({ description }) => <PlainText>{description}</PlainText>,
  },
];

const FILTERS = {
  q: parseAsString.withDefault(""),
  archived: parseAsBoolean.withDefault(false),
  cursor: parseAsString,
};

/** Comes when it is wanted: the catalogues are larger than the page. */
const ImportEventTypes = dynamic(
  () => import("./import-event-types").then((loaded) => loaded.ImportEventTypes),
  { loading: () => null },
);

const hrefOf = ({ name }: EventType) => `/event-types/${encodeURIComponent(name)}`;

type Open = "new" | "import" | null;

/** Of the workspace; in a portal it stands among the pages of `project`. */
export function EventTypeList({ project }: { project?: string }) {
  const { workspace, isPortal } = useViewer();
  const { data: of } = useQuery({ ...projectDetail(project ?? ""), enabled: project !== undefined });
  const mayWrite = useMay("workspace:write");
  const [filters, setFilters] = useQueryStates(FILTERS);
  const pager = usePager();
  const { data, error, refetch, isPlaceholderData } = useQuery(eventTypeList(filters));
  const [open, setOpen] = useState<Open>(null);
  const isUnfiltered = !pager.cursor && filters.q === "" && !filters.archived;
  // What stands there until another search is answered says nothing of this one.
  const isEmpty = data?.data.length === 0 && isUnfiltered && !isPlaceholderData;
  const add = mayWrite && !open && (
    <>
      <Button onClick={() => setOpen("import")}>
        <Import aria-hidden />
        Import
      </Button>
      <Button look="primary" onClick={() => setOpen("new")}>
        <Plus aria-hidden />
        Add event type
      </Button>
    </>
  );
  return (
    <>
      <PageHead
        crumbs={[{ label: of?.name ?? workspace.name }]}
        title="Event types"
        sub={
          isPortal
            ? "What you can subscribe your endpoints to."
            : "The catalogue people choose from when they subscribe. A type that is published before it is listed shows up as unregistered."
        }
        actions={!isEmpty && add}
      />
      {open === "new" && <NewEventType onClose={() => setOpen(null)} />}
      {open === "import" && <ImportEventTypes onClose={() => setOpen(null)} />}
      {!isEmpty && (
        <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
          <SearchBox
            label="Search by beginning of name"
            className="w-full sm:w-72"
            value={filters.q}
            onSearch={(q) => setFilters({ q: q || null, cursor: null })}
          />
          {!isPortal && (
            <Checkbox
              checked={filters.archived}
              className="text-sm text-ink2"
              onChange={(archived) => setFilters({ archived: archived || null, cursor: null })}
            >
              Archived too
            </Checkbox>
          )}
        </div>
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Event types" columns={columns} />
      ) : isEmpty ? (
        !open && (
          <Panel>
            {isPortal ? (
              <EmptyState icon={Tags} title="Nothing to subscribe to yet">
                What <PlainText>{workspace.name}</PlainText> can tell you about shows up here.
              </EmptyState>
            ) : (
              <EmptyCatalogue add={add} onArchived={() => setFilters({ archived: true, cursor: null })} />
            )}
          </Panel>
        )
      ) : data.data.length === 0 ? (
        <Panel>
          <EmptyState
            icon={SearchX}
            title="No type matches"
            action={<Button onClick={() => setFilters(null)}>Show all types</Button>}
          >
            Search looks at the beginning of the name.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <DataTable
            label="Event types"
            columns={columns}
            rows={data.data}
            idOf={({ name }) => name}
            {...(isPortal ? {} : { hrefOf })}
          />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="types" />
        </>
      )}
    </>
  );
}

function EmptyCatalogue({ add, onArchived }: { add: ReactNode; onArchived: () => void }) {
  return (
    <EmptyState icon={Tags} title="The catalogue is empty" action={add}>
      Name what can happen in your product, such as order.shipped, so that people can choose what they want to
      hear about.{" "}
      <button type="button" className="underline" onClick={onArchived}>
        Show archived types
      </button>
    </EmptyState>
  );
}
