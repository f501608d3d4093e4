"use client";

import { useQuery } from "@tanstack/react-query";
import { Split } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { eventTypeNames } from "@/components/event-types/queries";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/class-names";
import { FieldError } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { SearchBox } from "@/components/ui/search-box";
import { AddByName, Chips, type RemovableChip } from "./add-by-name";
import { type CatalogueGroup, grouped, matches } from "./catalogue-groups";
import { CategoryGroup } from "./category-group";
import { isRouted } from "./matrix";
import { PickerSkeleton } from "./picker-skeleton";
import { isPattern, type Selection } from "./selection";
import { subscriptionInWords } from "./subscriptions-in-words";

// Most endpoints ask for no channel, and their forms need not wait for it.
const ChannelMatrix = dynamic(() => import("./channel-matrix").then((loaded) => loaded.ChannelMatrix), {
  loading: PickerSkeleton,
});

type Choice = { value: Selection; onChange: (value: Selection) => void };
type EventPickerProps = Choice & { project: string; error?: string | undefined };

/** Which events an endpoint wants: from a list of types, or by channel with the moment in each cell. */
export function EventPicker({ project, value, onChange, error }: EventPickerProps) {
  const { data, error: unread, refetch } = useQuery(eventTypeNames());
  const [isByChannel, setByChannel] = useState(() => isRouted(value));
  const [words, setWords] = useState("");
  const groups = grouped(data?.data ?? []);
  const size = groups.reduce((sum, { members }) => sum + members.length, 0);
  const choice = { value, onChange, groups, words };
  return (
    // A fieldset begins below its legend, and the button stands beside that.
    <div className="relative min-w-0">
      <fieldset className="min-w-0">
        <legend className="mb-1.5 text-sm font-medium">Events</legend>
        <Button
          look="quiet"
          size="sm"
          aria-pressed={isByChannel}
          className={cn("absolute end-0 -top-1", isByChannel && "border-edge bg-line2 text-ink")}
          onClick={() => setByChannel(!isByChannel)}
        >
          <Split aria-hidden />
          By channel
        </Button>
        <Panel>
          {!isByChannel && (
            <div className="border-b border-line2 px-3.5 py-2.5">
              <Checkbox checked={value.all} onChange={(all) => onChange({ ...value, all })}>
                <span className="font-medium">All events</span>
                <span className="ms-auto truncate text-xs text-ink3">also types that are added later</span>
              </Checkbox>
            </div>
          )}
          {!value.all && size > 6 && (
            <div className="border-b border-line2 px-3.5 py-2.5">
              <SearchBox label={`Search ${size} event types`} value={words} onSearch={setWords} />
            </div>
          )}
          {!data && !unread && !value.all && <PickerSkeleton />}
          {!data && unread && !value.all && <Unread onRetry={refetch} />}
          {isByChannel && (data || unread) && <ChannelMatrix project={project} {...choice} />}
          {!isByChannel && !value.all && <TypeList isKnown={Boolean(data)} {...choice} />}
        </Panel>
        {error && <FieldError message={error} />}
      </fieldset>
    </div>
  );
}

type TypeListProps = Choice & { groups: readonly CatalogueGroup[]; words: string; isKnown: boolean };

/** Whole categories, single types, patterns, and names that are not in the catalogue yet. */
function TypeList({ groups, words, isKnown, value, onChange }: TypeListProps) {
  const shown = groups.filter(({ members }) => members.some((type) => matches(type, words)));
  const add = (type: string) => {
    if (type === "*") onChange({ ...value, all: true });
    else if (!value.types.includes(type)) onChange({ ...value, types: [...value.types, type] });
  };
  return (
    <>
      {shown.length > 0 && (
        <div className="max-h-96 overflow-y-auto py-1.5">
          {shown.map(({ category, members }) => (
            <CategoryGroup
              key={category ?? ""}
              category={category}
              members={members}
              isShown={(type) => matches(type, words)}
              value={value}
              onChange={onChange}
            />
          ))}
        </div>
      )}
      {words && shown.length === 0 && (
        <p className="px-3.5 py-3 text-sm text-ink2">
          No type matches. Add it by name below if it is still to come.
        </p>
      )}
      {isKnown && groups.length === 0 && (
        <p className="px-3.5 pt-3 text-sm text-ink2">
          The catalogue is still empty. Name the types below, or choose all events.
        </p>
      )}
      <div className="border-t border-line2 px-3.5 py-2.5">
        <AddByName label="Type or pattern" placeholder="Type, or order.*" onAdd={add} />
        <Chips chips={unlisted(groups, { value, onChange })} />
      </div>
    </>
  );
}

/** What the list has no box for: patterns, what the catalogue does not know, and what goes by channel. */
function unlisted(groups: readonly CatalogueGroup[], { value, onChange }: Choice): RemovableChip[] {
  const names = new Set(groups.flatMap(({ members }) => members.map(({ name }) => name)));
  const categories = new Set(groups.map(({ category }) => category));
  const without = (list: readonly string[], name: string) => list.filter((each) => each !== name);
  return [
    ...value.categories
      .filter((category) => !categories.has(category))
      .map((category) => ({
        text: subscriptionInWords({ type: "*", category }),
        onRemove: () => onChange({ ...value, categories: without(value.categories, category) }),
      })),
    ...value.types
      .filter((type) => isPattern(type) || !names.has(type))
      .map((type) => ({
        text: type,
        onRemove: () => onChange({ ...value, types: without(value.types, type) }),
      })),
    ...value.others.map((other) => ({
      text: subscriptionInWords(other),
      onRemove: () => onChange({ ...value, others: value.others.filter((each) => each !== other) }),
    })),
  ];
}

function Unread({ onRetry }: { onRetry: () => void }) {
  return (
    <p className="px-3.5 py-3 text-sm text-ink2">
      The catalogue could not be read. Name the types below, choose all events, or{" "}
      <button type="button" className="underline hover:text-ink" onClick={onRetry}>
        try again
      </button>
      .
    </p>
  );
}
