import { afterAll, beforeEach, expect, test } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid, publicId, uuidOf } from "@/lib/platform/ids";
import type { JoinBody } from "./contract/people";
import type { Role } from "./contract/scopes";
import { join as joinFrom } from "./join-links";
import { addMember, changeRole, listMembers, removeMember, roleOf } from "./members";
import type { UserPrincipal } from "./principal";
import { signIn } from "./users";

afterAll(closeDb);

let workspaceId: string;
beforeEach(async () => {
  await db.workspace.deleteMany();
  await db.user.deleteMany();
  workspaceId = await newWorkspace();
});

const ROLES: Role[] = ["owner", "admin", "member", "viewer"];

async function newWorkspace(): Promise<string> {
  const id = newUuid();
  await db.workspace.create({ data: { id, name: "Acme" } });
  return id;
}

async function person(role: Role, { into = workspaceId } = {}): Promise<UserPrincipal> {
  const userId = newUuid();
  const data = { id: userId, email: `${userId}@example.com`, name: role, passwordHash: "x" };
  await db.user.create({ data });
  await db.member.create({ data: { workspaceId: into, userId, role } });
  return { kind: "user", userId, name: role, workspaceId: into, role };
}

const outcome = (change: Promise<unknown>) =>
  change.then(
    () => "ok",
    (error: { code?: string }) => error.code ?? String(error),
  );

const guest = (role: Role, email = "guest@example.com") => ({ email, name: "Guest", role });
const join = (body: JoinBody) => joinFrom(body, { address: "", signedInAs: null });
const tokenOf = (link: string | null) =>
  new URLSearchParams(new URL(link ?? "").hash.slice(1)).get("token") ?? "";

/** Acting role × the other's role; `-` forbidden. Owners change all, admins all but owners, others nobody. */
const MANAGES: Record<Role, Record<Role, boolean>> = {
  owner: { owner: true, admin: true, member: true, viewer: true },
  admin: { owner: false, admin: true, member: true, viewer: true },
  member: { owner: false, admin: false, member: false, viewer: false },
  viewer: { owner: false, admin: false, member: false, viewer: false },
};

for (const acting of ROLES) {
  for (const other of ROLES) {
    const expected = MANAGES[acting][other] ? "ok" : "forbidden";
    test(`an ${acting} invites an ${other}: ${expected}`, async () => {
      expect(await outcome(addMember(await person(acting), guest(other)))).toBe(expected);
      expect(await db.invitation.count()).toBe(expected === "ok" ? 1 : 0);
      expect(await db.member.count()).toBe(1);
    });
    test(`an ${acting} takes back the invitation of an ${other}: ${expected}`, async () => {
      const invited = await addMember(await person("owner"), guest(other));
      const taken = removeMember(await person(acting), uuidOf("user", invited.userId)!);
      expect(await outcome(taken)).toBe(expected);
      expect(await db.invitation.count()).toBe(expected === "ok" ? 0 : 1);
    });
    test(`an ${acting} removes an ${other}: ${expected}`, async () => {
      await person("owner");
      const target = await person(other);
      expect(await outcome(removeMember(await person(acting), target.userId))).toBe(expected);
      expect(await roleOf(target.userId, workspaceId)).toBe(expected === "ok" ? null : other);
    });
    for (const role of ROLES) {
      const allowed = MANAGES[acting][other] && MANAGES[acting][role] ? "ok" : "forbidden";
      test(`an ${acting} makes an ${other} ${role}: ${allowed}`, async () => {
        await person("owner");
        const target = await person(other);
        expect(await outcome(changeRole(await person(acting), target.userId, role))).toBe(allowed);
        expect(await roleOf(target.userId, workspaceId)).toBe(allowed === "ok" ? role : other);
      });
    }
  }
}

test("an admin cannot make themselves an owner", async () => {
  await person("owner");
  const admin = await person("admin");
  expect(await outcome(changeRole(admin, admin.userId, "owner"))).toBe("forbidden");
});

test("the last owner can neither go nor become anything else, and stays owner when made owner", async () => {
  const owner = await person("owner");
  await person("admin");
  expect(await outcome(removeMember(owner, owner.userId))).toBe("last_owner");
  expect(await outcome(changeRole(owner, owner.userId, "admin"))).toBe("last_owner");
  expect(await outcome(changeRole(owner, owner.userId, "owner"))).toBe("ok");
});

test("two owners who demote each other at once leave one", async () => {
  for (let round = 0; round < 5; round++) {
    const [a, b] = [await person("owner"), await person("owner")];
    await db.member.deleteMany({ where: { userId: { notIn: [a.userId, b.userId] } } });
    await Promise.allSettled([changeRole(a, b.userId, "viewer"), removeMember(b, a.userId)]);
    expect(await db.member.count({ where: { workspaceId, role: "owner" } })).toBe(1);
  }
});

test("the role that counts is the one in the database, not the one the request began with", async () => {
  await person("owner");
  const admin = await person("admin");
  const target = await person("viewer");
  await db.member.updateMany({ where: { userId: admin.userId }, data: { role: "member" } });
  expect(await outcome(changeRole(admin, target.userId, "member"))).toBe("forbidden");
  await db.member.deleteMany({ where: { userId: admin.userId } });
  expect(await outcome(removeMember(admin, target.userId))).toBe("not_found");
});

test("another workspace's people are not found", async () => {
  const owner = await person("owner");
  const foreign = await person("viewer", { into: await newWorkspace() });
  expect(await outcome(changeRole(owner, foreign.userId, "member"))).toBe("not_found");
  expect(await outcome(removeMember(owner, foreign.userId))).toBe("not_found");
  expect(await outcome(removeMember(owner, newUuid()))).toBe("not_found");
});

test("API keys and the root key do not look after people", async () => {
  const key = {
    kind: "api-key",
    keyId: newUuid(),
    name: "k",
    workspaceId,
    projectId: null,
    scopes: [],
  } as const;
  expect(await outcome(addMember(key, guest("viewer")))).toBe("forbidden");
  expect(await outcome(addMember({ kind: "root" }, guest("viewer")))).toBe("forbidden");
});

test("an added person joins once with the link, and then signs in", async () => {
  const added = await addMember(await person("owner"), guest("member"));
  expect(added).toMatchObject({ role: "member", pending: true, email: "guest@example.com" });
  expect(added.joinLink).toMatch(/^http:\/\/localhost:3400\/join#token=/);
  const token = tokenOf(added.joinLink);
  const attempt = { email: "guest@example.com", password: "correct horse battery", address: "" };
  expect(await signIn(attempt)).toEqual({ outcome: "refused" });
  const races = await Promise.all(
    ["correct horse battery", "another password"].map((password) => outcome(join({ token, password }))),
  );
  expect(races.sort()).toEqual(["gone", "ok"]);
  expect(await outcome(join({ token, password: "yet another one" }))).toBe("gone");
  const outcomes = await Promise.all(
    ["correct horse battery", "another password"].map(
      async (password) => (await signIn({ ...attempt, password })).outcome,
    ),
  );
  expect(outcomes.sort()).toEqual(["refused", "welcome"]);
  const entry = await db.auditEntry.findFirst({ where: { action: "member.join" } });
  expect(entry).toMatchObject({ targetId: added.userId, workspaceId });
});

test("a newer link replaces the older one, and nothing like it opens anything", async () => {
  const owner = await person("owner");
  const older = tokenOf((await addMember(owner, guest("member"))).joinLink);
  const again = await addMember(owner, guest("viewer"));
  expect(again.role).toBe("viewer");
  const newer = tokenOf(again.joinLink);
  const others = [older, "", ".", newer.slice(1), `${newer}.x`, newer.toLowerCase(), "%", "🙂.🙂"];
  for (const token of others)
    expect(await outcome(join({ token, password: "correct horse battery" }))).toBe("gone");
  expect(await outcome(join({ token: newer, password: "correct horse battery" }))).toBe("ok");
});

test("a member who has joined cannot be added again", async () => {
  const owner = await person("owner");
  const { userId } = await person("viewer");
  const { email } = await db.user.findUniqueOrThrow({ where: { id: userId } });
  expect(await outcome(addMember(owner, guest("admin", email)))).toBe("conflict");
  expect(await roleOf(userId, workspaceId)).toBe("viewer");
});

test("an admin gets no link for an owner who has not joined yet", async () => {
  const guestOwner = await addMember(await person("owner"), guest("owner"));
  const admin = await person("admin");
  expect(await outcome(addMember(admin, guest("viewer")))).toBe("forbidden");
  expect(await db.invitation.findMany({ select: { id: true, role: true } })).toEqual([
    { id: uuidOf("user", guestOwner.userId), role: "owner" },
  ]);
});

test("removing a guest who never joined makes their link useless and the address free", async () => {
  const owner = await person("owner");
  const added = await addMember(owner, guest("member"));
  await removeMember(owner, uuidOf("user", added.userId)!);
  expect(await outcome(join({ token: tokenOf(added.joinLink), password: "correct horse battery" }))).toBe(
    "gone",
  );
  expect((await addMember(owner, guest("member"))).joinLink).not.toBeNull();
});

test("the list shows one workspace's people, page by page, and no password", async () => {
  const owner = await person("owner");
  const invited = await addMember(owner, guest("admin"));
  const people = [owner.userId, uuidOf("user", invited.userId)!, (await person("viewer")).userId];
  await person("owner", { into: await newWorkspace() });
  const first = await listMembers(workspaceId, { limit: 2, cursor: undefined });
  const second = await listMembers(workspaceId, { limit: 2, cursor: first.nextCursor ?? undefined });
  const all = [...first.data, ...second.data];
  expect(all.map((each) => each.userId)).toEqual(people.map((each) => publicId("user", each)));
  expect(all.map((each) => each.pending)).toEqual([false, true, false]);
  expect(second.nextCursor).toBeNull();
  expect(JSON.stringify(all)).not.toContain("passwordHash");
});
