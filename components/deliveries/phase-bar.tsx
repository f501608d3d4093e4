import { cn } from "@/components/ui/class-names";
import { duration } from "@/components/ui/quantities";
import type { Attempt } from "@/lib/contract/deliveries";
import { phaseParts } from "./phase-parts";

const WIDTH = 1000;

/** Where an attempt's time went, drawn and in figures; nothing for one that was never made. */
export function PhaseBar({ attempt }: { attempt: Attempt }) {
  const parts = phaseParts(attempt);
  if (parts.length === 0) return null;
  const total = parts.reduce((sum, { ms }) => sum + ms, 0) || 1;
  let left = 0;
  return (
    <span className="block">
      <svg
        aria-hidden
        viewBox={`0 0 ${WIDTH} 8`}
        preserveAspectRatio="none"
        className="mt-2 block h-2 w-full rounded-sm bg-line2"
      >
        {parts.map(({ name, ms, look }) => {
          const x = left;
          const width = (ms / total) * WIDTH;
          left += width;
          return <rect key={name} x={x} y={0} width={width} height={8} className={look} />;
        })}
      </svg>
      <span className="mt-1 flex flex-wrap gap-x-3.5 text-xs text-ink3">
        {parts.map(({ name, ms, look }) => (
          <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <svg aria-hidden viewBox="0 0 8 8" className="size-2">
              <rect width="8" height="8" rx="2" className={cn(look)} />
            </svg>
            {name} {duration(ms)}
          </span>
        ))}
      </span>
    </span>
  );
}
