"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ExactTime } from "@/components/ui/relative-time";
import type { PartProps } from "./delivery-tools";
import type { DeliveryFilters } from "./filters";

/** What other pages' links narrowed the list to, and the way out of it. */
export function WaysOut({ filters, set }: PartProps) {
  return (
    <>
      {(filters.since || filters.until) && (
        <PeriodButton filters={filters} onClick={() => set({ since: null, until: null })} />
      )}
      {filters.event && (
        <Button onClick={() => set({ event: null })} aria-label="Show deliveries of all events">
          One event only
          <X aria-hidden />
        </Button>
      )}
      {filters.run && (
        <Button onClick={() => set({ run: null })} aria-label="Show deliveries of all runs">
          One run only
          <X aria-hidden />
        </Button>
      )}
    </>
  );
}

/** The period that a chart's bar led to, and the way out of it. */
function PeriodButton({ filters: { since, until }, onClick }: PeriodButtonProps) {
  return (
    <Button
      onClick={onClick}
      aria-label="Show deliveries of any time"
      className="col-span-2 h-auto min-h-8 max-w-full justify-self-start py-1 text-left whitespace-normal"
    >
      <span>
        {since && (
          <>
            from <ExactTime iso={since} />
          </>
        )}
        {until && (
          <>
            {" "}
            to <ExactTime iso={until} />
          </>
        )}
      </span>
      <X aria-hidden />
    </Button>
  );
}

type PeriodButtonProps = { filters: DeliveryFilters; onClick: () => void };
