import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { ask, Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as endpointsHealth } from "@/app/api/v1/projects/[project]/endpoints/health/route";
import { GET as listEndpoints } from "@/app/api/v1/projects/[project]/endpoints/route";
import { EndpointList } from "@/components/endpoints/endpoint-list";
import { loadEndpointFilters } from "@/components/endpoints/filters";
import { endpointList, healthOfEndpoints } from "@/components/endpoints/queries";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { Page } from "@/lib/contract/page";

export const metadata: Metadata = { title: "Endpoints" };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<SearchParams> };

export default async function EndpointsPage({ params, searchParams }: Props) {
  const { project } = await params;
  await requireViewer(`/projects/${project}/endpoints`, await searchParams);
  const filters = await loadEndpointFilters(searchParams);
  const list = endpointList(project, filters);
  const page = await ask<Page<Endpoint>>(listEndpoints, list.path, { project });
  const ids = page?.data.map(({ id }) => id) ?? [];
  return (
    <Prefetched
      known={page ? [[list, page]] : []}
      asked={ids.length > 0 ? [[healthOfEndpoints(project, ids), endpointsHealth]] : []}
      params={{ project }}
    >
      <EndpointList project={project} />
    </Prefetched>
  );
}
