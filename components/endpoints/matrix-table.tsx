"use client";

import { X } from "lucide-react";
import type { CSSProperties } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { PlainText } from "@/components/ui/plain-text";
import type { Subscription } from "@/lib/contract/endpoints";
import { cellAt, EVERYTHING, setCell } from "./matrix";
import type { Titled } from "./matrix-lines";
import { MomentCell } from "./moment-cell";
import { type Selection, subscriptionsOf } from "./selection";

type MatrixTableProps = {
  /** Channels; null is every one. */
  columns: readonly (string | null)[];
  lines: readonly Titled[];
  /** The one a narrow screen shows. */
  shown: string | null;
  removable: readonly string[];
  onRemove: (channel: string) => void;
  value: Selection;
  onChange: (value: Selection) => void;
};

/** A narrow screen has no room for long names in one line, and names that are cut off are all the same. */
const FIRST = "sticky start-0 z-1 bg-panel ps-3.5 pe-2 text-left [overflow-wrap:anywhere] @xl:truncate";

/** A line per type, a column per channel, and in each cell when. */
export function MatrixTable({
  columns,
  lines,
  shown,
  removable,
  onRemove,
  value,
  onChange,
}: MatrixTableProps) {
  const subscriptions = subscriptionsOf(value);
  const size = { "--columns": columns.length } as CSSProperties;
  const row = { columns, shown, subscriptions, value, onChange };
  return (
    // The focus is never below the head or the first column.
    <div className="max-h-[70svh] scroll-pt-20 overflow-auto @xl:scroll-ps-56">
      <table
        aria-label="Events by channel"
        style={size}
        className="w-full table-fixed border-separate border-spacing-0 [--column:7rem] pointer-coarse:[--column:9rem] @xl:min-w-[calc(13rem+var(--columns)*var(--column))]"
      >
        <thead className="sticky top-0 z-2 bg-panel">
          <tr className="text-xs text-ink3">
            <th scope="col" className={cn(FIRST, "h-9 border-b font-medium")}>
              Event type
            </th>
            {columns.map((channel) => (
              <th
                key={channel ?? ""}
                scope="col"
                className={cn(
                  "w-28 border-b px-1 text-left font-medium @max-xl:pointer-coarse:w-33 @xl:w-(--column)",
                  only(channel, shown),
                )}
              >
                <span className="flex items-center gap-0.5 ps-2">
                  <span
                    className={cn("truncate", channel && "font-mono text-ink2")}
                    title={channel ?? undefined}
                  >
                    <PlainText>{channel ?? "Any channel"}</PlainText>
                  </span>
                  {channel && removable.includes(channel) && (
                    <Button
                      look="quiet"
                      size="icon-sm"
                      className="size-6"
                      aria-label={`Remove ${channel}`}
                      onClick={() => onRemove(channel)}
                    >
                      <X aria-hidden />
                    </Button>
                  )}
                </span>
              </th>
            ))}
          </tr>
          <Row {...row} line={{ ...EVERYTHING, title: "All events", isHead: true }} />
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={`${line.type} ${line.category}`} {...row} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const only = (channel: string | null, shown: string | null) => channel !== shown && "hidden @xl:table-cell";

type RowProps = Pick<MatrixTableProps, "columns" | "shown" | "value" | "onChange"> & {
  line: Titled;
  subscriptions: readonly Subscription[];
};

function Row({ line, columns, shown, subscriptions, value, onChange }: RowProps) {
  const { title, isHead, about } = line;
  return (
    <tr className="group/row">
      <th
        scope="row"
        title={about || undefined}
        className={cn(
          FIRST,
          "h-8 border-b border-line2 text-sm",
          isHead ? "font-medium" : "ps-6 font-mono font-normal @xl:ps-7",
        )}
      >
        <PlainText>{title}</PlainText>
      </th>
      {columns.map((channel) => (
        <td key={channel ?? ""} className={cn("border-b border-line2 px-1", only(channel, shown))}>
          <MomentCell
            name={`${title} on ${channel ?? "any channel"}`}
            cell={cellAt(subscriptions, line, channel)}
            isQuiet={!isHead}
            onChange={(when) => onChange(setCell(value, line, channel, when))}
          />
        </td>
      ))}
    </tr>
  );
}
