/**
 * The part of Svix's management API that tooling around endpoints uses: an application is a project, an endpoint
 * an endpoint, a message an event. What cannot be kept (a second id, metadata) is refused rather than forgotten.
 */
import { z } from "zod";
import { type Manner, withHeaders } from "@/app/api/compat/door";
import { REFUSALS } from "@/app/api/compat/refusals";
import { ApiError } from "@/lib/api-error";
import { type Endpoint, type Subscription, typePattern } from "@/lib/contract/endpoints";
import { channelName, text } from "@/lib/contract/text";

export const svixManner: Manner = {
  enter: async (request, { app = "", endpoint = "" }) => {
    if (request.headers.get("authorization") === null)
      throw new ApiError("unauthenticated", "Send an API key as Authorization: Bearer …");
    const entered = request.headers.has("content-type")
      ? request
      : withHeaders(request, { "content-type": "application/json" });
    return { request: entered, params: { project: app, endpoint } };
  },
  success: (value) => value,
  failure: REFUSALS.svix,
  challenge: 'Bearer realm="posthorn"',
};

const unsupported = (what: string) => `is not supported: ${what}`;

/** `EndpointIn`. */
export const endpointBody = z.object({
  url: z.string().min(1).max(2_048),
  description: text(2_000).nullish(),
  filterTypes: z.array(typePattern).min(1).max(200).nullish(),
  channels: z.array(channelName).min(1).max(20).nullish(),
  disabled: z.boolean().nullish(),
  rateLimit: z.int().min(1).max(1_000).nullish(),
  throttleRate: z.int().min(1).max(1_000).nullish(),
  secret: z.string().max(512).nullish(),
  headers: z.record(z.string().max(256), z.string().max(4_096)).nullish(),
  uid: z.null(unsupported("address the endpoint by the id in this answer")).optional(),
  metadata: z
    .record(z.string(), z.string())
    .nullish()
    .refine((given) => !given || Object.keys(given).length === 0, unsupported("use the description")),
});
export type EndpointIn = z.output<typeof endpointBody>;

/** Types on channels, as subscriptions: each type on each channel. */
export function subscriptionsOf({ filterTypes, channels }: EndpointIn): Subscription[] {
  return (filterTypes ?? ["*"]).flatMap((type) =>
    channels ? channels.map((channel) => ({ type, channel })) : [{ type }],
  );
}

/** `EndpointOut`. */
export function shownEndpoint(endpoint: Endpoint) {
  const types = unique(endpoint.subscriptions.map(({ type }) => type));
  const channels = unique(endpoint.subscriptions.flatMap(({ channel }) => channel ?? []));
  const { throttle } = endpoint;
  return {
    id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    version: endpoint.version,
    disabled: endpoint.status === "disabled",
    filterTypes: types.includes("*") ? null : types,
    channels: channels.length > 0 ? channels : null,
    rateLimit: throttle ? Math.max(1, Math.round((throttle.limit * 1_000) / throttle.periodMs)) : null,
    uid: null,
    metadata: {},
    createdAt: endpoint.createdAt,
    updatedAt: endpoint.updatedAt,
  };
}

const unique = (names: string[]) => [...new Set(names)];

/** Pages by iterator; what else a list can be asked is not known here. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).catch(50),
  iterator: z.string().optional(),
});
