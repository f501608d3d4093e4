"use client";

import { useQueryStates } from "nuqs";
import { cn } from "@/components/ui/class-names";
import { STATS_RANGE_NAMES } from "@/lib/contract/stats-ranges";
import { homeFilters, RANGE_WORDS } from "./filters";

/** How far back the page looks; it stands in the address. */
export function RangeSwitch() {
  const [{ range }, set] = useQueryStates(homeFilters);
  return (
    <fieldset className="flex rounded-md border bg-panel p-0.5">
      <legend className="sr-only">Time</legend>
      {STATS_RANGE_NAMES.map((name) => (
        <label
          key={name}
          title={`The ${RANGE_WORDS[name]}`}
          className={cn(
            "flex h-7 cursor-pointer items-center rounded-sm px-2.5 text-xs font-medium text-ink2 hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent",
            range === name && "bg-line2 text-ink",
          )}
        >
          <input
            type="radio"
            name="range"
            value={name}
            checked={range === name}
            onChange={() => set({ range: name })}
            className="sr-only"
          />
          <span aria-hidden>{name.replace(/\d+/, "$& ")}</span>
          <span className="sr-only">The {RANGE_WORDS[name]}</span>
        </label>
      ))}
    </fieldset>
  );
}
