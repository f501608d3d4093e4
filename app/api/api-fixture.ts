/** For tests: calls the route files as Next would, by the name of the route, as whoever is asked for. */
import { encode } from "next-auth/jwt";
import { z } from "zod";
import { cookieName } from "@/app/auth/session-cookie";
import type { Problem } from "@/lib/contract/problem";
import type { Method, Route } from "@/lib/contract/route";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import { type JsonSchema, schemaValues } from "@/lib/contract/schema-values";
import type { Role } from "@/lib/contract/scopes";
import { db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid, uuidOf } from "@/lib/platform/ids";
import { seededRandom } from "@/lib/policy/json-text-generator";
import { startSession } from "@/lib/sessions";

export const ORIGIN = "http://localhost:3400";

/** How a request authenticates itself. */
export type Caller = { key: string } | { cookie: string } | null;

export type Asked = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Sent as it is, instead of `body` as JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};

type AnswerOf<Name extends RouteName> = (typeof ROUTES)[Name] extends {
  answer: infer Answer extends z.ZodType;
}
  ? z.output<Answer>
  : undefined;

/** `body` is what the route's contract says; a problem is read with `problemIn`. */
export type Answered<Body = unknown> = { status: number; headers: Headers; body: Body; text: string };

type RouteModule = Partial<
  Record<
    Method,
    (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
  >
>;

/** The file that answers a path of the table. */
export const routeFile = (path: string) => `app${path.replaceAll("{", "[").replaceAll("}", "]")}/route`;

export async function ask<Name extends RouteName>(
  name: Name,
  caller: Caller,
  asked: Asked = {},
): Promise<Answered<AnswerOf<Name>>> {
  const response = await respond(name, caller, asked);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** As `ask`, without reading the answer. */
export async function respond(name: RouteName, caller: Caller, asked: Asked = {}): Promise<Response> {
  const { method, path } = ROUTES[name];
  const { params = {}, query = "", body, raw, headers = {} } = asked;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) => encodeURIComponent(params[param] ?? ""));
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`${ORIGIN}${filled}${query}`, {
    method,
    headers: { ...credentials(caller), "content-type": "application/json", ...headers },
    ...(content === undefined ? {} : { body: content }),
  });
  const file: RouteModule = await import(/* @vite-ignore */ `${process.cwd()}/${routeFile(path)}`);
  const handler = file[method];
  if (!handler) throw new Error(`${method} ${path} has no handler`);
  return handler(request, { params: Promise.resolve(params) });
}

function credentials(caller: Caller): Record<string, string> {
  if (caller === null) return {};
  return "key" in caller
    ? { authorization: `Bearer ${caller.key}` }
    : { cookie: caller.cookie, origin: ORIGIN };
}

export type Tenant = { id: string; workspaceId: string; key: Caller & { key: string }; project: string };

/** A workspace with its first key and one project; `id` and `project` are public ids, `workspaceId` a uuid. */
export async function makeTenant(name = "Acme", dialect = "standard"): Promise<Tenant> {
  const made = await ask("createWorkspace", { key: env.ROOT_API_KEY ?? "" }, { body: { name, dialect } });
  const { id, apiKey } = made.body;
  const key = { key: apiKey.key };
  const project = await ask("createProject", key, { body: { name: "First" } });
  return { id, workspaceId: uuidOf("workspace", id) ?? "", key, project: project.body.id };
}

/** A hash like any other, of what nobody knows. */
const NOBODYS_PASSWORD =
  "$argon2id$v=19$m=19456,t=2,p=1$gtgS7F73ht2UyLObs1jN/Q$XWYWX4hnM8U2A6qmh8dW+0ZcdVRSVN66maOyULzk8QM";

/** A person with that role in the workspace, as their session cookie. */
export async function makeMember(
  workspaceId: string,
  role: Role,
): Promise<{ cookie: string; userId: string }> {
  const userId = newUuid();
  await db.user.create({
    data: { id: userId, email: `${userId}@example.com`, name: role, passwordHash: NOBODYS_PASSWORD },
  });
  await db.member.create({ data: { workspaceId, userId, role } });
  const sid = await startSession(userId, { address: "", userAgent: "" });
  const token = { sub: userId, sid, version: 1, signedInAt: Date.now() / 1000 };
  return { userId, cookie: `${cookieName("session")}=${await encode({ token, secret: env.APP_SECRET })}` };
}

/** The code and the first wrong field of a problem. */
export const problemIn = ({ body }: Answered) => {
  const { code, errors } = body as Problem;
  return { code, field: errors?.[0]?.field };
};

/** The least that is right for a route, so that a refusal is about who asks and not about what. */
export function leastBody({ body, rawBody }: Route): Asked {
  if (rawBody) return { body: body ? { type: "order.created", data: {} } : {} };
  if (!body) return {};
  const schema: JsonSchema & { $defs?: Record<string, JsonSchema> } = JSON.parse(
    JSON.stringify(z.toJSONSchema(body, { io: "input", unrepresentable: "any" })),
  );
  return { body: schemaValues(schema.$defs ?? {}, seededRandom(1)).right(schema, "least") };
}
