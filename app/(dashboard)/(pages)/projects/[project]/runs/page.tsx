import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listRuns } from "@/app/api/v1/projects/[project]/runs/route";
import { loadRunFilters } from "@/components/runs/filters";
import { runList } from "@/components/runs/queries";
import { RunList } from "@/components/runs/run-list";

export const metadata: Metadata = { title: "Runs" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function RunsPage({ params, searchParams }: Props) {
  const { project } = await params;
  await requireViewer(`/projects/${project}/runs`, await searchParams);
  const filters = await loadRunFilters(searchParams);
  return (
    <Prefetched asked={[[runList(project, filters), listRuns]]} params={{ project }}>
      <RunList project={project} />
    </Prefetched>
  );
}
