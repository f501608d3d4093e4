import { encode } from "next-auth/jwt";
import { afterAll, beforeEach, expect, test } from "vitest";
import { cookieName } from "@/app/auth/session-cookie";
import type { Member } from "@/lib/contract/people";
import type { Role } from "@/lib/contract/scopes";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid, publicId } from "@/lib/platform/ids";
import { startSession } from "@/lib/sessions";
import { DELETE, PATCH } from "./[user]/route";
import { GET, POST } from "./route";

afterAll(closeDb);

const ORIGIN = "http://localhost:3400";
const PATH = "/api/v1/workspace/members";

type Someone = { userId: string; cookie: string };
let workspaceId: string;
let owner: Someone;
beforeEach(async () => {
  await db.workspace.deleteMany();
  await db.user.deleteMany();
  workspaceId = newUuid();
  await db.workspace.create({ data: { id: workspaceId, name: "Acme" } });
  owner = await someone("owner");
});

async function someone(role: Role | null, into = workspaceId): Promise<Someone> {
  const userId = newUuid();
  await db.user.create({
    data: { id: userId, email: `${userId}@example.com`, name: "x", passwordHash: "x" },
  });
  if (role) await db.member.create({ data: { workspaceId: into, userId, role } });
  const sid = await startSession(userId, { address: "", userAgent: "" });
  const token = { sub: userId, sid, version: 1, signedInAt: Date.now() / 1000 };
  return { userId, cookie: `${cookieName("session")}=${await encode({ token, secret: env.APP_SECRET })}` };
}

type Asked = {
  method?: string;
  who?: Someone | null;
  user?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

function ask({ method = "GET", who = owner, user, body, headers = {} }: Asked): Promise<Response> {
  const request = new Request(`${ORIGIN}${PATH}${user ? `/${user}` : ""}`, {
    method,
    headers: { cookie: who?.cookie ?? "", origin: ORIGIN, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const handler = { GET, POST, PATCH, DELETE }[method];
  if (!handler) throw new Error(method);
  return handler(request, { params: Promise.resolve<Record<string, string>>(user ? { user } : {}) });
}

const guest = { email: "guest@example.com", name: "Guest", role: "viewer" };
const idOf = (who: Someone) => publicId("user", who.userId);

test("an owner lists, adds, changes and removes people", async () => {
  const created = await ask({ method: "POST", body: guest });
  expect(created.status).toBe(201);
  const added = (await created.json()) as Member;
  expect(added).toMatchObject({ ...guest, pending: true, joinLink: expect.stringContaining("/join#token=") });
  const changed = await ask({ method: "PATCH", user: added.userId, body: { role: "admin" } });
  expect(await changed.json()).toMatchObject({ userId: added.userId, role: "admin" });
  const list = (await (await ask({})).json()) as { data: Member[] };
  expect(list.data.map((each) => [each.email, each.role])).toContainEqual(["guest@example.com", "admin"]);
  expect((await ask({ method: "DELETE", user: added.userId })).status).toBe(204);
  const log = await db.auditEntry.findMany({ where: { workspaceId }, orderBy: { id: "asc" } });
  expect(log.map((each) => each.action)).toEqual(["member.add", "member.update", "member.remove"]);
});

test("what each role, a stranger and nobody get", async () => {
  const elsewhere = newUuid();
  await db.workspace.create({ data: { id: elsewhere, name: "Other" } });
  const callers: [Someone | null, number][] = [
    [owner, 200],
    [await someone("admin"), 200],
    [await someone("member"), 403],
    [await someone("viewer"), 403],
    [await someone(null), 404],
    [null, 401],
  ];
  const target = await someone("viewer");
  for (const [who, status] of callers) {
    const refused = status === 200 ? null : status;
    expect((await ask({ who })).status).toBe(status);
    const email = `${newUuid()}@example.com`;
    expect((await ask({ who, method: "POST", body: { ...guest, email } })).status).toBe(refused ?? 201);
    expect((await ask({ who, method: "PATCH", user: idOf(target), body: { role: "viewer" } })).status).toBe(
      status,
    );
    expect((await ask({ who, method: "DELETE", user: idOf(target) })).status).toBe(refused ?? 204);
    if (!refused) await db.member.create({ data: { workspaceId, userId: target.userId, role: "viewer" } });
  }
  const foreigner = await someone("owner", elsewhere);
  const headers = { "x-workspace": publicId("workspace", workspaceId) };
  const foreign = { who: foreigner, headers };
  expect((await ask(foreign)).status).toBe(404);
  expect((await ask({ ...foreign, method: "DELETE", user: idOf(target) })).status).toBe(404);
  expect((await ask({ method: "DELETE", user: idOf(foreigner) })).status).toBe(404);
});

test("a demotion holds from the next request", async () => {
  const admin = await someone("admin");
  expect((await ask({ who: admin })).status).toBe(200);
  await ask({ method: "PATCH", user: idOf(admin), body: { role: "viewer" } });
  expect((await ask({ who: admin })).status).toBe(403);
  await ask({ method: "DELETE", user: idOf(admin) });
  expect((await ask({ who: admin })).status).toBe(404);
});

test.each([
  { ...guest, role: "root" },
  { ...guest, role: undefined },
  { ...guest, email: "a@b@c" },
  { ...guest, email: "a@x.com,b@y.com" },
  { ...guest, email: "a@x.com b@y.com" },
  { ...guest, email: '"a@x.com"@y.com' },
  { ...guest, email: "a＠x.com@y.com" },
  { ...guest, email: "a\u200b@x.com" },
  { ...guest, email: `${"a".repeat(250)}@x.com` },
  { ...guest, email: 7 },
  { ...guest, name: " " },
  { ...guest, name: "a\u0000" },
  { ...guest, id: newUuid() },
  { ...guest, passwordHash: "x" },
  { ...guest, workspaceId: newUuid() },
])("the body %j is refused and adds nobody", async (body) => {
  expect((await ask({ method: "POST", body })).status).toBe(422);
  expect(await db.invitation.count()).toBe(0);
});

test.each(["usr_x", "me", "%", newUuid(), "ws_01h00000000000000000000000", publicId("user", newUuid())])(
  "the user %s is not found",
  async (user) => expect((await ask({ method: "PATCH", user, body: { role: "viewer" } })).status).toBe(404),
);

test("another site cannot use a person's cookies", async () => {
  for (const origin of ["http://evil.example", "null", "https://localhost:3400"])
    expect((await ask({ method: "POST", body: guest, headers: { origin } })).status).toBe(403);
  expect((await ask({ method: "POST", body: guest, headers: { "content-type": "text/plain" } })).status).toBe(
    403,
  );
  expect(await db.invitation.count()).toBe(0);
});
