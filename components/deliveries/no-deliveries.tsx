"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX, Send } from "lucide-react";
import { endpointNames } from "@/components/endpoints/queries";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useMay, useProjectPath } from "@/components/viewer";
import { type DeliveryFilters, queryOf } from "./filters";

type NoDeliveriesProps = {
  project: string;
  filters: DeliveryFilters;
  /** The search has looked at many deliveries and is not at its end. */
  goesOn: boolean;
  onShowAll: () => void;
};

/** Why a list of deliveries is empty, and what to do about it. */
export function NoDeliveries({ project, filters, goesOn, onShowAll }: NoDeliveriesProps) {
  if (goesOn) {
    return (
      <EmptyState
        icon={SearchX}
        title="No match so far"
        action={<Button onClick={onShowAll}>Show all deliveries</Button>}
      >
        None of the deliveries looked at so far fits. “Older” below looks further back; an endpoint or a
        status gets there sooner.
      </EmptyState>
    );
  }
  if (queryOf(filters) !== "") {
    return (
      <EmptyState
        icon={SearchX}
        title="No delivery matches"
        action={<Button onClick={onShowAll}>Show all deliveries</Button>}
      >
        Nothing fits all of these filters at once.
      </EmptyState>
    );
  }
  return filters.cursor ? (
    <EmptyState
      icon={Send}
      title="That was the last page"
      action={<Button onClick={onShowAll}>Newest first</Button>}
    >
      There are no older deliveries.
    </EmptyState>
  ) : (
    <NothingSent project={project} />
  );
}

/** The first thing to do is to have an endpoint, and then to try it. */
function NothingSent({ project }: { project: string }) {
  const base = useProjectPath()(project);
  const mayChange = useMay("endpoints:write");
  const { data: endpoints } = useQuery(endpointNames(project));
  if (endpoints?.data.length === 0) {
    return (
      <EmptyState
        icon={Send}
        title="Nothing sent yet"
        action={mayChange && <ButtonLink href={`${base}/endpoints/new`}>Add endpoint</ButtonLink>}
      >
        There is no endpoint that events could go to. Once there is one, each event it wants shows up here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Send}
      title="Nothing sent yet"
      action={<ButtonLink href={`${base}/endpoints`}>Go to the endpoints</ButtonLink>}
    >
      When an event is published, its delivery to each subscribed endpoint shows up here at once.
      {mayChange && " To see one now, send a test event from an endpoint's page."}
    </EmptyState>
  );
}
