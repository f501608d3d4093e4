/** The route that gives an endpoint an event it did not get. */
import { z } from "zod";
import { delivery } from "./deliveries";
import type { Route } from "./route";
import { publicIdOf } from "./text";

export const sendAnywayBody = z.strictObject({ endpointId: publicIdOf("ep") });

export const sendingRoutes = {
  sendAnyway: {
    method: "POST",
    path: "/api/v1/projects/{project}/events/{event}/deliveries",
    tag: "Events",
    summary: "Send an event to an endpoint that did not get it, whatever it subscribes to",
    scope: "replay",
    project: true,
    body: sendAnywayBody,
    status: 202,
    answer: delivery,
  },
} as const satisfies Record<string, Route>;
