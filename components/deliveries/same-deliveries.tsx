"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { Panel, PanelHead } from "@/components/ui/panel";
import { RelativeTime } from "@/components/ui/relative-time";
import { CategoryBadge, StatusBadge } from "@/components/ui/status-badge";
import { useProjectPath } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";
import { sameDeliveries } from "./queries";

/** The original and its replays, newest first; not shown while there is only one. A new replay comes in by itself. */
export function SameDeliveries({ project, delivery }: { project: string; delivery: Delivery }) {
  const { data } = useQuery(sameDeliveries(project, delivery));
  const base = useProjectPath()(project);
  const rows = data?.data ?? [];
  if (rows.length < 2) return null;
  return (
    <Panel>
      <PanelHead title="Original and replays" />
      <ul>
        {rows.map(({ id, status, replayOf, createdAt }) => {
          const isHere = id === delivery.id;
          return (
            <li key={id} className="border-b border-line2 last:border-b-0">
              <Link
                href={`${base}/deliveries/${id}`}
                aria-current={isHere ? "page" : undefined}
                className={cn(
                  "flex h-9 items-center gap-2 px-3.5 text-sm -outline-offset-2 hover:bg-hover",
                  isHere && "bg-hover",
                )}
              >
                <StatusBadge status={status} />
                {replayOf ? (
                  <CategoryBadge>replay</CategoryBadge>
                ) : (
                  <span className="text-ink2">original</span>
                )}
                <RelativeTime iso={createdAt} className="ms-auto text-ink2" />
              </Link>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
