import { cn } from "./class-names";

/** A grey bar where text will be. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-skeleton rounded-sm bg-line", className)} />;
}
