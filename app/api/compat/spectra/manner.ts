/** Spectra's management API as its customers know it: a Bearer key, integer ids, `{success, data}`. */
import { z } from "zod";
import { type Manner, withHeaders } from "@/app/api/compat/door";
import { projectKeyOf, projectParam } from "@/app/api/compat/project-key";
import { REFUSALS } from "@/app/api/compat/refusals";
import { notFound } from "@/lib/api-error";
import { type Endpoint, typePattern } from "@/lib/contract/endpoints";
import { findEndpointByNumber } from "@/lib/endpoint-numbers";
import type { EndpointRef, ProjectRef } from "@/lib/lookups";

export const spectraManner: Manner = {
  enter: async (request, params) => {
    const key = await projectKeyOf(request);
    const entered = request.headers.has("content-type")
      ? request
      : withHeaders(request, { "content-type": "application/json" });
    return { request: entered, params: { ...params, project: projectParam(key) } };
  },
  success: (data) => ({ success: true, data }),
  failure: REFUSALS.spectra,
  challenge: 'Bearer realm="webhooks"',
};

/** `{url, events}`; other members are for the vendor and mean nothing here. */
export const registerBody = z.object({
  url: z.string().min(1).max(2_048),
  events: z.array(typePattern).min(1, 'must name at least one event, or "*"').max(200),
});

/** The events as registered; a subscription by category stands there as `category:<name>`. */
const eventsOf = ({ subscriptions }: Endpoint) => [
  ...new Set(subscriptions.map(({ type, category }) => (category ? `category:${category}` : type))),
];

export const shownWebhook = (endpoint: Endpoint, id: number) => ({
  id,
  url: endpoint.url,
  events: eventsOf(endpoint),
});

export const listedWebhook = (endpoint: Endpoint, id: number) => ({
  ...shownWebhook(endpoint, id),
  active: endpoint.status === "enabled",
  created_at: secondsUtc(endpoint.createdAt),
});

/** As the vendor writes instants: `2026-05-15T14:23:00+00:00`. */
export const secondsUtc = (instant: string) => `${instant.slice(0, 19)}+00:00`;

/** The endpoint whose number the path has. Throws `not_found`. */
export async function webhookOf(project: ProjectRef, number: string | undefined): Promise<EndpointRef> {
  const endpoint = await findEndpointByNumber(project, number ?? "");
  if (!endpoint) throw notFound();
  return endpoint;
}
