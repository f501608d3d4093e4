"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, TriangleAlert, Webhook } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/input";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchBox } from "@/components/ui/search-box";
import { StatusBadge } from "@/components/ui/status-badge";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import { disabledInWords, isDisabledByRule } from "./disabled-in-words";
import { endpointFilters } from "./filters";
import { endpointList } from "./queries";
import { subscriptionsInWords } from "./subscriptions-in-words";

const columns: Column<Endpoint>[] = [
  {
    name: "Endpoint",
    opens: true,
    cell: ({ url, description }) => (
      <>
        <span className="block truncate font-mono text-sm" title={url}>
          <PlainText>{url}</PlainText>
        </span>
        {description && (
          <span className="block truncate text-xs text-ink3 @4xl:hidden">
            <PlainText>{description}</PlainText>
          </span>
        )}
      </>
    ),
  },
  {
    name: "Description",
    className: "hidden w-52 @4xl:table-cell",
    look: "text-ink2",
    cell: ({ description }) => <PlainText>{description}</PlainText>,
  },
  {
    name: "Events",
    className: "hidden w-52 @2xl:table-cell",
    look: "text-ink2",
    cell: ({ subscriptions }) => <PlainText>{subscriptionsInWords(subscriptions)}</PlainText>,
  },
  {
    name: "Failures in a row",
    className: "hidden w-36 text-right @lg:table-cell",
    cell: ({ consecutiveFailures: failures }) => (
      <span className={failures > 0 ? "font-medium text-bad" : "text-ink3"}>{failures}</span>
    ),
  },
  { name: "Status", className: "w-28", cell: ({ status }) => <StatusBadge status={status} /> },
];

export function EndpointList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(endpointFilters);
  const pager = usePager();
  const mayWrite = useMay("endpoints:write");
  const base = useProjectPath()(project);
  const { data, error, refetch } = useQuery(endpointList(project, filters));
  const isFiltered = filters.q !== "" || filters.status !== null;
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  const add = mayWrite && (
    <ButtonLink look="primary" href={`${base}/endpoints/new`}>
      <Plus aria-hidden />
      Add endpoint
    </ButtonLink>
  );
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project)]}
        title="Endpoints"
        sub="The servers that receive this project's events."
        actions={!(isEmpty && !isFiltered) && add}
      />
      {data && <DisabledNotice project={project} endpoints={data.data} />}
      {!(isEmpty && !isFiltered) && (
        <div className="mb-3 flex gap-2">
          <SearchBox
            label="Search endpoints"
            className="w-72 shrink"
            value={filters.q}
            onSearch={(q) => setFilters({ q: q || null, cursor: null })}
          />
          <Select
            aria-label="Status"
            className="w-36"
            value={filters.status ?? ""}
            onChange={({ target }) =>
              setFilters({ status: (target.value || null) as typeof filters.status, cursor: null })
            }
          >
            <option value="">Any status</option>
            <option value="enabled">Enabled</option>
            <option value="disabled">Disabled</option>
          </Select>
        </div>
      )}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="Endpoints" columns={columns} />
      ) : isEmpty ? (
        <Panel>
          {isFiltered ? (
            <EmptyState
              icon={SearchX}
              title="No endpoint matches"
              action={<Button onClick={() => setFilters(null)}>Show all endpoints</Button>}
            >
              Search looks for text in the URL and the description.
            </EmptyState>
          ) : (
            <EmptyState icon={Webhook} title="No endpoint yet" action={add}>
              {mayWrite
                ? "Add the URL that should receive this project's events. You choose which ones, and get the secret that proves they come from you."
                : "Someone with the role member, admin or owner can add one."}
            </EmptyState>
          )}
        </Panel>
      ) : (
        <>
          <DataTable
            label="Endpoints"
            columns={columns}
            rows={data.data}
            idOf={({ id }) => id}
            hrefOf={({ id }) => `${base}/endpoints/${id}`}
          />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="endpoints" />
        </>
      )}
    </>
  );
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : url);

/** What needs somebody first: endpoints that failures have switched off. */
function DisabledNotice({ project, endpoints }: { project: string; endpoints: readonly Endpoint[] }) {
  const base = useProjectPath()(project);
  const [first, ...rest] = endpoints.filter(({ disabledReason }) => isDisabledByRule(disabledReason));
  if (!first?.disabledAt) return null;
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3 rounded-xl border border-accent-line bg-accent-bg px-3.5 py-2.5">
      <TriangleAlert aria-hidden className="size-4 shrink-0 text-accent-ink" />
      <p className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
        <b className="font-semibold text-accent-ink">
          <PlainText>{hostOf(first.url)}</PlainText> was disabled <RelativeTime iso={first.disabledAt} />
        </b>
        : {disabledInWords(first.disabledReason)}
        {rest.length > 0 && ` ${rest.length} more ${rest.length === 1 ? "was" : "were"} disabled as well.`}
      </p>
      <ButtonLink href={`${base}/endpoints/${first.id}`}>See what happened</ButtonLink>
    </div>
  );
}
