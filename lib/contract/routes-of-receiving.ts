/** The routes about an endpoint as its receiver sees it: what would come, how to verify it, what still waits. */
import { previewRequestBody, requestPreview } from "./request-previews";
import type { Route } from "./route";
import { verificationSnippets } from "./verification";
import { waiting } from "./waiting";

const ENDPOINTS = "/api/v1/projects/{project}/endpoints";

export const receivingRoutes = {
  previewRequest: {
    method: "POST",
    path: `${ENDPOINTS}/preview`,
    tag: "Endpoints",
    summary: "See the exact request that an endpoint would get, and whether its URL may be sent to",
    scope: "read",
    project: true,
    body: previewRequestBody,
    bodyOptional: true,
    answer: requestPreview,
  },
  listVerificationSnippets: {
    method: "GET",
    path: `${ENDPOINTS}/{endpoint}/verification-snippets`,
    tag: "Endpoints",
    summary: "Read the code that verifies an endpoint's deliveries, in eight languages",
    scope: "read",
    project: true,
    endpoint: true,
    answer: verificationSnippets,
  },
  getWaiting: {
    method: "GET",
    path: `${ENDPOINTS}/{endpoint}/waiting`,
    tag: "Endpoints",
    summary: "Count what still waits for an endpoint",
    scope: "read",
    project: true,
    endpoint: true,
    answer: waiting,
  },
} as const satisfies Record<string, Route>;
