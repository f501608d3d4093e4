/** One person, two workspaces: what the admin of the first, who has seen their first link, gets of the second. */
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { closeDb, db } from "@/lib/platform/db";
import { newUuid, uuidOf } from "@/lib/platform/ids";
import type { JoinBody, Member } from "./contract/people";
import type { Role } from "./contract/scopes";
import { arrive } from "./identities";
import { join } from "./join-links";
import { addMember, changeRole, listMembers, removeMember, roleOf, workspacesOf } from "./members";
import type { UserPrincipal } from "./principal";
import { createResetLink, resetPassword } from "./reset-links";
import { isSessionLive, startSession } from "./sessions";
import { prove } from "./users";

afterAll(closeDb);

const EMAIL = "victim@example.com";
const SQUATTED = "what the squatter chose";
const OWN = "what its owner has chosen";

let first: UserPrincipal;
let second: UserPrincipal;
beforeEach(async () => {
  await db.workspace.deleteMany();
  await db.user.deleteMany();
  await db.signInFailure.deleteMany();
  first = await owner("First");
  second = await owner("Second");
});

async function owner(name: string): Promise<UserPrincipal> {
  const [workspaceId, userId] = [newUuid(), newUuid()];
  await db.workspace.create({ data: { id: workspaceId, name } });
  await db.user.create({ data: { id: userId, email: `${userId}@example.com`, name, passwordHash: "x" } });
  await db.member.create({ data: { workspaceId, userId, role: "owner" } });
  return { kind: "user", userId, name, workspaceId, role: "owner" };
}

const invite = (by: UserPrincipal, { role = "viewer" as Role, name = "Victim", email = EMAIL } = {}) =>
  addMember(by, { email, name, role });
const tokenIn = (link: string | null) =>
  new URLSearchParams(new URL(link ?? "").hash.slice(1)).get("token") ?? "";
const inviteToken = async (by: UserPrincipal, role: Role = "viewer") =>
  tokenIn((await invite(by, { role })).joinLink);
const enter = (body: JoinBody, signedInAs: string | null = null) => join(body, { address: "", signedInAs });
const outcome = (change: Promise<unknown>) =>
  change.then(
    () => "ok",
    (error: { code?: string; errors?: { field: string }[] }) =>
      error.errors?.map(({ field }) => field).join() ?? error.code ?? String(error),
  );
const victim = () => db.user.findUniqueOrThrow({ where: { email: EMAIL } });
const seenBy = async (userId: string) => (await workspacesOf(userId)).map(({ name }) => name);
const opens = async (password: string) => (await prove({ email: EMAIL, password, address: "" })).outcome;
const asserted = {
  provider: "google",
  issuer: "https://accounts.example.com",
  subject: "1",
  email: EMAIL,
  emailIsVerified: true,
};
const browser = { address: "", userAgent: "" };

describe("somebody whose first link was used by the admin who made it", () => {
  beforeEach(async () => {
    await enter({ token: await inviteToken(first), password: SQUATTED });
  });

  it("is a member of no other workspace by being invited there", async () => {
    await invite(second, { role: "admin" });
    expect(await opens(SQUATTED)).toBe("right");
    const { id } = await victim();
    expect(await seenBy(id)).toEqual(["First"]);
    expect(await roleOf(id, second.workspaceId)).toBeNull();
  });

  it("cannot be made one with the first workspace's links, old or new", async () => {
    await invite(second, { role: "admin" });
    const token = await inviteToken({ ...first }).catch(({ code }: { code: string }) => code);
    expect(token).toBe("conflict");
    const { id } = await victim();
    await removeMember(first, id);
    await enter({ token: await inviteToken(first), password: SQUATTED });
    expect(await seenBy((await victim()).id)).toEqual(["First"]);
  });

  it("joins by the second one's link only with the password until now, and nobody else's counts after", async () => {
    const { id } = await victim();
    const token = await inviteToken(second, "admin");
    const { resetLink } = await createResetLink(first, id);
    const squatters = await startSession(id, browser);
    expect(await outcome(enter({ token, password: OWN }))).toBe("currentPassword");
    expect(await outcome(enter({ token, password: OWN, currentPassword: "a guess" }))).toBe(
      "currentPassword",
    );
    expect(await outcome(enter({ token, currentPassword: SQUATTED }))).toBe("password");
    // A session of the account, which the squatter may have, is no proof.
    expect(await outcome(enter({ token, password: OWN }, id))).toBe("currentPassword");
    expect(await seenBy(id)).toEqual(["First"]);
    expect(await outcome(enter({ token, password: OWN, currentPassword: SQUATTED }))).toBe("ok");
    expect(await seenBy(id)).toEqual(["First", "Second"]);
    expect([await opens(SQUATTED), await opens(OWN)]).toEqual(["refused", "right"]);
    expect(await isSessionLive(id, squatters)).toBe(false);
    const reset = resetPassword({ token: tokenIn(resetLink), password: SQUATTED });
    expect(await outcome(reset)).toBe("gone");
    expect(await outcome(createResetLink(first, id))).toBe("conflict");
  });

  it("is not joined by another provider's word either, which is about the account alone", async () => {
    const token = await inviteToken(second);
    expect((await arrive(asserted, browser)).outcome).toBe("welcome");
    const { id } = await victim();
    expect(await seenBy(id)).toEqual(["First"]);
    expect(await outcome(enter({ token }, id))).toBe("currentPassword");
  });

  it("is tried five times from one place", async () => {
    const token = await inviteToken(second);
    const guess = () => outcome(enter({ token, password: OWN, currentPassword: "a guess" }));
    for (let round = 0; round < 5; round++) expect(await guess()).toBe("currentPassword");
    expect(await guess()).toBe("rate_limited");
  });

  it("starts anew once the first workspace has let go of them", async () => {
    const token = await inviteToken(second);
    const before = await victim();
    await removeMember(first, before.id);
    expect(await outcome(enter({ token, password: OWN }))).toBe("ok");
    const after = await victim();
    expect(after.id).not.toBe(before.id);
    expect([await opens(SQUATTED), await opens(OWN)]).toEqual(["refused", "right"]);
    expect(await seenBy(after.id)).toEqual(["Second"]);
  });

  it("joins once, of two who race", async () => {
    const token = await inviteToken(second);
    const once = (password: string) => outcome(enter({ token, password, currentPassword: SQUATTED }));
    const both = await Promise.all([once(OWN), once(`${OWN}!`)]);
    expect(both.filter((each) => each === "ok")).toHaveLength(1);
    expect(await db.member.count({ where: { workspaceId: second.workspaceId } })).toBe(2);
  });
});

describe("somebody with two invitations and no account", () => {
  it("gets by each link what its workspace gives", async () => {
    const tokens = [await inviteToken(first, "viewer"), await inviteToken(second, "admin")];
    expect(await outcome(enter({ token: tokens[0] ?? "", password: SQUATTED }))).toBe("ok");
    const { id } = await victim();
    expect(await seenBy(id)).toEqual(["First"]);
    expect(await outcome(enter({ token: tokens[1] ?? "", password: OWN }))).toBe("currentPassword");
  });

  it("gets all of them when another provider vouches for the address, and no link works any more", async () => {
    const tokens = [await inviteToken(first), await inviteToken(second)];
    expect((await arrive(asserted, browser)).outcome).toBe("welcome");
    expect((await seenBy((await victim()).id)).sort()).toEqual(["First", "Second"]);
    for (const token of tokens) expect(await outcome(enter({ token, password: OWN }))).toBe("gone");
  });
});

it("somebody without a password joins another workspace by its link, signed in as themselves", async () => {
  await invite(first);
  await arrive(asserted, browser);
  const { id } = await victim();
  const token = await inviteToken(second);
  expect((await arrive(asserted, browser)).outcome).toBe("welcome");
  expect(await seenBy(id)).toEqual(["First"]);
  expect(await outcome(enter({ token }))).toBe("conflict");
  expect(await outcome(enter({ token }, second.userId))).toBe("conflict");
  expect(await outcome(enter({ token, password: OWN }, id))).toBe("conflict");
  const { resetLink } = await createResetLink(first, id);
  expect(await outcome(enter({ token }, id))).toBe("ok");
  expect(await seenBy(id)).toEqual(["First", "Second"]);
  const reset = resetPassword({ token: tokenIn(resetLink), password: SQUATTED });
  expect(await outcome(reset)).toBe("gone");
});

it("nothing that is answered tells whether an address has an account", async () => {
  const known = first.userId;
  const { email } = await db.user.findUniqueOrThrow({ where: { id: known } });
  const answers = [await invite(second, { email }), await invite(second, { email: "nobody@example.com" })];
  const shape = ({
    userId: _id,
    email: _email,
    createdAt: _at,
    joinLink,
    ...rest
  }: Member & { joinLink: string | null }) => ({
    ...rest,
    hasLink: joinLink !== null,
  });
  expect(shape(answers[0]!)).toEqual(shape(answers[1]!));
  expect(uuidOf("user", answers[0]!.userId)).not.toBe(known);
  const listed = await listMembers(second.workspaceId, { limit: 10, cursor: undefined });
  expect(listed.data.filter(({ pending }) => pending).map(({ name }) => name)).toEqual(["Victim", "Victim"]);
  const roles = await Promise.all(
    answers.map(({ userId }) => changeRole(second, uuidOf("user", userId)!, "member")),
  );
  expect(roles.map(({ role, pending }) => [role, pending])).toEqual([
    ["member", true],
    ["member", true],
  ]);
  for (const { userId } of answers) await removeMember(second, uuidOf("user", userId)!);
  expect(await seenBy(known)).toEqual(["First"]);
});

it("the role that counts is the one the invitation has when it is used", async () => {
  const invited = await invite(first, { role: "admin" });
  await changeRole(first, uuidOf("user", invited.userId)!, "viewer");
  await enter({ token: tokenIn(invited.joinLink), password: OWN });
  expect(await roleOf((await victim()).id, first.workspaceId)).toBe("viewer");
});

it("what somebody invited to goes with their right to it", async () => {
  const admin = { ...(await owner("Third")), workspaceId: first.workspaceId };
  await db.member.create({ data: { workspaceId: first.workspaceId, userId: admin.userId, role: "admin" } });
  const [viewer, own] = [await invite(admin), await invite(first, { email: "other@example.com" })];
  const asAdmin = await invite(admin, { email: "third@example.com", role: "admin" });
  const pending = async () =>
    (await db.invitation.findMany({ select: { email: true } })).map(({ email }) => email).sort();
  await changeRole(first, admin.userId, "member");
  expect(await pending()).toEqual([own.email]);
  expect(await outcome(enter({ token: tokenIn(asAdmin.joinLink), password: OWN }))).toBe("gone");
  expect(await outcome(enter({ token: tokenIn(viewer.joinLink), password: OWN }))).toBe("gone");
});

it("a link ends after three days, is kept as a hash, and its use stands in the workspace's log", async () => {
  const invited = await invite(first);
  const token = tokenIn(invited.joinLink);
  expect(JSON.stringify(await db.invitation.findMany())).not.toContain(token);
  await db.invitation.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect(await outcome(enter({ token, password: OWN }))).toBe("gone");
  await enter({ token: await inviteToken(first), password: OWN });
  const log = await db.auditEntry.findMany({
    where: { workspaceId: first.workspaceId },
    orderBy: { id: "asc" },
  });
  expect(log.map(({ action }) => action)).toEqual(["member.add", "member.add", "member.join"]);
  expect(log.at(-1)?.targetId).toBe(invited.userId);
});
