import { apiQuery } from "@/components/api-query";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { Page } from "@/lib/contract/page";

export type EndpointFilters = { q: string; status: string | null; cursor: string | null };

export const endpointList = (project: string, { q, status, cursor }: EndpointFilters) =>
  apiQuery<Page<Endpoint>>(
    [project, "endpoints", "list", { q, status, cursor }],
    `/projects/${project}/endpoints`,
    {
      q,
      status,
      cursor,
    },
  );

/** The endpoints that other lists name by their URLs and that filters offer: the newest hundred. */
export const endpointNames = (project: string) =>
  apiQuery<Page<Endpoint>>([project, "endpoints", "names"], `/projects/${project}/endpoints`, {
    limit: "100",
  });

export const endpointDetail = (project: string, endpoint: string) =>
  apiQuery<Endpoint>([project, "endpoints", endpoint], `/projects/${project}/endpoints/${endpoint}`);
