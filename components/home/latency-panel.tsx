"use client";

import { Panel, PanelHead } from "@/components/ui/panel";
import { duration } from "@/components/ui/quantities";
import type { ProjectStats, StatsPoint } from "@/lib/contract/stats";
import { BarChart } from "./bar-chart";
import { decades } from "./chart-scale";
import { barEnd, deliveriesHref } from "./delivery-links";
import { Figure, Figures } from "./figure";
import { FiguresTable } from "./figures-table";

const HEIGHT = 112;
const LINES = [
  { name: "p50", dash: undefined, look: "stroke-ink" },
  { name: "p95", dash: "5 3", look: "stroke-ink2" },
  { name: "p99", dash: "1.5 3", look: "stroke-ink2" },
] as const;

const timeOrNone = (ms: number | undefined) => (ms === undefined ? "–" : duration(ms));

/** How long receivers take to answer, on a scale of powers of ten. */
export function LatencyPanel({ stats, base }: { stats: ProjectStats; base: string }) {
  const { totals, series, barMinutes } = stats;
  const seen = series.flatMap(({ latency }) => (latency ? [latency.p50, latency.p99] : []));
  const scale = decades(seen.length > 0 ? seen : [10, 1_000]);
  const rows = series.map(({ at, latency }) => ({
    at,
    words: latency ? LINES.map(({ name }) => `${name} ${duration(latency[name])}`).join(", ") : "no attempt",
    href: latency ? deliveriesHref(base, { since: at, until: barEnd(at, barMinutes) }) : null,
    cells: LINES.map(({ name }) => timeOrNone(latency?.[name])),
  }));
  return (
    <Panel>
      <PanelHead title="Latency" />
      <Figures>
        {LINES.map(({ name, dash, look }) => (
          <Figure
            key={name}
            name={name}
            mark={
              <svg aria-hidden="true" width="16" height="2" className="shrink-0 overflow-visible">
                <line x2="16" y1="1" y2="1" className={look} strokeWidth="2" strokeDasharray={dash} />
              </svg>
            }
          >
            {timeOrNone(totals.latency?.[name])}
          </Figure>
        ))}
      </Figures>
      <BarChart
        label="Latency by the time of the attempts"
        bars={rows}
        barMinutes={barMinutes}
        height={HEIGHT}
        axis={scale.map((ms, at) => ({
          at: at / (scale.length - 1),
          label: ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`,
        }))}
        idle="Half, 95 % and 99 % of the attempts took no longer"
      >
        <Lines series={series} scale={scale} />
      </BarChart>
      <FiguresTable
        label="Latency over time"
        columns={LINES.map(({ name }) => name)}
        rows={rows}
        barMinutes={barMinutes}
      />
    </Panel>
  );
}

/** Neighbours are joined; where nothing was attempted the line stops, and a bar by itself is a dot. */
function Lines({ series, scale }: { series: readonly StatsPoint[]; scale: readonly number[] }) {
  const [from = 1, to = 10] = [scale[0], scale.at(-1)];
  const y = (ms: number) => HEIGHT - (Math.log10(Math.max(ms, from) / from) / Math.log10(to / from)) * HEIGHT;
  return (
    <svg
      viewBox={`0 0 ${series.length} ${HEIGHT}`}
      width="100%"
      height={HEIGHT}
      preserveAspectRatio="none"
      className="overflow-visible"
    >
      <title>Latency</title>
      {LINES.map(({ name, dash, look }) => (
        <path
          key={name}
          d={pathOf(series.map(({ latency }) => (latency ? y(latency[name]) : null)))}
          className={look}
          fill="none"
          strokeWidth="1.75"
          strokeLinecap="round"
          strokeLinejoin="round"
          strokeDasharray={dash}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

export function pathOf(heights: readonly (number | null)[]): string {
  return heights
    .map((height, at) => {
      if (height === null) return "";
      const isFirst = heights[at - 1] == null;
      const isAlone = isFirst && heights[at + 1] == null;
      const point = `${at + 0.5} ${height.toFixed(1)}`;
      return isAlone ? `M${point}h0` : `${isFirst ? "M" : "L"}${point}`;
    })
    .join("");
}
