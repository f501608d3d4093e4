import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, ORIGIN, problemIn, type Tenant } from "@/app/api/api-fixture";
import { ROUTES, type RouteName } from "@/lib/contract/routes";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid, publicId, uuidOf } from "@/lib/platform/ids";
import { MAX_PORTAL_ENDPOINTS } from "@/lib/portal-limits";
import { DELETE, POST } from "./session/route";

afterAll(closeDb);

let acme: Tenant;
let other: Tenant;
beforeAll(async () => {
  acme = await makeTenant("Acme");
  other = await makeTenant("Other");
});

const linkOf = async (body: object = {}, tenant = acme) =>
  (await ask("createPortalLink", tenant.key, { params: { project: tenant.project }, body })).body;
const tokenOf = (url: string) => new URL(url).hash.replace("#token=", "");

const send = (body: unknown, headers: Record<string, string> = {}) =>
  POST(
    new Request(`${ORIGIN}/api/v1/portal/session`, {
      method: "POST",
      headers: { origin: ORIGIN, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );

/** A portal's session, as the headers its pages ask with. */
async function opened(body: object = {}, tenant = acme): Promise<Record<string, string>> {
  const response = await send({ token: tokenOf((await linkOf(body, tenant)).url) });
  const cookie = response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  return { cookie, origin: ORIGIN, "x-portal": "1" };
}

const asked = (name: RouteName, headers: Record<string, string>, more: object = {}) =>
  ask(name, null, { headers, params: { project: acme.project }, ...more });

describe("a link", () => {
  it("opens once, and says so when it does not", async () => {
    const { url } = await linkOf();
    expect(url).toMatch(new RegExp(`^${ORIGIN}/portal/${acme.project}#token=[A-Za-z0-9_-]{43}$`));
    const first = await send({ token: tokenOf(url) });
    expect([first.status, await first.json()]).toMatchObject([201, { projectId: acme.project }]);
    expect(first.headers.getSetCookie()[0]).toMatch(
      /^posthorn-3400-portal=[A-Za-z0-9_-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
    );
    const again = await send({ token: tokenOf(url) });
    expect(again.status).toBe(410);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it("opens for one of fifty who race", async () => {
    const { url } = await linkOf();
    const answers = await Promise.all(Array.from({ length: 50 }, () => send({ token: tokenOf(url) })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it("is over after its time, when revoked, and with its project", async () => {
    const late = await linkOf();
    await db.portalLink.update({
      where: { id: uuidOf("portalLink", late.id) ?? "" },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    expect((await send({ token: tokenOf(late.url) })).status).toBe(410);

    const revoked = await linkOf();
    const params = { project: acme.project, link: revoked.id };
    expect((await ask("revokePortalLink", acme.key, { params })).status).toBe(204);
    expect((await send({ token: tokenOf(revoked.url) })).status).toBe(410);

    const gone = await makeTenant("Gone");
    const { url } = await linkOf({}, gone);
    await ask("deleteProject", gone.key, { params: { project: gone.project } });
    expect((await send({ token: tokenOf(url) })).status).toBe(410);
  });

  it("is kept as a hash only, and listed without its token", async () => {
    const { url, id } = await linkOf({ name: "Jane" });
    const token = tokenOf(url);
    const rows = await db.$queryRaw<{ row: string }[]>`SELECT l::text AS row FROM portal_links l`;
    expect(rows.some(({ row }) => row.includes(token))).toBe(false);
    const list = await ask("listPortalLinks", acme.key, { params: { project: acme.project } });
    expect(list.text).not.toContain(token);
    expect(list.body.data[0]).toMatchObject({ id, name: "Jane", status: "unopened" });
  });

  it.each([
    [{ expiresInSeconds: 901 }, "expiresInSeconds"],
    [{ expiresInSeconds: 0 }, "expiresInSeconds"],
    [{ sessionSeconds: 86_401 }, "sessionSeconds"],
    [{ name: " " }, "name"],
    [{ projectId: "x" }, "projectId"],
  ])("%j is refused", async (body, field) => {
    const answer = await ask("createPortalLink", acme.key, { params: { project: acme.project }, body });
    expect([answer.status, problemIn(answer).field]).toEqual([422, field]);
  });

  it("is not taken from another site or in another shape", async () => {
    const token = tokenOf((await linkOf()).url);
    expect((await send({ token }, { origin: "https://evil.example" })).status).toBe(403);
    expect((await send({ token }, { origin: "null" })).status).toBe(403);
    expect((await send({ token }, { "content-type": "text/plain" })).status).toBe(415);
    expect((await send({})).status).toBe(422);
    expect((await send({ token: "nope" })).status).toBe(410);
    expect((await send({ token })).status).toBe(201);
  });
});

describe("a portal", () => {
  const url = "http://127.0.0.1:9/";

  it("reads its project and the catalogue, and is refused everything else", async () => {
    const headers = await opened();
    const ids = {
      endpoint: publicId("endpoint", newUuid()),
      delivery: publicId("delivery", newUuid()),
      name: "no.such",
    };
    const outside = Object.entries(ROUTES).filter(
      ([, route]) => !("project" in route) && !("portal" in route),
    );
    for (const [name] of outside)
      expect((await asked(name as RouteName, headers, { params: ids, body: undefined })).status, name).toBe(
        403,
      );
    expect((await asked("listEventTypes", headers)).status).toBe(200);
    for (const name of ["getProject", "listEndpoints", "listDeliveries", "listEvents"] as const)
      expect((await asked(name, headers)).status, name).toBe(200);
    const denied = ["events:write", "workspace:write", "keys", "portal"];
    for (const [name, route] of Object.entries(ROUTES))
      if ("project" in route && denied.includes(route.scope ?? ""))
        expect((await asked(name as RouteName, headers)).status, name).toBe(403);
  });

  it("finds nothing of another project, be it of the same workspace or not", async () => {
    const headers = await opened();
    const second = await ask("createProject", acme.key, { body: { name: "Second" } });
    for (const project of [second.body.id, other.project, publicId("project", newUuid())])
      expect((await asked("getProject", headers, { params: { project } })).status).toBe(404);
    const foreign = await ask("createEndpoint", acme.key, {
      params: { project: second.body.id },
      body: { url },
    });
    const params = { project: acme.project, endpoint: foreign.body.id };
    expect((await asked("getEndpoint", headers, { params })).status).toBe(404);
  });

  it("manages endpoints within bounds, and the log names it", async () => {
    const headers = await opened({ name: "Jane of Globex" });
    const given = { headers, params: { project: acme.project }, body: { url, description: "Mine" } };
    const made = await ask("createEndpoint", null, given);
    expect([made.status, typeof made.body.secret]).toEqual([201, "string"]);
    const params = { project: acme.project, endpoint: made.body.id };
    expect((await asked("rotateSecret", headers, { params, body: {} })).status).toBe(200);
    for (const body of [
      { dialect: "spectra" },
      { retry: null },
      { timeoutMs: 60_000 },
      { maxInFlight: 1000 },
      { autoDisable: { kind: "never" } },
    ]) {
      const answer = await asked("updateEndpoint", headers, { params, body });
      expect([answer.status, problemIn(answer).field]).toEqual([403, Object.keys(body)[0]]);
      expect((await asked("createEndpoint", headers, { body: { url, ...body } })).status).toBe(403);
    }
    const entry = await db.auditEntry.findFirstOrThrow({
      where: { action: "endpoint.create", actorKind: "portal" },
    });
    expect([entry.actorName, entry.actorId?.slice(0, 4)]).toEqual(["Jane of Globex", "plk_"]);
  });

  it("makes no more endpoints than its host bears, and asks no faster", async () => {
    const full = await makeTenant("Full");
    const headers = await opened({}, full);
    const params = { project: full.project };
    const project = uuidOf("project", full.project) ?? "";
    await db.endpoint.createMany({
      data: Array.from({ length: MAX_PORTAL_ENDPOINTS }, () => ({
        id: newUuid(),
        projectId: project,
        url,
        subscriptions: [],
      })),
    });
    expect((await ask("createEndpoint", null, { headers, params, body: { url } })).status).toBe(409);
    expect((await ask("createEndpoint", full.key, { params, body: { url } })).status).toBe(201);
    const statuses: number[] = [];
    // As many as a minute gives, and as many again for a machine that takes a minute over them.
    for (let round = 0; round < 60 && statuses.at(-1) !== 429; round++) {
      const replay = { headers, params: { ...params, delivery: "x" }, body: {} };
      statuses.push((await ask("replayDelivery", null, replay)).status);
    }
    expect(statuses.at(0)).toBe(404);
    expect(statuses.at(-1)).toBe(429);
  });

  it("that is read-only changes nothing", async () => {
    const headers = await opened({ readOnly: true });
    expect((await asked("listEndpoints", headers)).status).toBe(200);
    expect((await asked("createEndpoint", headers, { body: { url } })).status).toBe(403);
    expect(
      (await asked("replayDelivery", headers, { params: { project: acme.project, delivery: "x" } })).status,
    ).toBe(403);
  });

  it("is over when its time is, when its link is revoked, and when it is left", async () => {
    const statusOf = async (headers: Record<string, string>) => (await asked("getProject", headers)).status;
    const timed = await opened();
    expect(await statusOf(timed)).toBe(200);
    await db.portalLink.updateMany({ data: { sessionEndsAt: new Date(Date.now() - 1) } });
    expect(await statusOf(timed)).toBe(401);

    const revoked = await opened();
    const [newest] = (await ask("listPortalLinks", acme.key, { params: { project: acme.project } })).body
      .data;
    expect(newest?.status).toBe("open");
    await ask("revokePortalLink", acme.key, { params: { project: acme.project, link: newest?.id ?? "" } });
    expect(await statusOf(revoked)).toBe(401);

    const left = await opened();
    const request = {
      method: "DELETE",
      headers: { ...left, "content-type": "application/json" },
      body: "{}",
    };
    const answer = await DELETE(new Request(`${ORIGIN}/api/v1/portal/session`, request));
    expect([answer.status, answer.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^posthorn-3400-portal=; Path=\/; Expires=Thu, 01 Jan 1970/),
    ]);
    expect(await statusOf(left)).toBe(401);
  });

  it("is no account: without its header the cookie says nothing, and with it no account counts", async () => {
    const { cookie } = await opened();
    const owner = await makeMember(acme.workspaceId, "owner");
    expect((await asked("getProject", { cookie: cookie ?? "" })).status).toBe(401);
    const both = `${cookie}; ${owner.cookie}`;
    expect((await asked("getWorkspace", { cookie: both })).status).toBe(200);
    expect((await asked("getWorkspace", { cookie: both, "x-portal": "1" })).status).toBe(403);
    expect((await asked("getWorkspace", { cookie: owner.cookie, "x-portal": "1" })).status).toBe(401);
  });

  it("changes nothing at another site's request", async () => {
    const headers = await opened();
    for (const origin of ["null", "https://evil.example", "http://x.localhost:3400"])
      expect((await asked("createEndpoint", { ...headers, origin }, { body: { url } })).status).toBe(403);
    const text = { ...headers, "content-type": "text/plain" };
    expect((await asked("createEndpoint", text, { body: { url } })).status).toBe(403);
  });
});
