"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import { useQuery } from "@tanstack/react-query";
import { useSettled } from "@/components/dialects/use-settled";
import { eventTypeList } from "@/components/event-types/queries";
import { PlainText } from "@/components/ui/plain-text";
import type { EventType } from "@/lib/contract/event-types";

type TypePickerProps = {
  id: string;
  value: string;
  onChange: (name: string) => void;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: true | undefined;
};

/** The catalogue by the beginning of a name; any other name may be typed. */
export function TypePicker({ value, onChange, ...wiring }: TypePickerProps) {
  const { data } = useQuery(eventTypeList({ q: useSettled(value), cursor: null, archived: false }));
  return (
    <Autocomplete.Root
      mode="none"
      openOnInputClick
      items={data?.data ?? []}
      value={value}
      onValueChange={onChange}
      itemToStringValue={({ name }: EventType) => name}
    >
      <Autocomplete.Input
        placeholder="order.shipped"
        spellCheck={false}
        autoComplete="off"
        className="h-8 w-full rounded-md border border-edge/60 bg-panel px-2.5 font-mono text-sm -outline-offset-1 hover:border-edge aria-invalid:border-bad pointer-coarse:text-lg"
        {...wiring}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner sideOffset={4} className="z-40 outline-none">
          <Autocomplete.Popup className="max-h-[min(20rem,var(--available-height))] w-[var(--anchor-width)] max-w-[var(--available-width)] overflow-y-auto rounded-lg border bg-panel p-1 shadow-pop data-empty:hidden">
            <Autocomplete.List>
              {(type: EventType) => (
                <Autocomplete.Item
                  key={type.name}
                  value={type}
                  className="flex min-h-8 cursor-default items-center gap-3 rounded-md px-2 text-sm outline-none select-none data-highlighted:bg-line2 pointer-coarse:min-h-11"
                >
                  <span className="max-w-full shrink-0 truncate font-mono">
                    <PlainText>{type.name}</PlainText>
                  </span>
                  <span className="hidden min-w-0 truncate text-ink3 sm:inline">
                    <PlainText>{type.description || (type.category ?? "")}</PlainText>
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  );
}
