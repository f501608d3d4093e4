import { cn } from "@/components/ui/class-names";

/** The post horn. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={cn("size-6 shrink-0 text-accent", className)}>
      <rect
        x="1"
        y="1"
        width="30"
        height="30"
        rx="7"
        className="fill-accent-bg stroke-accent-line"
        strokeWidth="1.5"
      />
      <g fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="14" cy="16.5" r="5" />
        <path d="M5.5 11.5H14M14 21.5h5" />
        <path d="M19 20l7.5-3.5v10L19 23z" fill="currentColor" strokeWidth="1.4" />
      </g>
    </svg>
  );
}
