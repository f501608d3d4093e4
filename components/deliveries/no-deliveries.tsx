"use client";

import { SearchX, Send } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useProjectPath } from "@/components/viewer";
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
  const base = useProjectPath()(project);
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
  return (
    <EmptyState
      icon={Send}
      title={filters.cursor ? "That was the last page" : "Nothing sent yet"}
      action={<ButtonLink href={`${base}/endpoints`}>Go to the endpoints</ButtonLink>}
    >
      When an event is published, its delivery to each subscribed endpoint shows up here at once. To see one
      now, send a test event from an endpoint's page.
    </EmptyState>
  );
}
