"use client";

import { Panel, PanelHead } from "@/components/ui/panel";
import { percent } from "@/components/ui/quantities";
import type { ProjectStats, StatsPoint } from "@/lib/contract/stats";
import { BarChart } from "./bar-chart";
import { axisLabel } from "./chart-scale";
import { barEnd, deliveriesHref } from "./delivery-links";
import { Figure, Figures, Square } from "./figure";
import { FiguresTable } from "./figures-table";
import { StackedBars, stackEnd } from "./stacked-bars";

const HEIGHT = 112;
const PARTS = ["succeeded", "retried", "failed"] as const;
const LOOKS = ["ok", "wait", "bad"] as const;

function inWords({ attempts, successRate }: StatsPoint): string {
  const total = attempts.succeeded + attempts.retried + attempts.failed;
  if (total === 0) return "no attempt";
  const bad = attempts.retried + attempts.failed;
  return `${percent(successRate)} of ${total.toLocaleString("en")} ${total === 1 ? "attempt" : "attempts"}${bad > 0 ? `, ${bad.toLocaleString("en")} failed` : ""}`;
}

/** How many of the attempts got through, when they were made: an outage shows here although every delivery arrived later. */
export function AttemptPanel({ stats, base }: { stats: ProjectStats; base: string }) {
  const { totals, series, barMinutes } = stats;
  const parts = series.map(({ attempts }) => PARTS.map((part) => attempts[part]));
  const end = stackEnd(parts);
  const rows = series.map((point) => ({
    at: point.at,
    words: inWords(point),
    href:
      point.successRate === null
        ? null
        : deliveriesHref(base, { since: point.at, until: barEnd(point.at, barMinutes) }),
    cells: [percent(point.successRate), ...PARTS.map((part) => point.attempts[part].toLocaleString("en"))],
  }));
  return (
    <Panel>
      <PanelHead title="Attempts" />
      <Figures>
        <Figure name="Success rate">{percent(totals.successRate)}</Figure>
        <Figure name="Failed, retried" mark={<Square look="wait" />}>
          {totals.attempts.retried.toLocaleString("en")}
        </Figure>
        <Figure name="Failed for good" mark={<Square look="bad" />}>
          {totals.attempts.failed.toLocaleString("en")}
        </Figure>
      </Figures>
      <BarChart
        label="Attempts by the time they ended"
        bars={rows}
        barMinutes={barMinutes}
        height={HEIGHT}
        axis={[
          { at: 0, label: "0" },
          { at: 1, label: axisLabel(end) },
        ]}
        idle="Every request we made, by how it ended"
      >
        <StackedBars bars={parts} looks={LOOKS} height={HEIGHT} />
      </BarChart>
      <FiguresTable
        label="Attempts over time"
        columns={["Success rate", "Succeeded", "Failed, retried", "Failed for good"]}
        rows={rows}
        barMinutes={barMinutes}
      />
    </Panel>
  );
}
