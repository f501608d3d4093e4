"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { endpointNames } from "@/components/endpoints/queries";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { duration, percent } from "@/components/ui/quantities";
import { RetryLine } from "@/components/ui/retry-line";
import { Skeleton } from "@/components/ui/skeleton";
import { useProjectPath } from "@/components/viewer";
import { HealthStrip } from "./health-strip";
import { endpointsHealth } from "./queries";

const SHOWN = 8;

/** How each endpoint fared in the last day: those with failures first, then the busiest. */
export function EndpointPanel({ project }: { project: string }) {
  const base = useProjectPath()(project);
  const { data: endpoints } = useQuery(endpointNames(project));
  const { data: health, error, refetch } = useQuery(endpointsHealth(project));
  const names = new Map(endpoints?.data.map((each) => [each.id, each]));
  const rows = (health?.data ?? [])
    .map((each) => ({ ...each, endpoint: names.get(each.endpointId) }))
    .sort((a, b) => (a.successRate ?? 2) - (b.successRate ?? 2) || b.attempts - a.attempts)
    .slice(0, SHOWN);
  return (
    <Panel>
      <PanelHead title="Endpoints, last 24 hours">
        <Link
          href={`${base}/endpoints`}
          className="rounded-sm text-sm text-ink2 hover:text-ink hover:underline"
        >
          All endpoints
        </Link>
      </PanelHead>
      {!health && error ? (
        <RetryLine onRetry={refetch}>They could not be read.</RetryLine>
      ) : !health ? (
        <div aria-busy className="p-3.5">
          <Skeleton className="w-3/5" />
        </div>
      ) : (
        <ul className="py-1.5">
          {rows.map(({ endpointId, endpoint, hours, successRate, latency }) => (
            <li key={endpointId}>
              <Link
                href={`${base}/endpoints/${endpointId}`}
                prefetch={false}
                title={endpoint?.url}
                className="grid grid-cols-[minmax(0,1fr)_4rem_4.5rem] items-center gap-x-3 gap-y-1.5 px-3.5 py-2 -outline-offset-2 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_auto_4rem_4.5rem]"
              >
                <span className="truncate text-sm">
                  {endpoint?.description ? (
                    <PlainText>{endpoint.description}</PlainText>
                  ) : (
                    <span className="font-mono">
                      <PlainText>{endpoint?.url.replace(/^https?:\/\//, "") ?? endpointId}</PlainText>
                    </span>
                  )}
                </span>
                <span className="order-last col-span-full sm:order-none sm:col-span-1">
                  <HealthStrip hours={hours} />
                </span>
                <span className="text-right text-sm" title="Attempts that succeeded">
                  {percent(successRate)}
                </span>
                <span className="text-right text-sm text-ink2" title="95 % of the attempts took no longer">
                  {latency ? duration(latency.p95) : ""}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
