/**
 * REST hooks, as no-code platforms subscribe: each is an endpoint for one event type. Promises the standard
 * dialect whatever the workspace's is, because that one takes a 410 for an unsubscription, as these platforms mean it.
 */
import { notFound } from "./api-error";
import type { CreateHookBody, Hook, SamplesQuery } from "./contract/hooks";
import { BUILT_IN_DIALECTS } from "./dialects/built-in";
import { checkedUrl, createEndpoint, deleteEndpoint } from "./endpoints";
import { listEventTypes } from "./event-types";
import { listEvents } from "./events";
import { findEndpoint, type ProjectRef } from "./lookups";
import { renderBody } from "./policy/render-body";
import type { Principal } from "./principal";

const DIALECT = BUILT_IN_DIALECTS.standard;
const SAMPLES = 3;

/** What people see as the description of an endpoint that a platform made. */
export const HOOK_DESCRIPTION = "REST hook";

/** Subscribes a URL. Throws `refused_url` and `invalid_request`. */
export async function createHook(
  by: Principal,
  project: ProjectRef,
  { targetUrl, hookUrl = "", event }: CreateHookBody,
): Promise<Hook> {
  const made = await createEndpoint(by, project, {
    url: targetUrl === undefined ? checkedUrl(hookUrl, "hookUrl") : checkedUrl(targetUrl, "targetUrl"),
    description: HOOK_DESCRIPTION,
    subscriptions: [{ type: event }],
    dialect: DIALECT.name,
  });
  return { id: made.id, targetUrl: made.url, event, createdAt: made.createdAt };
}

/** Unsubscribes, by the endpoint's public id. Throws `not_found`. */
export async function deleteHook(by: Principal, project: ProjectRef, id: string): Promise<void> {
  const endpoint = await findEndpoint(project.id, id);
  if (!endpoint) throw notFound();
  await deleteEndpoint(by, project, endpoint);
}

type Sample = { type: string; category: string | null; at: string; payload: string };

/** The JSON text of a list of up to three bodies as they are sent; never empty, so that a form can be built from it. */
export async function hookSamples(project: ProjectRef, { event }: SamplesQuery): Promise<string> {
  const recent = await recentEvents(project, event);
  const samples = recent.length > 0 ? recent : await examples(project, event);
  return `[${samples.map(bodyOf).join(",")}]`;
}

const prefixOf = (event: string) => (event.endsWith("*") ? event.slice(0, -1) : null);

async function recentEvents(project: ProjectRef, event: string): Promise<Sample[]> {
  const prefix = prefixOf(event);
  const filter = prefix === null ? { type: event } : prefix ? { q: prefix } : {};
  const { data } = await listEvents(project, { limit: SAMPLES, order: "desc", ...filter });
  return data.flatMap(({ type, category, timestamp, payload }) =>
    payload === null ? [] : [{ type, category, at: timestamp, payload }],
  );
}

async function examples(project: ProjectRef, event: string): Promise<Sample[]> {
  const prefix = prefixOf(event);
  const q = prefix ?? event;
  const { data } = await listEventTypes(project.workspaceId, { limit: 100, ...(q ? { q } : {}) });
  const fitting = data.filter(({ name }) => prefix !== null || name === event).slice(0, SAMPLES);
  const found = fitting.map(({ name, category, example }) => ({
    type: name,
    category,
    payload: example ?? "{}",
  }));
  const named =
    found.length > 0 ? found : [{ type: prefix === null ? event : "example", category: null, payload: "{}" }];
  return named.map((sample) => ({ ...sample, at: new Date().toISOString() }));
}

const bodyOf = ({ type, category, at, payload }: Sample) =>
  Buffer.from(
    renderBody(DIALECT, {
      ...{ id: "", type, category, channel: null, run: null },
      timestampMs: Date.parse(at),
      payload: Buffer.from(payload),
    }),
  ).toString();
