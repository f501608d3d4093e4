"use client";

import { CalendarClock, SearchX } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { plainText } from "@/components/ui/plain-text";
import { useMay, useViewer } from "@/components/viewer";

type NoEventsProps = {
  isFiltered: boolean;
  /** The search has looked at many events and is not at its end. */
  goesOn: boolean;
  onShowAll: () => void;
};

/** Why a list of events is empty, and what to do about it. */
export function NoEvents({ isFiltered, goesOn, onShowAll }: NoEventsProps) {
  const { isPortal, workspace } = useViewer();
  const mayHaveKeys = useMay("keys");
  if (goesOn) {
    return (
      <EmptyState
        icon={SearchX}
        title="No match so far"
        action={<Button onClick={onShowAll}>Show all events</Button>}
      >
        None of the events looked at so far fits. “Older” below looks further back; an event type or an id
        gets there sooner.
      </EmptyState>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No event matches"
        action={<Button onClick={onShowAll}>Show all events</Button>}
      >
        Search finds an event by its id, by the id {isPortal ? "its sender" : "you"} gave it, by the beginning
        of its type, or by any text in its payload, written exactly as it was published.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CalendarClock}
      title="Nothing published yet"
      action={mayHaveKeys && <ButtonLink href="/api-keys">Get an API key</ButtonLink>}
    >
      {isPortal
        ? `What ${plainText(workspace.name)} publishes for you shows up here at once.`
        : "Your product publishes events through the API with an API key. They show up here at once."}
    </EmptyState>
  );
}
