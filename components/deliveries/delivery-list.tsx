"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX, Send } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { useProjectPath } from "@/components/viewer";
import { DeliveryTable } from "./delivery-table";
import { DeliveryTools } from "./delivery-tools";
import { deliveryFilters } from "./filters";
import { deliveryList } from "./queries";

export function DeliveryList({ project }: { project: string }) {
  const [filters, setFilters] = useQueryStates(deliveryFilters);
  const pager = usePager();
  const base = useProjectPath()(project);
  const list = deliveryList(project, filters);
  const { data, error, refetch, isPlaceholderData } = useQuery(list);
  const { cursor, ...narrowing } = filters;
  const isFiltered = Object.values(narrowing).some((value) => value !== null && value.length > 0);
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project)]}
        title="Deliveries"
        sub="Every event on its way to every endpoint, newest first."
      />
      <DeliveryTools project={project} filters={filters} onChange={setFilters} />
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <DeliveryTable
          project={project}
          rows={data?.data}
          listKey={JSON.stringify(filters)}
          isStale={isPlaceholderData}
          empty={
            isFiltered ? (
              <EmptyState
                icon={SearchX}
                title="No delivery matches"
                action={<Button onClick={() => setFilters(null)}>Show all deliveries</Button>}
              >
                Nothing in this project fits all of these filters at once.
              </EmptyState>
            ) : (
              <EmptyState
                icon={Send}
                title={cursor ? "That was the last page" : "Nothing sent yet"}
                action={<ButtonLink href={`${base}/endpoints`}>Go to the endpoints</ButtonLink>}
              >
                When an event is published, its delivery to each subscribed endpoint shows up here at once. To
                see one now, send a test event from an endpoint's page.
              </EmptyState>
            )
          }
        />
      )}
      {data && (
        <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="deliveries" />
      )}
    </>
  );
}
