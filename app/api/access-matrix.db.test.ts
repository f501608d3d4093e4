import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as openPortal } from "@/app/api/v1/portal/session/route";
import type { Route } from "@/lib/contract/route";
import { OPEN_ROUTES, ROUTES, type RouteName } from "@/lib/contract/routes";
import { ROLES, SCOPES } from "@/lib/contract/scopes";
import { closeDb } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid, publicId } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { MATRIX, OPEN, RULES, type Rule } from "./access-matrix";
import { ask, leastBody, makeMember, makeTenant, ORIGIN, respond, type Tenant } from "./api-fixture";

/** How somebody asks: as headers, and of which project. */
type Asker = { headers: Record<string, string>; project: string };

let acme: Tenant;
let other: Tenant;
let people: Record<(typeof ROLES)[number], Asker>;
let stranger: Asker;
let keys: Record<(typeof SCOPES)[number], Asker>;
let root: Asker;
let projectKey: Asker;
let portal: Asker;
let readOnlyPortal: Asker;

beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant("Acme");
  other = await makeTenant("Other");
  const person = async (tenant: Tenant, role: (typeof ROLES)[number]): Promise<Asker> => {
    const { cookie } = await makeMember(tenant.workspaceId, role);
    return { headers: { cookie, origin: ORIGIN }, project: acme.project };
  };
  const members = await Promise.all(ROLES.map(async (role) => [role, await person(acme, role)] as const));
  people = Object.fromEntries(members) as typeof people;
  stranger = await person(other, "owner");
  const made = await Promise.all(SCOPES.map(async (scope) => [scope, await keyWith(scope)] as const));
  keys = Object.fromEntries(made) as typeof keys;
  projectKey = await keyOfProject(await freshProject());
  [portal, readOnlyPortal] = await Promise.all([visitor(false), visitor(true)]);
  root = {
    headers: { authorization: `Bearer ${env.ROOT_API_KEY}`, "x-workspace": acme.id },
    project: acme.project,
  };
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

const withKey = (key: string): Asker => ({
  headers: { authorization: `Bearer ${key}` },
  project: acme.project,
});

async function keyWith(scope: (typeof SCOPES)[number]): Promise<Asker> {
  const body = { name: scope, scopes: [scope] };
  const { body: made } = await ask("createApiKey", null, { body, headers: people.owner.headers });
  return withKey(made.key);
}

/** A project key with every scope that one can have, and a portal's visitor, of a project of their own. */
async function keyOfProject(project: string): Promise<Asker> {
  const scopes = SCOPES.filter((scope) => scope !== "workspace:write");
  const asked = { params: { project }, body: { name: "k", scopes }, headers: people.owner.headers };
  return { ...withKey((await ask("createProjectApiKey", null, asked)).body.key), project };
}

async function visitor(readOnly: boolean): Promise<Asker> {
  const project = await freshProject();
  const link = await ask("createPortalLink", acme.key, { params: { project }, body: { readOnly } });
  const token = new URL(link.body.url).hash.replace("#token=", "");
  const headers = { origin: ORIGIN, "content-type": "application/json" };
  const request = new Request(`${ORIGIN}/api/v1/portal/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ token }),
  });
  const cookie = (await openPortal(request)).headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { headers: { cookie, origin: ORIGIN, "x-portal": "1" }, project };
}

const freshProject = async () =>
  (await ask("createProject", acme.key, { body: { name: `Fresh ${newUuid()}` } })).body.id;

const table = Object.entries(ROUTES) as [RouteName, Route][];

const UNKNOWN: Record<string, string> = {
  endpoint: publicId("endpoint", newUuid()),
  delivery: publicId("delivery", newUuid()),
  event: "order.created",
  name: "nobodys",
};
const children = ({ path }: Route) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").filter((name) => name !== "project");

/** What they get. What a path names is nowhere, so that nothing is changed; the project is. */
async function statusFor(name: RouteName, asker: Asker | null): Promise<number> {
  const route: Route = ROUTES[name];
  const params = Object.fromEntries(children(route).map((child) => [child, UNKNOWN[child] ?? "unknown"]));
  const isItsLast = name === "deleteProject" && asker?.project === acme.project;
  const project = isItsLast ? await freshProject() : (asker?.project ?? acme.project);
  const response = await respond(name, null, {
    params: { ...params, project },
    ...leastBody(route),
    headers: asker?.headers ?? {},
  });
  await response.body?.cancel();
  return response.status;
}

/** Let in: whatever is said then is about what was asked, not about who asks. */
const isLetIn = (name: RouteName, status: number) =>
  status < 500 && ![401, 403, ...(children(ROUTES[name]).length > 0 ? [] : [404])].includes(status);

it("has a row for every route, and none for what is not there", () => {
  expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(ROUTES).sort());
  expect([...OPEN].sort()).toEqual(Object.keys(OPEN_ROUTES).sort());
});

type Got = Record<string, number | "in">;

/** What each of them gets: let in, or the status that says no. */
async function everybody(name: RouteName, route: Route): Promise<Got> {
  const got: Got = {};
  const note = async (who: string, asker: Asker | null) => {
    const status = await statusFor(name, asker);
    got[who] = !who.startsWith("other ") && isLetIn(name, status) ? "in" : status;
  };
  for (const role of ROLES) await note(role, people[role]);
  for (const scope of SCOPES) await note(`key: ${scope}`, keys[scope]);
  await note("key of a project", projectKey);
  await note("portal", portal);
  await note("read-only portal", readOnlyPortal);
  await note("operator", root);
  await note("nobody", null);
  await note("no key of ours", withKey(`phk_live_${"a".repeat(49)}`));
  const { cookie = "" } = people.owner.headers;
  await note("forged session", { headers: { cookie: `${cookie}x`, origin: ORIGIN }, project: acme.project });
  if (route.method !== "GET")
    await note("another site", {
      headers: { cookie, origin: "https://evil.example" },
      project: acme.project,
    });
  const named = { ...stranger, headers: { ...stranger.headers, "x-workspace": acme.id } };
  if (route.outside !== true) await note("other workspace", named);
  if (!route.project) return got;
  await note("other workspace, unnamed", stranger);
  await note("other workspace's key", withKey(other.key.key));
  await note("other project's key", { ...projectKey, project: acme.project });
  await note("other project's portal", { ...portal, project: acme.project });
  return got;
}

function expected(rule: Rule, route: Route): Got {
  const inIf = (may: boolean) => (may ? "in" : 403);
  const { roles, scope } = rule;
  const reads = scope === "read" || scope === "any";
  const ofProject = route.project
    ? scope !== null && scope !== "workspace:write"
    : reads && !rule.wholeWorkspace;
  return {
    ...Object.fromEntries(ROLES.map((role) => [role, inIf(roles.includes(role))])),
    ...Object.fromEntries(SCOPES.map((each) => [`key: ${each}`, inIf(scope === "any" || scope === each)])),
    "key of a project": inIf(ofProject),
    portal: inIf(rule.portal !== "none"),
    "read-only portal": inIf(rule.portal === "all"),
    operator: inIf(rule.root === true),
    nobody: 401,
    "no key of ours": 401,
    "forged session": 401,
    ...(route.method === "GET" ? {} : { "another site": 403 }),
    ...(route.outside ? {} : { "other workspace": 404 }),
    ...(route.project
      ? {
          "other workspace, unnamed": 404,
          "other workspace's key": 404,
          "other project's key": 404,
          "other project's portal": 404,
        }
      : {}),
  };
}

describe("everybody gets what is theirs", () => {
  it.each(table)("%s", async (name, route) => {
    const row = MATRIX[name];
    expect(await everybody(name, route)).toEqual(expected(RULES[row as keyof typeof RULES], route));
  });
});
