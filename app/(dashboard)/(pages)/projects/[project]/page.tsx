import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getAttention } from "@/app/api/v1/projects/[project]/attention/route";
import { GET as listDeliveries } from "@/app/api/v1/projects/[project]/deliveries/route";
import { GET as getHealth } from "@/app/api/v1/projects/[project]/endpoints/health/route";
import { GET as listEndpoints } from "@/app/api/v1/projects/[project]/endpoints/route";
import { GET as getStats } from "@/app/api/v1/projects/[project]/stats/route";
import { endpointNames } from "@/components/endpoints/queries";
import { loadHomeFilters } from "@/components/home/filters";
import { ProjectHome } from "@/components/home/project-home";
import { endpointsHealth, newestDelivery, projectAttention, projectStats } from "@/components/home/queries";

export const metadata: Metadata = { title: "Home" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function ProjectPage({ params, searchParams }: Props) {
  const { project } = await params;
  await requireViewer(`/projects/${project}`);
  const { range } = await loadHomeFilters(searchParams);
  return (
    <Prefetched
      asked={[
        [newestDelivery(project), listDeliveries],
        [projectAttention(project), getAttention],
        [projectStats(project, range), getStats],
        [endpointsHealth(project), getHealth],
        [endpointNames(project), listEndpoints],
      ]}
      params={{ project }}
    >
      <ProjectHome key={project} project={project} />
    </Prefetched>
  );
}
