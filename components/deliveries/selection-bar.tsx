"use client";

import { RotateCcw, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { count } from "@/components/ui/quantities";

type SelectionBarProps = {
  selected: number;
  onReplay: () => void;
  onClear: () => void;
};

/** What can be done with the ticked rows; at the foot of the screen, so that no row moves when it comes. */
export function SelectionBar({ selected, onReplay, onClear }: SelectionBarProps) {
  return (
    <section
      aria-label="Selected deliveries"
      className="sticky bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-20 mx-auto mt-3 flex w-fit max-w-full flex-wrap items-center justify-center gap-2 rounded-xl border bg-panel py-1.5 ps-3.5 pe-1.5 shadow-pop md:bottom-4"
    >
      <p role="status" className="text-sm font-medium">
        {count(selected, "delivery", "deliveries")} selected
      </p>
      <Button look="primary" onClick={onReplay}>
        <RotateCcw aria-hidden />
        Replay
      </Button>
      <Button look="quiet" size="icon" aria-label="Clear selection" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
