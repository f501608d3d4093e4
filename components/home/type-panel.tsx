"use client";

import Link from "next/link";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import type { ProjectStats } from "@/lib/contract/stats";
import { deliveriesHref } from "./delivery-links";
import { RANGE_WORDS } from "./filters";

const PARTS = [
  ["succeeded", "bg-ok/80"],
  ["waiting", "bg-wait/80"],
  ["failed", "bg-bad-fill"],
] as const;

/** The event types that made the most deliveries, each as a bar beside its number. */
export function TypePanel({ stats, base }: { stats: ProjectStats; base: string }) {
  const rows = stats.types.map(({ type, deliveries }) => ({
    type,
    deliveries,
    total: deliveries.succeeded + deliveries.waiting + deliveries.failed,
  }));
  const most = Math.max(1, ...rows.map(({ total }) => total));
  return (
    <Panel>
      <PanelHead title="Busiest event types" />
      {rows.length === 0 ? (
        <p className="p-3.5 text-sm text-ink2">None in the {RANGE_WORDS[stats.range]}.</p>
      ) : (
        <ul className="py-1.5">
          {rows.map(({ type, deliveries, total }) => (
            <li key={type}>
              <Link
                href={deliveriesHref(base, { type, since: stats.since, until: stats.until })}
                prefetch={false}
                className="block px-3.5 py-1.5 -outline-offset-2 hover:bg-hover"
              >
                <span className="flex items-baseline justify-between gap-3">
                  <span className="truncate font-mono text-sm">
                    <PlainText>{type}</PlainText>
                  </span>
                  <span className="shrink-0 text-sm">
                    {deliveries.failed > 0 && (
                      <span className="text-bad">{deliveries.failed.toLocaleString("en")} failed of </span>
                    )}
                    {total.toLocaleString("en")}
                  </span>
                </span>
                <span aria-hidden className="mt-1 flex h-1 gap-px">
                  {PARTS.map(
                    ([part, look]) =>
                      deliveries[part] > 0 && (
                        <span
                          key={part}
                          className={`h-full min-w-0.5 rounded-sm ${look}`}
                          style={{ width: `${(deliveries[part] / most) * 100}%` }}
                        />
                      ),
                  )}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
