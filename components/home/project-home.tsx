"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { projectDetail } from "@/components/projects/queries";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PanelSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { useProjectPath } from "@/components/viewer";
import { AttemptPanel } from "./attempt-panel";
import { AttentionList } from "./attention-list";
import { DeliveryPanel } from "./delivery-panel";
import { EndpointPanel } from "./endpoint-panel";
import { homeFilters } from "./filters";
import { LatencyPanel } from "./latency-panel";
import { newestDelivery, projectStats } from "./queries";
import { RangeSwitch } from "./range-switch";
import { TypePanel } from "./type-panel";

/** Needed once in a project's life, and larger than the rest of the page. */
const GettingStarted = dynamic(() => import("./getting-started").then((module) => module.GettingStarted), {
  loading: () => null,
});

/** How a project is doing; as long as nothing was ever sent, how to begin. */
export function ProjectHome({ project }: { project: string }) {
  const client = useQueryClient();
  const { data: detail } = useQuery(projectDetail(project));
  const { data: newest } = useQuery(newestDelivery(project));
  // Whoever has begun stays with the steps until they are through, although the first delivery is there before.
  const [isStarting, setStarting] = useState(newest?.data.length === 0);
  return (
    <>
      <PageHead
        crumbs={[{ label: "Projects", href: "/projects" }]}
        title={<PlainText>{detail?.name ?? "Project"}</PlainText>}
        actions={!isStarting && <RangeSwitch />}
      />
      {isStarting ? (
        <GettingStarted
          project={project}
          onDone={() => {
            setStarting(false);
            window.scrollTo(0, 0);
            client.invalidateQueries({ queryKey: [project] });
          }}
        />
      ) : (
        <>
          <AttentionList project={project} />
          <Charts project={project} />
        </>
      )}
    </>
  );
}

function Charts({ project }: { project: string }) {
  const [{ range }] = useQueryStates(homeFilters);
  const base = useProjectPath()(project);
  const { data: stats, error, refetch } = useQuery(projectStats(project, range));
  if (!stats) {
    return error ? (
      <Panel>
        <ErrorState error={error} onRetry={refetch} />
      </Panel>
    ) : (
      <ChartsSkeleton />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <DeliveryPanel stats={stats} base={base} />
      <div className="grid gap-4 lg:grid-cols-2">
        <AttemptPanel stats={stats} base={base} />
        <LatencyPanel stats={stats} base={base} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <TypePanel stats={stats} base={base} />
        <EndpointPanel project={project} />
      </div>
    </div>
  );
}

/** Each panel as high as it will be. */
function ChartsSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <PanelSkeleton lines={2} className="h-90" />
      <div className="grid gap-4 lg:grid-cols-2">
        <PanelSkeleton lines={2} className="h-76" />
        <PanelSkeleton lines={2} className="h-76" />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <PanelSkeleton lines={10} />
        <PanelSkeleton lines={10} />
      </div>
    </div>
  );
}
