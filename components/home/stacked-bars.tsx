"use client";

import { useId } from "react";
import { axisEnd } from "./chart-scale";

/** The looks of a bar's parts, from below: colour, and for what failed also a pattern. */
export type PartLook = "ok" | "wait" | "bad";

const FILLS: Record<PartLook, string> = { ok: "fill-ok/80", wait: "fill-wait/80", bad: "fill-bad-fill" };
const GAP = 1;

type StackedBarsProps = { bars: readonly (readonly number[])[]; looks: readonly PartLook[]; height: number };

export const stackEnd = (bars: StackedBarsProps["bars"]): number =>
  axisEnd(Math.max(0, ...bars.map((parts) => parts.reduce((sum, part) => sum + part, 0))));

/** Bars of parts on top of each other, as wide as there is room; what is there at all is at least 2 px high. */
export function StackedBars({ bars, looks, height }: StackedBarsProps) {
  const hatch = useId();
  const end = stackEnd(bars);
  const width = 100 / bars.length;
  return (
    <>
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" className="fill-bad-fill" />
          <rect width="1.5" height="5" className="fill-panel" fillOpacity="0.55" />
        </pattern>
      </defs>
      {bars.map((parts, index) => {
        let below = 0;
        return parts.map((part, at) => {
          if (part <= 0) return null;
          const look = looks[at] ?? "ok";
          const tall = Math.max(look === "bad" ? 3 : 2, (part / end) * height - (below > 0 ? GAP : 0));
          const y = height - below - tall;
          below += tall + GAP;
          return (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: bars and parts are their places
              key={`${index} ${at}`}
              x={`${(index + 0.12) * width}%`}
              width={`${width * 0.76}%`}
              y={y}
              height={tall}
              rx="1"
              {...(look === "bad" ? { fill: `url(#${hatch})` } : { className: FILLS[look] })}
            />
          );
        });
      })}
    </>
  );
}
