"use client";

import { Panel, PanelHead } from "@/components/ui/panel";
import { count } from "@/components/ui/quantities";
import type { DeliveryCounts, ProjectStats } from "@/lib/contract/stats";
import { BarChart } from "./bar-chart";
import { axisLabel } from "./chart-scale";
import { BECAME, barEnd, deliveriesHref } from "./delivery-links";
import { Figure, Figures, Square } from "./figure";
import { FiguresTable } from "./figures-table";
import { RANGE_WORDS } from "./filters";
import { StackedBars, stackEnd } from "./stacked-bars";

const HEIGHT = 168;

const PARTS = ["succeeded", "waiting", "failed"] as const;
const LOOKS = ["ok", "wait", "bad"] as const;

/** `12 delivered, 1 failed`. */
function inWords({ succeeded, waiting, failed }: DeliveryCounts): string {
  const parts = [
    succeeded > 0 && `${succeeded.toLocaleString("en")} delivered`,
    waiting > 0 && `${waiting.toLocaleString("en")} unfinished`,
    failed > 0 && `${failed.toLocaleString("en")} failed`,
  ].filter(Boolean);
  return parts.join(", ") || "nothing sent";
}

/** Deliveries over time by what became of them; every number and every bar leads to its rows. */
export function DeliveryPanel({ stats, base }: { stats: ProjectStats; base: string }) {
  const { totals, series, barMinutes, since, until, range } = stats;
  const { succeeded, waiting, failed } = totals.deliveries;
  const total = succeeded + waiting + failed;
  const parts = series.map(({ deliveries }) => PARTS.map((part) => deliveries[part]));
  const end = stackEnd(parts);
  const hrefOf = (part: (typeof PARTS)[number]) =>
    totals.deliveries[part] > 0 ? deliveriesHref(base, { status: BECAME[part], since, until }) : undefined;
  const rows = series.map(({ at, deliveries }) => ({
    at,
    words: inWords(deliveries),
    href:
      deliveries.succeeded + deliveries.waiting + deliveries.failed > 0
        ? deliveriesHref(base, { since: at, until: barEnd(at, barMinutes) })
        : null,
    cells: PARTS.map((part) => deliveries[part].toLocaleString("en")),
  }));
  return (
    <Panel>
      <PanelHead title="Deliveries" />
      <Figures>
        <Figure name="Delivered" mark={<Square look="ok" />} href={hrefOf("succeeded")}>
          {succeeded.toLocaleString("en")}
        </Figure>
        <Figure
          name="Unfinished"
          title="Tried, and waiting to be tried again; or cancelled before that."
          mark={<Square look="wait" />}
          href={hrefOf("waiting")}
        >
          {waiting.toLocaleString("en")}
        </Figure>
        <Figure name="Failed" mark={<Square look="bad" />} href={hrefOf("failed")}>
          {failed.toLocaleString("en")}
        </Figure>
      </Figures>
      <BarChart
        label="Deliveries by the time they were made"
        bars={rows}
        barMinutes={barMinutes}
        height={HEIGHT}
        axis={[
          { at: 0, label: "0" },
          { at: 0.5, label: axisLabel(end / 2) },
          { at: 1, label: axisLabel(end) },
        ]}
        idle={
          total > 0
            ? `${count(total, "delivery", "deliveries")} in the ${RANGE_WORDS[range]}`
            : `Nothing was sent in the ${RANGE_WORDS[range]}.`
        }
      >
        <StackedBars bars={parts} looks={LOOKS} height={HEIGHT} />
      </BarChart>
      <FiguresTable
        label="Deliveries over time"
        columns={["Delivered", "Unfinished", "Failed"]}
        rows={rows}
        barMinutes={barMinutes}
      />
    </Panel>
  );
}
