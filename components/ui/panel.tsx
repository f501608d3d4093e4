import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

export function Panel({ className, ...props }: ComponentProps<"div">) {
  return <div className={cn("overflow-hidden rounded-xl border bg-panel", className)} {...props} />;
}

/** A panel's title row: 40 px, one line, actions at the end. */
export function PanelHead({ title, children }: { title: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex h-10 items-center justify-between gap-3 border-b px-3.5">
      <h2 className="truncate text-sm font-medium">{title}</h2>
      {children && <div className="flex items-center gap-1">{children}</div>}
    </div>
  );
}

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-y-1 p-3.5 text-sm">{children}</dl>;
}

/** One line of facts; the value's line is 24 px high so that a copy button does not push it apart. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="py-0.5 text-ink3">{name}</dt>
      <dd className="flex min-h-6 min-w-0 items-center py-0.5 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
