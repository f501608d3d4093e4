"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/class-names";
import { PlainText } from "@/components/ui/plain-text";
import type { EventType } from "@/lib/contract/event-types";
import { categoryTitle } from "./catalogue-groups";
import { categoryState, coverOf, isTicked, type Selection, tickCategory, tickType } from "./selection";

type CategoryGroupProps = {
  category: string | null;
  members: readonly EventType[];
  isShown: (type: EventType) => boolean;
  value: Selection;
  onChange: (value: Selection) => void;
};

/** A category with its tri-state box, and its types below. */
export function CategoryGroup({ category, members, isShown, value, onChange }: CategoryGroupProps) {
  const [isOpen, setOpen] = useState(true);
  const title = categoryTitle(category);
  const ticked = members.filter((type) => isTicked(value, type)).length;
  return (
    <section aria-label={title}>
      <div className="flex items-center gap-1 px-3.5 py-1">
        <Checkbox
          checked={categoryState(value, category, members)}
          onChange={(on) => onChange(tickCategory(value, category, members, on))}
          className="grow"
        >
          <span className="truncate font-medium">
            <PlainText>{title}</PlainText>
          </span>
        </Checkbox>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`${ticked} of ${members.length} types of ${title}`}
          onClick={() => setOpen(!isOpen)}
          className="flex h-6 items-center gap-1 rounded-sm text-xs text-ink3 hover:text-ink"
        >
          {ticked} of {members.length}
          <ChevronRight aria-hidden className={cn("size-3.5 transition-transform", isOpen && "rotate-90")} />
        </button>
      </div>
      {isOpen && (
        <ul>
          {members.filter(isShown).map((type) => {
            const cover = coverOf(value, type);
            const byPattern = cover !== undefined && cover !== type.category;
            return (
              <li key={type.name} className="ps-10 pe-3.5">
                <Checkbox
                  checked={isTicked(value, type)}
                  disabled={byPattern}
                  onChange={(on) => onChange(tickType(value, type, members, on))}
                  className="py-1"
                >
                  <span className="shrink-0 font-mono text-sm">
                    <PlainText>{type.name}</PlainText>
                  </span>
                  <span className="hidden min-w-0 truncate text-sm text-ink2 sm:block">
                    <PlainText>{byPattern ? `by ${cover}` : type.description}</PlainText>
                  </span>
                </Checkbox>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
