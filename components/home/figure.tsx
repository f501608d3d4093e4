import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";

type FigureProps = {
  name: string;
  /** The number, with its unit. */
  children: ReactNode;
  /** Where the rows behind the number are. */
  href?: string | undefined;
  /** How it looks in the chart. */
  mark?: ReactNode;
  /** What the name means exactly. */
  title?: string;
};

/** One number with its name; it links to the rows behind it. */
export function Figure({ name, children, href, mark, title }: FigureProps) {
  const value = <span className="text-xl font-semibold tracking-[-0.01em]">{children}</span>;
  return (
    <div className="min-w-0" title={title}>
      <dt className="flex items-center gap-1.5 text-sm text-ink2">
        {mark}
        <span className="truncate">{name}</span>
      </dt>
      <dd className="mt-0.5">
        {href ? (
          <Link href={href} prefetch={false} className="rounded-sm hover:underline">
            {value}
          </Link>
        ) : (
          value
        )}
      </dd>
    </div>
  );
}

export function Figures({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={cn("flex flex-wrap gap-x-6 gap-y-3 sm:gap-x-10 px-3.5 pt-3.5 pb-3", className)}>
      {children}
    </dl>
  );
}

const SQUARES = {
  ok: "bg-ok/80",
  wait: "bg-wait/80",
  // The stripes that failed bars have.
  bad: "bg-bad-fill bg-[repeating-linear-gradient(45deg,transparent_0_2px,color-mix(in_srgb,var(--color-panel)_55%,transparent)_2px_3px)]",
} as const;

/** A part of a bar, beside its name. */
export const Square = ({ look }: { look: keyof typeof SQUARES }) => (
  <span aria-hidden className={cn("size-2.5 shrink-0 rounded-[2px]", SQUARES[look])} />
);
