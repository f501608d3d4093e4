import { afterAll, beforeEach, expect, test } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { workspacesOf } from "./members";
import { isOwned, setUp, setupLink } from "./setup";
import { signIn } from "./users";

afterAll(closeDb);

beforeEach(async () => {
  await db.workspace.deleteMany();
  await db.user.deleteMany();
  await db.installation.updateMany({ data: { ownedAt: null, setupTokenHash: null } });
});

const tokenOf = (link: string | null) => new URL(link ?? "").hash.replace("#token=", "");
const bodyWith = (token: string, email = "first@example.com") => ({
  token,
  email,
  name: "First Owner",
  password: "correct horse battery",
  workspaceName: "Acme",
});

test("the link carries its token in the fragment and the database only its hash", async () => {
  const link = new URL((await setupLink()) ?? "");
  expect(`${link.origin}${link.pathname}${link.search}`).toBe("http://localhost:3400/setup");
  expect(tokenOf(link.href)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const { setupTokenHash } = await db.installation.findFirstOrThrow();
  expect(setupTokenHash).toHaveLength(32);
  expect(Buffer.from(setupTokenHash ?? []).toString()).not.toContain(tokenOf(link.href));
});

test("the first owner owns a workspace, can sign in, and the link is closed", async () => {
  const token = tokenOf(await setupLink());
  const answer = await setUp(bodyWith(token));
  expect(answer).toMatchObject({ email: "first@example.com", workspaceId: expect.stringMatching(/^ws_/) });
  expect(await isOwned()).toBe(true);
  const user = await db.user.findUniqueOrThrow({ where: { email: "first@example.com" } });
  expect(await workspacesOf(user.id)).toMatchObject([{ name: "Acme", role: "owner" }]);
  expect(user.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const attempt = { email: " First@Example.com", password: "correct horse battery", address: "" };
  expect(await signIn(attempt)).toMatchObject({ outcome: "welcome", userId: user.id });
  await expect(setUp(bodyWith(token, "second@example.com"))).rejects.toMatchObject({
    code: "gone",
    status: 410,
  });
  expect(await setupLink()).toBeNull();
});

test("of ten who race with the same link exactly one becomes owner", async () => {
  const token = tokenOf(await setupLink());
  const races = Array.from({ length: 10 }, (_, n) => setUp(bodyWith(token, `racer${n}@example.com`)));
  const settled = await Promise.allSettled(races);
  expect(settled.filter((each) => each.status === "fulfilled")).toHaveLength(1);
  for (const each of settled)
    if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "gone" });
  expect(await db.user.count()).toBe(1);
  expect(await db.workspace.count()).toBe(1);
  expect(await db.member.count({ where: { role: "owner" } })).toBe(1);
});

test.each(["", "x", "A".repeat(43), "\u0000"])("the token %j opens nothing", async (token) => {
  await setupLink();
  await expect(setUp(bodyWith(token))).rejects.toMatchObject({ code: "forbidden", status: 403 });
  expect(await isOwned()).toBe(false);
});

test("no token opens an installation that has never printed a link", async () => {
  await expect(setUp(bodyWith(""))).rejects.toMatchObject({ code: "forbidden" });
});

test("a newer link replaces the older one", async () => {
  const older = tokenOf(await setupLink());
  const newer = tokenOf(await setupLink());
  await expect(setUp(bodyWith(older))).rejects.toMatchObject({ code: "forbidden" });
  await setUp(bodyWith(newer));
});

test("workspaces that had nobody become the first owner's", async () => {
  await db.workspace.create({ data: { id: newUuid(), name: "By the root key" } });
  await setUp(bodyWith(tokenOf(await setupLink())));
  const { id } = await db.user.findFirstOrThrow();
  expect((await workspacesOf(id)).map(({ name, role }) => [name, role]).sort()).toEqual([
    ["Acme", "owner"],
    ["By the root key", "owner"],
  ]);
});

test("the audit log says who made the workspace", async () => {
  await setUp(bodyWith(tokenOf(await setupLink())));
  const entries = await db.auditEntry.findMany({ orderBy: { id: "desc" }, take: 1 });
  expect(entries).toMatchObject([
    { action: "workspace.create", actorKind: "user", actorName: "First Owner" },
  ]);
});
