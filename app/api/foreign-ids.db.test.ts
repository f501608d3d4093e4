import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "@/lib/contract/problem";
import type { Route } from "@/lib/contract/route";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import { closeDb, db } from "@/lib/platform/db";
import { publicId, uuidOf } from "@/lib/platform/ids";
import { closeQueues, prepareQueues } from "@/lib/platform/queue";
import { ask, type Caller, leastBody, makeMember, makeTenant, type Tenant } from "./api-fixture";

let acme: Tenant;
let other: Tenant;
let owner: Caller & { cookie: string };
let stranger: Caller;
let theirs: Record<string, string>;
let policy: object;
let before: string;

beforeAll(async () => {
  await prepareQueues();
  acme = await makeTenant("Acme");
  other = await makeTenant("Other");
  owner = await makeMember(acme.workspaceId, "owner");
  stranger = await makeMember(other.workspaceId, "owner");
  theirs = await belongings();
  before = await everythingOfAcmes();
});
afterAll(async () => {
  await closeQueues();
  await closeDb();
});

/** One of everything that a path can name, of Acme. */
async function belongings(): Promise<Record<string, string>> {
  const params = { project: acme.project };
  ({ policy } = (await ask("getDialect", acme.key, { params: { name: "standard" } })).body);
  const made = async (name: RouteName, body: object): Promise<string> => {
    const answer = await ask(name, owner, { params, body });
    if (answer.status > 299) throw new Error(`${name}: ${answer.text}`);
    return JSON.parse(answer.text).id;
  };
  const endpoint = await made("createEndpoint", { url: "http://127.0.0.1:9/" });
  const subscriptions = [{ type: "*", when: "runEnd" }];
  await made("createEndpoint", { url: "http://127.0.0.1:9/", subscriptions });
  const body = { type: "order.created", data: {}, run: "acmes-run" };
  const published = (await ask("publishEvents", acme.key, { params, body })).body;
  if (!("deliveries" in published)) throw new Error("one event was published");
  await made("createEventType", { name: "acmes.own" });
  await made("createDialect", { name: "acmes-own", policy: { ...policy, name: "acmes-own" } });
  const { userId } = await makeMember(acme.workspaceId, "member");
  const { sessions } = (await ask("getAccount", owner)).body;
  return {
    endpoint,
    event: published.id,
    delivery: published.deliveries[0]?.id ?? "",
    run: "acmes-run",
    name: "acmes.own",
    key: await made("createProjectApiKey", { name: "k", scopes: ["read"] }),
    link: await made("createPortalLink", {}),
    view: await made("saveView", { name: "Failed", query: "status=failed" }),
    job: await made("createReplays", { filter: { endpointId: endpoint } }),
    hook: await made("createHook", { targetUrl: "http://127.0.0.1:9/hook", event: "order.created" }),
    inbox: await made("createPlayInbox", {}),
    user: publicId("user", userId),
    session: sessions[0]?.id ?? "",
  };
}

const parameters = ({ path }: Route) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");

/** Routes that name something besides a project. A publish names a type, and types are everybody's. */
const naming = (Object.entries(ROUTES) as [RouteName, Route][]).filter(
  ([name, route]) => name !== "publishPayload" && parameters(route).some((each) => each !== "project"),
);

/** Everything of Acme, as it lies in the database. */
async function everythingOfAcmes(): Promise<string> {
  const project = uuidOf("project", acme.project);
  const tables = [
    "endpoints",
    "api_keys",
    "portal_links",
    "replay_jobs",
    "deliveries",
    "runs",
    "saved_views",
  ];
  const ofWorkspace = ["members", "event_types", "play_inboxes", "audit_entries"];
  const rows = async (table: string, column: string, id: string | null) =>
    db.$queryRawUnsafe(`SELECT t::text AS row FROM ${table} t WHERE ${column} = $1::uuid ORDER BY 1`, id);
  return JSON.stringify([
    ...(await Promise.all(tables.map((table) => rows(table, "project_id", project)))),
    ...(await Promise.all(ofWorkspace.map((table) => rows(table, "workspace_id", acme.workspaceId)))),
    await db.session.count(),
  ]);
}

const said = (text: string) => ({ ...(JSON.parse(text) as Problem), requestId: "" });

describe("what another company's id names is not there", () => {
  it("although each of these is, for its own people", async () => {
    for (const name of [
      "getEndpoint",
      "getEvent",
      "getDelivery",
      "getReplays",
      "getEventType",
      "getPlayInbox",
      "getRun",
    ] as const)
      expect((await ask(name, owner, { params: { ...theirs, project: acme.project } })).status, name).toBe(
        200,
      );
  });

  it.each(naming)("%s", async (name, route) => {
    const unknown = Object.fromEntries(Object.keys(theirs).map((key) => [key, "unknown"]));
    const named = route.path.includes("/dialects/") ? { ...theirs, name: "acmes-own" } : theirs;
    const body =
      name === "updateDialect" ? { body: { policy: { ...policy, name: "acmes-own" } } } : leastBody(route);
    for (const caller of [stranger, other.key]) {
      const isPersons = route.person === true;
      if (isPersons && caller === other.key) continue;
      // Mostly found under one's own project; the names of a workspace under one's own workspace.
      const foreign = await ask(name, caller, {
        params: { ...named, project: other.project },
        ...body,
      });
      const nobodys = await ask(name, caller, {
        params: { ...unknown, project: other.project },
        ...body,
      });
      if (foreign.status === 403) {
        expect([name, caller === other.key]).toEqual([name, true]);
        continue;
      }
      expect(foreign.status, foreign.text).toBe(404);
      expect(said(foreign.text)).toEqual(said(nobodys.text));
    }
    expect(await everythingOfAcmes()).toBe(before);
  });
});
