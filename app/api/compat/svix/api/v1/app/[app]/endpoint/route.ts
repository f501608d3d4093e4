import { throughDoor } from "@/app/api/compat/door";
import {
  endpointBody,
  listQuery,
  shownEndpoint,
  subscriptionsOf,
  svixManner,
} from "@/app/api/compat/svix/manner";
import { createEndpoint, disableEndpoint, listEndpoints } from "@/lib/endpoints";
import { findEndpoint } from "@/lib/lookups";

const create = { scope: "endpoints:write", project: true, body: endpointBody } as const;

export const POST = throughDoor(svixManner, create, async ({ principal, project, body }) => {
  const { url, description, secret, headers, disabled } = body;
  const perSecond = body.throttleRate ?? body.rateLimit;
  const made = await createEndpoint(principal, project, {
    url,
    subscriptions: subscriptionsOf(body),
    ...(description ? { description } : {}),
    ...(secret ? { secret } : {}),
    ...(headers ? { headers } : {}),
    ...(perSecond ? { throttle: { limit: perSecond, periodMs: 1_000 } } : {}),
  });
  const found = disabled ? await findEndpoint(project.id, made.id) : null;
  const shown = found ? await disableEndpoint(principal, project, found) : made;
  // It cannot be read again, so it is shown where it was made; Svix' own clients pass over it.
  const answer = { ...shownEndpoint(shown), secret: made.secret };
  return Response.json(answer, { status: 201, headers: { "Cache-Control": "no-store" } });
});

const list = { scope: "read", project: true, query: listQuery } as const;

export const GET = throughDoor(svixManner, list, async ({ project, query: { limit, iterator } }) => {
  const page = await listEndpoints(project, { limit, ...(iterator ? { cursor: iterator } : {}) });
  return Response.json({
    data: page.data.map(shownEndpoint),
    iterator: page.nextCursor,
    prevIterator: null,
    done: page.nextCursor === null,
  });
});
