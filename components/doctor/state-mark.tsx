import { CircleCheck, CircleX, type LucideIcon, TriangleAlert } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import type { State } from "@/lib/contract/doctor";

const MARKS: Record<State, { word: string; icon: LucideIcon; look: string }> = {
  ok: { word: "OK", icon: CircleCheck, look: "bg-ok-bg text-ok" },
  warning: { word: "Warning", icon: TriangleAlert, look: "bg-accent-bg text-accent-ink" },
  error: { word: "Error", icon: CircleX, look: "bg-bad-bg text-bad" },
};

/** A state by colour, word and shape. */
export function StateMark({ state }: { state: State }) {
  const { word, icon: Icon, look } = MARKS[state];
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 rounded-md ps-1.5 pe-2 text-xs font-medium whitespace-nowrap",
        look,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {word}
    </span>
  );
}
