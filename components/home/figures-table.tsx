"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useBarNames } from "./bar-times";

type Row = { at: string; href: string | null; cells: readonly ReactNode[] };
type FiguresTableProps = {
  label: string;
  columns: readonly string[];
  rows: readonly Row[];
  barMinutes: number;
};

/** The numbers of a chart as a table, newest first, for whoever would rather read than look. */
export function FiguresTable({ label, columns, rows, barMinutes }: FiguresTableProps) {
  const names = useBarNames(barMinutes);
  return (
    <details className="group border-t">
      <summary className="flex h-9 list-none items-center gap-1 px-3 text-sm text-ink2 -outline-offset-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-ink3 transition-transform group-open:rotate-90" />
        As a table
      </summary>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-80 overflow-auto border-t border-line2 -outline-offset-2"
      >
        <table aria-label={label} className="w-full border-collapse text-sm">
          <thead>
            <tr>
              {["Time", ...columns].map((name, at) => (
                <th
                  key={name}
                  scope="col"
                  className={`sticky top-0 h-9 bg-panel px-3.5 text-xs font-medium text-ink3 ${at === 0 ? "text-left" : "text-right"}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map(({ at, href, cells }) => {
              const name = names?.full(new Date(at)) ?? "\u00a0";
              return (
                <tr key={at} className="border-t border-line2">
                  <th scope="row" className="h-8 px-3.5 text-left font-normal whitespace-nowrap">
                    {href ? (
                      <Link href={href} prefetch={false} className="rounded-sm hover:underline">
                        {name}
                      </Link>
                    ) : (
                      <span className="text-ink3">{name}</span>
                    )}
                  </th>
                  {cells.map((cell, column) => (
                    <td key={columns[column]} className="px-3.5 text-right">
                      {cell}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </details>
  );
}
