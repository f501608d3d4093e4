"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { eventTypeNames } from "@/components/event-types/queries";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { SearchBox } from "@/components/ui/search-box";
import { Skeleton } from "@/components/ui/skeleton";
import type { EventType } from "@/lib/contract/event-types";
import { CategoryGroup } from "./category-group";
import { isPattern, type Selection } from "./selection";
import { subscriptionInWords } from "./subscriptions-in-words";

type EventPickerProps = {
  value: Selection;
  onChange: (value: Selection) => void;
  error?: string | undefined;
};

/** Types by category; those without one last. */
function grouped(types: readonly EventType[]): [category: string | null, members: EventType[]][] {
  const groups = new Map<string | null, EventType[]>();
  for (const type of types) groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
  return [...groups].sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a.localeCompare(b)));
}

const matches = ({ name, description, category }: EventType, words: string) =>
  `${name} ${description} ${category ?? ""}`.toLowerCase().includes(words.toLowerCase());

/** Which events an endpoint wants: all, whole categories, single types, patterns, or names not in the catalogue yet. */
export function EventPicker({ value, onChange, error }: EventPickerProps) {
  const { data, error: unread, refetch } = useQuery(eventTypeNames());
  const [words, setWords] = useState("");
  const catalogue = (data?.data ?? []).filter(({ archivedAt }) => archivedAt === null);
  const groups = grouped(catalogue);
  const shown = groups.filter(([, members]) => members.some((type) => matches(type, words)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Events</legend>
      <Panel>
        <div className="border-b border-line2 px-3.5 py-2.5">
          <Checkbox checked={value.all} onChange={(all) => onChange({ ...value, all })}>
            <span className="font-medium">All events</span>
            <span className="ms-auto truncate text-xs text-ink3">also types that are added later</span>
          </Checkbox>
        </div>
        {!value.all && (
          <>
            {catalogue.length > 6 && (
              <div className="border-b border-line2 px-3.5 py-2.5">
                <SearchBox
                  label={`Search ${catalogue.length} event types`}
                  value={words}
                  onSearch={setWords}
                />
              </div>
            )}
            {!data && !unread && <PickerSkeleton />}
            {!data && unread && (
              <p className="px-3.5 py-3 text-sm text-ink2">
                The catalogue could not be read. Name the types below, choose all events, or{" "}
                <button type="button" className="underline hover:text-ink" onClick={() => refetch()}>
                  try again
                </button>
                .
              </p>
            )}
            {shown.length > 0 && (
              <div className="max-h-96 overflow-y-auto py-1.5">
                {shown.map(([category, members]) => (
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
            {data && catalogue.length === 0 && (
              <p className="px-3.5 pt-3 text-sm text-ink2">
                The catalogue is still empty. Name the types below, or choose all events.
              </p>
            )}
            <ByName catalogue={catalogue} value={value} onChange={onChange} />
          </>
        )}
      </Panel>
      {error && <FieldError message={error} />}
    </fieldset>
  );
}

function PickerSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4 px-3.5 py-3">
      <Skeleton className="w-1/3" />
      <Skeleton className="w-1/2" />
      <Skeleton className="w-2/5" />
    </div>
  );
}

type ByNameProps = EventPickerProps & { catalogue: readonly EventType[] };

/** Patterns and names the catalogue does not know, each removable; and subscriptions made through the API. */
function ByName({ catalogue, value, onChange }: ByNameProps) {
  const [draft, setDraft] = useState("");
  const known = new Set(catalogue.map(({ name }) => name));
  const named = value.types.filter((type) => isPattern(type) || !known.has(type));
  const add = () => {
    const type = draft.trim();
    if (!type) return;
    if (type === "*") onChange({ ...value, all: true });
    else if (!value.types.includes(type)) onChange({ ...value, types: [...value.types, type] });
    setDraft("");
  };
  return (
    <div className="border-t border-line2 px-3.5 py-2.5">
      <div className="flex gap-2">
        <Input
          aria-label="Type or pattern"
          placeholder="Type or pattern, such as order.*"
          className="font-mono"
          spellCheck={false}
          autoComplete="off"
          maxLength={130}
          value={draft}
          onChange={({ target }) => setDraft(target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button onClick={add} disabled={draft.trim() === ""}>
          <Plus aria-hidden />
          Add
        </Button>
      </div>
      {named.length + value.others.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-1.5">
          {named.map((type) => (
            <Chip
              key={type}
              text={type}
              onRemove={() => onChange({ ...value, types: value.types.filter((each) => each !== type) })}
            />
          ))}
          {value.others.map((other) => {
            const text = subscriptionInWords(other);
            const rest = value.others.filter((each) => each !== other);
            return <Chip key={text} text={text} onRemove={() => onChange({ ...value, others: rest })} />;
          })}
        </ul>
      )}
    </div>
  );
}

function Chip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <li className="inline-flex h-7 max-w-full items-center rounded-md border ps-2 font-mono text-xs">
      <span className="truncate">
        <PlainText>{text}</PlainText>
      </span>
      <Button look="quiet" size="icon-sm" className="size-6" aria-label={`Remove ${text}`} onClick={onRemove}>
        <X aria-hidden />
      </Button>
    </li>
  );
}
