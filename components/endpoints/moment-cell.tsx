"use client";

import { cn } from "@/components/ui/class-names";
import { Select } from "@/components/ui/input";
import type { Cell, Moment } from "./matrix";
import { subscriptionInWords } from "./subscriptions-in-words";

const WORDS = { now: "At once", runEnd: "At run end" } as const;
const LOOKS = { now: "font-medium", runEnd: "font-medium text-held", not: "text-ink3" } as const;

type MomentCellProps = {
  /** What is sent where, for screen readers: `order.paid on retail`. */
  name: string;
  cell: Cell;
  /** Shows its arrow once somebody comes near, while nothing is chosen in it. */
  isQuiet: boolean;
  onChange: (when: Moment | null) => void;
};

/** Whether and when. What is sent at once anyway cannot be chosen again, only where it was chosen. */
export function MomentCell({ name, cell: { own, cover }, isQuiet, onChange }: MomentCellProps) {
  if (cover?.when === "now")
    return (
      <span className="block px-2.25 text-xs text-ink3" title={`By ${subscriptionInWords(cover.by)}`}>
        {WORDS.now}
      </span>
    );
  const chosen = cover && own === "runEnd" ? null : own;
  return (
    <Select
      aria-label={name}
      className={cn(
        "h-7 border-transparent bg-transparent ps-2 pe-6 text-xs pointer-coarse:text-lg",
        LOOKS[chosen ?? "not"],
        isQuiet && !chosen && "pointer-fine:not-focus:not-group-hover/row:bg-none",
      )}
      value={chosen ?? ""}
      onChange={({ target }) => onChange((target.value || null) as Moment | null)}
    >
      <option value="">{cover ? WORDS.runEnd : "–"}</option>
      <option value="now">{WORDS.now}</option>
      {!cover && <option value="runEnd">{WORDS.runEnd}</option>}
    </Select>
  );
}
