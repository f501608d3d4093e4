/** The routes that no-code platforms call. */
import { createHookBody, hook, hookSamples, samplesQuery } from "./hooks";
import type { Route } from "./route";

const HOOKS = "/api/v1/projects/{project}/hooks";

export const hookRoutes = {
  createHook: {
    method: "POST",
    path: HOOKS,
    tag: "REST hooks",
    summary: "Subscribe a URL to an event type",
    scope: "endpoints:write",
    project: true,
    body: createHookBody,
    status: 201,
    answer: hook,
  },
  deleteHook: {
    method: "DELETE",
    path: `${HOOKS}/{hook}`,
    tag: "REST hooks",
    summary: "Unsubscribe",
    scope: "endpoints:write",
    project: true,
  },
  listHookSamples: {
    method: "GET",
    path: `${HOOKS}/samples`,
    tag: "REST hooks",
    summary: "Show what an event looks like, as sent",
    scope: "read",
    project: true,
    query: samplesQuery,
    answer: hookSamples,
  },
} as const satisfies Record<string, Route>;
