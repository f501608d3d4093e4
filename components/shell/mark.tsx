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
      <g fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round">
        <circle cx="14" cy="18" r="5" />
        <path d="M6 13h10.500c3.600 0 6.200-1.600 8.500-4.500v9.600c-1.600-1.900-3.300-3.100-5.700-3.600" />
      </g>
    </svg>
  );
}
