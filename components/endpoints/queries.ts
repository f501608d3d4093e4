import { apiQuery } from "@/components/api-query";
import type { Channels } from "@/lib/contract/channels";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { Page } from "@/lib/contract/page";
import type { EndpointsHealth } from "@/lib/contract/stats";
import type { Waiting } from "@/lib/contract/waiting";

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

/** What events are published on or endpoints ask for; others may be named. */
export const knownChannels = (project: string) =>
  apiQuery<Channels>([project, "channels"], `/projects/${project}/channels`);

export const endpointDetail = (project: string, endpoint: string) =>
  apiQuery<Endpoint>([project, "endpoints", endpoint], `/projects/${project}/endpoints/${endpoint}`);

/** How those endpoints fared in the last 24 hours. */
export const healthOfEndpoints = (project: string, endpoints: readonly string[]) =>
  Object.assign(
    apiQuery<EndpointsHealth>([project, "health", endpoints], `/projects/${project}/endpoints/health`, {
      endpoint: endpoints,
    }),
    { refetchInterval: 15_000 },
  );

/** What still waits for an endpoint; asked for when somebody is about to cancel it. */
export const endpointWaiting = (project: string, endpoint: string) =>
  Object.assign(
    apiQuery<Waiting>(
      [project, "endpoints", endpoint, "waiting"],
      `/projects/${project}/endpoints/${endpoint}/waiting`,
    ),
    { staleTime: 0 },
  );
