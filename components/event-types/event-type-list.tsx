"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, Tags } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { SearchBox } from "@/components/ui/search-box";
import { CategoryBadge } from "@/components/ui/status-badge";
import { useMay, useViewer } from "@/components/viewer";
import type { EventType } from "@/lib/contract/event-types";
import { NewEventType } from "./new-event-type";
import { eventTypeList } from "./queries";

const columns: Column<EventType>[] = [
  {
    name: "Type",
    look: "font-mono text-sm",
    cell: ({ name, registered }) => (
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate">
          <PlainText>{name}</PlainText>
        </span>
        {!registered && <CategoryBadge>unregistered</CategoryBadge>}
      </span>
    ),
  },
  {
    name: "Category",
    className: "w-32 @2xl:w-48",
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

export function EventTypeList() {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const [filters, setFilters] = useQueryStates({ q: parseAsString.withDefault(""), cursor: parseAsString });
  const pager = usePager();
  const { data, error, refetch } = useQuery(eventTypeList(filters));
  const [isNew, setNew] = useState(false);
  const isEmpty = data?.data.length === 0 && !pager.cursor && filters.q === "";
  const add = mayWrite && !isNew && (
    <Button look="primary" onClick={() => setNew(true)}>
      <Plus aria-hidden />
      Add event type
    </Button>
  );
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }]}
        title="Event types"
        sub="The catalogue people choose from when they subscribe. A type that is published before it is listed shows up as unregistered."
        actions={!isEmpty && add}
      />
      {isNew && <NewEventType onClose={() => setNew(false)} />}
      {!isEmpty && (
        <SearchBox
          label="Search by beginning of name"
          className="mb-3 max-w-72"
          value={filters.q}
          onSearch={(q) => setFilters({ q: q || null, cursor: null })}
        />
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Event types" columns={columns} />
      ) : isEmpty ? (
        !isNew && (
          <Panel>
            <EmptyState icon={Tags} title="The catalogue is empty" action={add}>
              Name what can happen in your product, such as order.shipped, so that people can choose what they
              want to hear about.
            </EmptyState>
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
          <DataTable label="Event types" columns={columns} rows={data.data} idOf={({ name }) => name} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="types" />
        </>
      )}
    </>
  );
}
