import { Ban, CircleCheck, CirclePause, CircleX, Clock3, type LucideIcon } from "lucide-react";
import { cn } from "./class-names";

type Mark = { word: string; icon: LucideIcon; look: string };

const MARKS = {
  succeeded: { word: "Succeeded", icon: CircleCheck, look: "bg-ok-bg text-ok" },
  pending: { word: "Pending", icon: Clock3, look: "bg-wait-bg text-wait" },
  held: { word: "Held", icon: CirclePause, look: "bg-held-bg text-held" },
  failed: { word: "Failed", icon: CircleX, look: "bg-bad-bg text-bad" },
  cancelled: { word: "Cancelled", icon: Ban, look: "bg-off-bg text-off" },
  enabled: { word: "Enabled", icon: CircleCheck, look: "bg-ok-bg text-ok" },
  disabled: { word: "Disabled", icon: CircleX, look: "bg-bad-bg text-bad" },
  "switched-off": { word: "Disabled", icon: Ban, look: "bg-off-bg text-off" },
} satisfies Record<string, Mark>;

export type Status = keyof typeof MARKS;

/** A status by colour, word and shape, so that no one of the three is needed to tell it. */
export function StatusBadge({ status, className }: { status: Status; className?: string }) {
  const { word, icon: Icon, look } = MARKS[status];
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 rounded-md align-middle ps-1.5 pe-2 text-xs font-medium whitespace-nowrap",
        look,
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {word}
    </span>
  );
}

/** The outlined badge of a category; `replay` is the one with a meaning of its own. */
export function CategoryBadge({ children, className }: { children: string; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-40 items-center rounded-md border px-1.5 text-xs text-ink2",
        className,
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}
