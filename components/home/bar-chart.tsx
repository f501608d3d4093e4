"use client";

import Link from "next/link";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { useBarNames } from "./bar-times";
import { labelledBars } from "./chart-scale";

export type Bar = {
  at: string;
  /** What the bar says, after its time: `12 delivered, 1 failed`. */
  words: string;
  /** Where its rows are; null when there are none. */
  href: string | null;
};

type BarChartProps = {
  label: string;
  bars: readonly Bar[];
  barMinutes: number;
  height: number;
  /** Lines across and what they stand for, at a share of the height from below. */
  axis: readonly { at: number; label: string }[];
  /** Stands above the chart while no bar is pointed at. */
  idle: ReactNode;
  /** The drawing, stretched over the bars. */
  children: ReactNode;
};

/**
 * The frame of a chart over time: lines across, times below, and over each bar a link to its rows. One stop of the
 * tab key; the arrow keys go from bar to bar. What a bar says appears above the chart, so that nothing covers it.
 */
export function BarChart({ label, bars, barMinutes, height, axis, idle, children }: BarChartProps) {
  const names = useBarNames(barMinutes);
  const [pointed, setPointed] = useState<number | null>(null);
  const [stop, setStop] = useState(bars.length - 1);
  const readout = useId();
  const columns = useRef<HTMLUListElement>(null);
  const bar = pointed === null ? undefined : bars[pointed];
  const move = (event: KeyboardEvent) => {
    const to = { ArrowLeft: stop - 1, ArrowRight: stop + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (to === undefined || to < 0 || to >= bars.length) return;
    event.preventDefault();
    setStop(to);
    columns.current?.querySelectorAll<HTMLElement>("[data-bar]")[to]?.focus();
  };
  return (
    <div>
      <p id={readout} className="min-h-5 truncate px-3.5 text-sm text-ink2" aria-live="off">
        {bar && names ? (
          <>
            <span className="text-ink">{names.full(new Date(bar.at))}</span> {bar.words}
          </>
        ) : (
          idle
        )}
      </p>
      <div className="relative mt-2 ms-3.5 me-14" style={{ height }}>
        {axis.map(({ at, label: value }) => (
          <div key={at} aria-hidden className="absolute inset-x-0" style={{ bottom: `${at * 100}%` }}>
            <div className={cn("border-t", at > 0 && "border-line2")} />
            <span className="absolute start-full -top-2 ps-1.5 text-xs whitespace-nowrap text-ink3">
              {value}
            </span>
          </div>
        ))}
        <svg
          aria-hidden="true"
          width="100%"
          height={height}
          className="absolute inset-0 block overflow-visible"
        >
          {children}
        </svg>
        <ul
          ref={columns}
          aria-label={label}
          className="absolute inset-0 flex"
          onKeyDown={move}
          onPointerLeave={() => setPointed(null)}
        >
          {bars.map(({ at, words, href }, index) => {
            const column = {
              "data-bar": true,
              tabIndex: index === stop ? 0 : -1,
              "aria-label": `${names?.full(new Date(at)) ?? ""}: ${words}`,
              onFocus: () => {
                setStop(index);
                setPointed(index);
              },
              onBlur: () => setPointed(null),
              className: cn(
                "block h-full -outline-offset-2",
                pointed === index && "bg-ink/6",
                !href && "cursor-default",
              ),
            };
            return (
              <li key={at} className="h-full min-w-0 grow basis-0" onPointerEnter={() => setPointed(index)}>
                {href ? <Link href={href} prefetch={false} {...column} /> : <span role="img" {...column} />}
              </li>
            );
          })}
        </ul>
      </div>
      <div aria-hidden className="relative ms-3.5 me-14 mt-1 h-5 text-xs text-ink3">
        {names &&
          labelledBars(bars.length, 6).map((index, nth) => (
            <span
              key={index}
              className={cn("absolute whitespace-nowrap", nth % 2 === 1 && "hidden sm:inline")}
              style={{ left: `${(index / bars.length) * 100}%` }}
            >
              {names.short(new Date(bars[index]?.at ?? 0))}
            </span>
          ))}
      </div>
    </div>
  );
}
