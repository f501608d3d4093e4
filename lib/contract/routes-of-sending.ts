/** The routes beside publishing: what events are told apart by, and giving an endpoint one it did not get. */
import { z } from "zod";
import { channels } from "./channels";
import { delivery } from "./deliveries";
import type { Route } from "./route";
import { publicIdOf } from "./text";

export const sendAnywayBody = z.strictObject({ endpointId: publicIdOf("ep") });

export const sendingRoutes = {
  listChannels: {
    method: "GET",
    path: "/api/v1/projects/{project}/channels",
    tag: "Events",
    summary: "List the channels of the dialect, of events and of endpoints",
    scope: "read",
    project: true,
    answer: channels,
  },
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
