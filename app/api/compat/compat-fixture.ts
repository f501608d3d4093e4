/** For tests: a vendor's workspace with one project and a key of that project, and calls of its door's route files. */
import { ask, type Caller, makeTenant, ORIGIN, type Tenant } from "@/app/api/api-fixture";
import type { Method } from "@/lib/contract/route";
import { SCOPES, type Scope } from "@/lib/contract/scopes";

export type Account = Tenant & { project: string; projectKey: string };

/** A company on that dialect whose first project has a key of its own, as a customer of the company holds it. */
export async function makeAccount(dialect: string): Promise<Account> {
  const tenant = await makeTenant(dialect, dialect);
  return { ...tenant, projectKey: await makeProjectKey(tenant, tenant.project) };
}

const EVERYTHING = SCOPES.filter((scope) => scope !== "workspace:write");

/** A key of one project, made by the company's root key as the operator would. */
export async function makeProjectKey(
  tenant: Tenant,
  project: string,
  scopes: Scope[] = EVERYTHING,
): Promise<string> {
  const root: Caller = { key: process.env.ROOT_API_KEY ?? "" };
  const headers = { "x-workspace": tenant.id };
  const made = await ask("createProjectApiKey", root, {
    params: { project },
    headers,
    body: { name: "Customer", scopes },
  });
  return made.body.key;
}

type RouteModule = Partial<
  Record<
    Method,
    (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>
  >
>;
type Knock = { params?: Record<string, string>; authorization?: string; body?: unknown; raw?: string };
export type Told = { status: number; headers: Headers; body: Record<string, unknown> };

/** Calls the route file of a folder below `app/api/compat`. */
export async function knock(
  method: Method,
  folder: string,
  { params = {}, authorization, body, raw }: Knock,
): Promise<Told> {
  const file: RouteModule = await import(
    /* @vite-ignore */ `${process.cwd()}/app/api/compat/${folder}/route`
  );
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(`${ORIGIN}/api/compat/${folder}`, {
    method,
    headers: { ...(authorization ? { authorization } : {}), "content-type": "application/json" },
    ...(content === undefined ? {} : { body: content }),
  });
  const response = await file[method]?.(request, { params: Promise.resolve(params) });
  if (!response) throw new Error(`${method} ${folder} has no handler`);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
}
