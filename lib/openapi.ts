/** The API's description in OpenAPI 3.1, made from the same table as its gates; promises to leave out no route. */
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import { health } from "./contract/health";
import { liveChange } from "./contract/live";
import { PROBLEMS, problem } from "./contract/problem";
import type { Route } from "./contract/route";
import { OPEN_ROUTES, ROUTES } from "./contract/routes";

const PARAMETERS: Record<string, string> = {
  project: "A project's id, or the workspace's own `uid` for it.",
  endpoint: "An endpoint's id.",
  delivery: "A delivery's id.",
  event: "An event's id; in a publish, the event's type.",
  job: "A replay job's id.",
  key: "An API key's id.",
  user: "A person's id.",
  name: "A name.",
};

/** One answer per status that a problem can have, which operations refer to. */
const REFUSALS: ReadonlyMap<number, ZodOpenApiResponseObject> = new Map(
  [...new Set(Object.values(PROBLEMS).map(([status]) => status))].map((status) => {
    const rows = Object.entries(PROBLEMS).filter(([, [each]]) => each === status);
    const response: ZodOpenApiResponseObject = {
      id: `Problem${status}`,
      description: rows.map(([code, [, title]]) => `\`${code}\`: ${title}.`).join(" "),
      content: { "application/problem+json": { schema: problem } },
    };
    return [status, response] as const;
  }),
);

/** It needs no credentials, only a one-time token. */
const isOpen = (route: Route) => !route.outside && route.scope === null;

/** With what a route may refuse. A fault of ours is none of them. */
function refusalsOf(route: Route): number[] {
  const isChange = route.method !== "GET";
  return [
    ...[400, 403, 404, 422, 429, 503],
    ...(isOpen(route) ? [409, 410] : [401]),
    ...(isChange ? [409] : []),
    ...(route.scope === "replay" ? [410] : []),
    ...(route.body || route.rawBody ? [413, 415] : []),
  ];
}

/** The document as a plain object, ready to be printed. `version` is Posthorn's. */
export function openApiDocument(version: string): object {
  const routes: [string, Route][] = Object.entries(ROUTES);
  const paths: ZodOpenApiPathsObject = {};
  for (const [operationId, route] of routes)
    add(paths, route, operationId, [{ apiKey: [] }, { session: [] }]);
  for (const [operationId, route] of Object.entries(OPEN_ROUTES) as [string, Route][])
    add(paths, route, operationId, []);
  paths["/api/health"] = HEALTH;
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Posthorn",
      version,
      description: INTRODUCTION,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(routes.map(([, route]) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key: `Authorization: Bearer phk_live_…`.",
        },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "posthorn-session",
          description: "A signed-in person, from this site only. `X-Workspace` names the workspace.",
        },
      },
    },
  });
}

const INTRODUCTION = `Publish an event once; Posthorn sends it, signed, to every endpoint that wants it.

Lists are \`{data, nextCursor}\`; pass \`nextCursor\` as \`cursor\` for the next page. A POST with an
\`Idempotency-Key\` is done once: a repeat gets the same answer. What does not exist and what is not yours are the
same 404. Problems follow RFC 9457, with a \`code\` to switch on and the fields that are wrong:

| code | status | |
|---|---|---|
${Object.entries(PROBLEMS)
  .map(([code, [status, title]]) => `| \`${code}\` | ${status} | ${title} |`)
  .join("\n")}`;

const HEALTH: ZodOpenApiPathsObject[string] = {
  get: {
    operationId: "getHealth",
    tags: ["Operation"],
    summary: "Is it alive, and can it work?",
    security: [],
    responses: {
      "200": { description: "It takes events.", content: { "application/json": { schema: health } } },
      "503": { description: "It does not.", content: { "application/json": { schema: health } } },
    },
  },
};

function add(paths: ZodOpenApiPathsObject, route: Route, operationId: string, security: object[]): void {
  const method = route.method.toLowerCase() as "get" | "post" | "patch" | "put" | "delete";
  paths[route.path] = {
    ...paths[route.path],
    [method]: { ...operationOf(route), operationId, security: security as Record<string, string[]>[] },
  };
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { summary, tag, scope, method } = route;
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const path = Object.fromEntries(names.map((name) => [name, z.string().describe(PARAMETERS[name] ?? name)]));
  return {
    summary,
    tags: [tag],
    ...(scope ? { description: `Needs \`${scope}\`.` } : {}),
    requestParams: {
      ...(names.length > 0 ? { path: z.object(path) } : {}),
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      ...(method === "POST" && !isOpen(route) ? { header: IDEMPOTENCY } : {}),
    },
    ...requestBodyOf(route),
    responses: {
      [route.status ?? (route.answer || route.files || isStream(route) ? 200 : 204)]: answerOf(route),
      ...Object.fromEntries(refusalsOf(route).map((status) => [status, REFUSALS.get(status)])),
    },
  };
}

const IDEMPOTENCY = z.object({
  "Idempotency-Key": z.string().max(255).optional().describe("1 to 255 printable ASCII characters."),
});

const isStream = (route: Route) => route.path.endsWith("/live");

function requestBodyOf(route: Route): Pick<ZodOpenApiOperationObject, "requestBody"> {
  const schema =
    route.body ?? (route.rawBody ? z.json().describe("The payload; its bytes travel as written.") : null);
  if (!schema) return {};
  return { requestBody: { required: !route.bodyOptional, content: { "application/json": { schema } } } };
}

function answerOf(route: Route) {
  if (isStream(route))
    return {
      description:
        "Events named `change`, each with what changed as JSON; and `ready` when it begins to listen, also after a break.",
      content: { "text/event-stream": { schema: liveChange } },
    };
  if (route.files)
    return {
      description: "A file.",
      content: Object.fromEntries(route.files.map((type) => [type, { schema: z.string() }])),
    };
  if (!route.answer) return { description: "Done." };
  return {
    description: route.status === 202 ? "Accepted." : "Done.",
    content: { "application/json": { schema: route.answer } },
  };
}
