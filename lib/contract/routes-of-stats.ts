/** The routes that say how sending went. */
import type { Route } from "./route";
import { attention, endpointsHealth, endpointsHealthQuery, projectStats, statsQuery } from "./stats";

const PROJECT = "/api/v1/projects/{project}";

export const statsRoutes = {
  getStats: {
    method: "GET",
    path: `${PROJECT}/stats`,
    tag: "Figures",
    summary: "Read deliveries and attempts over time, latency and the busiest event types",
    scope: "read",
    project: true,
    query: statsQuery,
    answer: projectStats,
  },
  getAttention: {
    method: "GET",
    path: `${PROJECT}/attention`,
    tag: "Figures",
    summary: "List the endpoints that need attention: disabled, failing or behind",
    scope: "read",
    project: true,
    answer: attention,
  },
  getEndpointsHealth: {
    method: "GET",
    path: `${PROJECT}/endpoints/health`,
    tag: "Figures",
    summary: "Read how endpoints fared in the last 24 hours",
    scope: "read",
    project: true,
    query: endpointsHealthQuery,
    answer: endpointsHealth,
  },
} as const satisfies Record<string, Route>;
