import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireVisitor } from "@/app/(portal)/portal-viewer";
import { GET as listEndpoints } from "@/app/api/v1/projects/[project]/endpoints/route";
import { EndpointList } from "@/components/endpoints/endpoint-list";
import { loadEndpointFilters } from "@/components/endpoints/filters";
import { endpointList } from "@/components/endpoints/queries";

export const metadata: Metadata = { title: "Endpoints" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function EndpointsPage({ params, searchParams }: Props) {
  const { project } = await params;
  const viewerOf = await requireVisitor(project);
  const filters = await loadEndpointFilters(searchParams);
  return (
    <Prefetched
      viewerOf={viewerOf}
      asked={[[endpointList(project, filters), listEndpoints]]}
      params={{ project }}
    >
      <EndpointList project={project} />
    </Prefetched>
  );
}
