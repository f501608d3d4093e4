import { afterAll, beforeEach, expect, test } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { uuidOf } from "@/lib/platform/ids";
import { workspacesOf } from "./members";
import { setUp, setupLink } from "./setup";
import { createWorkspace } from "./workspaces";

afterAll(closeDb);

beforeEach(async () => {
  await db.workspace.deleteMany();
  await db.user.deleteMany();
  await db.installation.updateMany({ data: { ownedAt: null, setupTokenHash: null } });
});

const root = { kind: "root" } as const;

async function firstOwner(): Promise<string> {
  const token = new URL((await setupLink()) ?? "").hash.replace("#token=", "");
  const { userId } = await setUp({
    token,
    email: "first@example.com",
    name: "First Owner",
    password: "correct horse battery",
    workspaceName: "Acme",
  });
  return uuidOf("user", userId) ?? "";
}

const seenBy = async (userId: string) =>
  (await workspacesOf(userId)).map(({ name, role }) => `${name}: ${role}`);

test("what the root key makes after set-up is the first owner's, and nobody else's", async () => {
  const owner = await firstOwner();
  const [acme] = await workspacesOf(owner);
  const other = await db.user.create({
    data: { id: crypto.randomUUID(), email: "b@example.com", name: "B" },
  });
  await db.member.create({ data: { workspaceId: acme?.id ?? "", userId: other.id, role: "owner" } });
  await createWorkspace(root, { name: "Made by root" });
  expect(await seenBy(owner)).toEqual(["Acme: owner", "Made by root: owner"]);
  expect(await seenBy(other.id)).toEqual(["Acme: owner"]);
});

test("what it makes before set-up has no member until then", async () => {
  await createWorkspace(root, { name: "Made by root" });
  expect(await db.member.count()).toBe(0);
  expect((await seenBy(await firstOwner())).sort()).toEqual(["Acme: owner", "Made by root: owner"]);
});

test("of a race with set-up no workspace comes out that nobody sees", async () => {
  let isSetUp = false;
  const owner = firstOwner().finally(() => {
    isSetUp = true;
  });
  const makeUntilThen = async () => {
    while (!isSetUp) await createWorkspace(root, { name: "Made meanwhile" });
  };
  await Promise.all([owner, ...Array.from({ length: 6 }, makeUntilThen)]);
  expect(await seenBy(await owner)).toHaveLength(await db.workspace.count());
});
