"use client";

import { useQuery } from "@tanstack/react-query";
import { HealthStrip } from "@/components/home/health-strip";
import { cn } from "@/components/ui/class-names";
import { Panel, PanelHead } from "@/components/ui/panel";
import { count, duration, percent } from "@/components/ui/quantities";
import { RetryLine } from "@/components/ui/retry-line";
import { healthOfEndpoints } from "./queries";

/** How it fared in the last day, hour by hour; as high before it is known. */
export function EndpointHealthPanel({ project, endpoint }: { project: string; endpoint: string }) {
  const { data, error, refetch } = useQuery(healthOfEndpoints(project, [endpoint]));
  const health = data?.data[0];
  return (
    <Panel>
      <PanelHead title="Last 24 hours" />
      {error && !data && <RetryLine onRetry={refetch}>Its attempts could not be read.</RetryLine>}
      <div aria-busy={data || error ? undefined : true} className={cn(!error && "min-h-18 p-3.5")}>
        {health && (
          <>
            <HealthStrip hours={health.hours} />
            <p className="mt-2 text-sm text-ink2">
              {health.attempts === 0
                ? "Nothing was sent."
                : `${percent(health.successRate)} of ${count(health.attempts, "attempt")} succeeded${
                    health.latency ? `; 95 % took at most ${duration(health.latency.p95)}` : ""
                  }.`}
            </p>
          </>
        )}
      </div>
    </Panel>
  );
}
