"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, TriangleAlert, Webhook } from "lucide-react";
import { useQueryStates } from "nuqs";
import { HealthStrip } from "@/components/home/health-strip";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { type Column, DataTable, TableSkeleton } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/input";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText, plainText } from "@/components/ui/plain-text";
import { percent } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { SearchBox } from "@/components/ui/search-box";
import { useMay, usePortalHost, useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { EndpointHealth } from "@/lib/contract/stats";
import { disabledInWords, isDisabledByRule } from "./disabled-in-words";
import { EndpointFlags, hasFlags } from "./endpoint-flags";
import { EndpointStatus } from "./endpoint-status";
import { endpointFilters } from "./filters";
import { endpointList, healthOfEndpoints } from "./queries";
import { subscriptionInWords, subscriptionsInWords } from "./subscriptions-in-words";

/** Who it is: what people call it and where it is; below each other where it is narrow. */
function NameCell({ endpoint }: { endpoint: Endpoint }) {
  const { url, description } = endpoint;
  const address = (
    <span className="truncate font-mono text-sm" title={url}>
      <PlainText>{url}</PlainText>
    </span>
  );
  return (
    <>
      <span className="flex min-w-0 items-center gap-2.5">
        {description ? (
          <>
            <span className="truncate font-medium">
              <PlainText>{description}</PlainText>
            </span>
            <span className="hidden min-w-0 shrink-[9999] text-ink3 @2xl:flex">{address}</span>
          </>
        ) : (
          address
        )}
        <span className="hidden shrink-0 gap-1.5 @2xl:flex">
          <EndpointFlags endpoint={endpoint} />
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-1.5 text-xs text-ink3 @2xl:hidden">
        <EndpointFlags endpoint={endpoint} />
        {description && !hasFlags(endpoint) && <span className="flex min-w-0 [&_*]:text-xs">{address}</span>}
      </span>
    </>
  );
}

type HealthOf = (endpoint: Endpoint) => EndpointHealth | undefined;

const columnsOf = (healthOf: HealthOf): Column<Endpoint>[] => [
  { name: "Endpoint", opens: true, cell: (row) => <NameCell endpoint={row} /> },
  {
    name: "Events",
    className: "hidden w-50 @5xl:table-cell",
    look: "text-ink2",
    cell: ({ subscriptions }) => (
      <span title={plainText(subscriptions.map(subscriptionInWords).join(", "))}>
        <PlainText>{subscriptionsInWords(subscriptions)}</PlainText>
      </span>
    ),
  },
  {
    name: "Last 24 h",
    className: "hidden w-48 @3xl:table-cell",
    cell: (row) => {
      const health = healthOf(row);
      return health && <HealthStrip hours={health.hours} />;
    },
  },
  {
    name: "Success",
    className: "hidden w-22 text-right @lg:table-cell",
    look: "text-ink2",
    cell: (row) => {
      const health = healthOf(row);
      return (
        health && (
          <span title={`${health.attempts.toLocaleString("en")} attempts in the last 24 hours`}>
            {percent(health.successRate)}
          </span>
        )
      );
    },
  },
  {
    name: "Last delivery",
    className: "hidden w-32 @2xl:table-cell",
    look: "text-ink2",
    cell: (row) => {
      const health = healthOf(row);
      if (!health) return null;
      return health.lastDeliveryAt ? <RelativeTime iso={health.lastDeliveryAt} /> : "none yet";
    },
  },
  { name: "Status", className: "w-28", cell: (row) => <EndpointStatus endpoint={row} /> },
];

export function EndpointList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(endpointFilters);
  const pager = usePager();
  const mayWrite = useMay("endpoints:write");
  const base = useProjectPath()(project);
  const host = plainText(usePortalHost() ?? "");
  const { data, error, refetch, isPlaceholderData } = useQuery(endpointList(project, filters));
  const ids = data?.data.map(({ id }) => id) ?? [];
  const { data: health } = useQuery({ ...healthOfEndpoints(project, ids), enabled: ids.length > 0 });
  const columns = columnsOf(({ id }) => health?.data.find(({ endpointId }) => endpointId === id));
  const isFiltered = filters.q !== "" || filters.status !== null;
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  // What stands there until another search is answered says nothing of this one.
  const isBare = isEmpty && !isFiltered && !isPlaceholderData;
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
        sub={`The servers that receive ${host ? `events from ${host}` : "this project's events"}.`}
        actions={!isBare && add}
      />
      {data && <DisabledNotice project={project} endpoints={data.data} />}
      {!isBare && (
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
          {!isBare ? (
            <EmptyState
              icon={SearchX}
              title="No endpoint matches"
              action={<Button onClick={() => setFilters(null)}>Show all endpoints</Button>}
            >
              Search looks for text in the URL and the description.
            </EmptyState>
          ) : (
            <EmptyState icon={Webhook} title="No endpoint yet" action={add}>
              {howToBegin(mayWrite, host)}
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

/** `host` is whose portal this is, `""` in the dashboard. */
function howToBegin(mayWrite: boolean, host: string): string {
  if (!mayWrite)
    return host
      ? `Your link is for looking only. Ask ${host} for one with which you can add them.`
      : "Someone with the role member, admin or owner can add one.";
  return `Add the URL that should receive ${host ? "your" : "this project's"} events. You choose which ones, and get the secret that proves they come from ${host || "you"}.`;
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
          <PlainText>{first.description || hostOf(first.url)}</PlainText> was disabled{" "}
          <RelativeTime iso={first.disabledAt} />
        </b>
        : {disabledInWords(first.disabledReason)}
        {rest.length > 0 && ` ${rest.length} more ${rest.length === 1 ? "was" : "were"} disabled as well.`}
      </p>
      <ButtonLink href={`${base}/endpoints/${first.id}`}>See what happened</ButtonLink>
    </div>
  );
}
