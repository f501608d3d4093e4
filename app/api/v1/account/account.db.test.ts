import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ask, makeMember, makeTenant, problemIn, type Tenant } from "@/app/api/api-fixture";
import { hashPassword } from "@/lib/passwords";
import { closeDb, db } from "@/lib/platform/db";
import { resetPassword } from "@/lib/reset-links";
import { startSession } from "@/lib/sessions";
import { codeAt } from "@/lib/time-codes";
import { signIn } from "@/lib/users";

afterAll(closeDb);

const PASSWORD = "correct horse battery";
const BROWSER = { address: "192.0.2.1", userAgent: "Test/1" };

let acme: Tenant;
let jane: { cookie: string; userId: string };
let email: string;
beforeEach(async () => {
  acme = await makeTenant();
  jane = await makeMember(acme.workspaceId, "viewer");
  email = `${jane.userId}@example.com`;
  await db.user.update({
    where: { id: jane.userId },
    data: { passwordHash: await hashPassword(PASSWORD) },
  });
});

const signInWith = (password: string, code: string | null = null) =>
  signIn({ email, password, code, ...BROWSER });
const stepNow = () => Math.floor(Date.now() / 30_000);

/** The key behind a base32 secret, by the definition of RFC 4648. */
function keyOf(secret: string): Buffer {
  const bits = [...secret]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

describe("sessions", () => {
  it("are listed and ended one by one, each by its owner only", async () => {
    const other = await startSession(jane.userId, { ...BROWSER, userAgent: "Phone\u0007/1" });
    const { body } = await ask("getAccount", jane);
    expect(body.sessions.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
    const phone = body.sessions.find(({ isCurrent }) => !isCurrent);
    expect(phone).toMatchObject({ address: "192.0.2.1", userAgent: "Phone?/1" });
    const joe = await makeMember(acme.workspaceId, "owner");
    const params = { session: phone?.id ?? "" };
    expect((await ask("endSession", joe, { params })).status).toBe(404);
    expect((await ask("endSession", jane, { params })).status).toBe(204);
    expect((await ask("endSession", jane, { params })).status).toBe(404);
    expect(await db.session.count({ where: { id: other } })).toBe(0);
    expect((await ask("getAccount", jane)).status).toBe(200);
    const own = (await ask("getAccount", jane)).body.sessions[0]?.id ?? "";
    await ask("endSession", jane, { params: { session: own } });
    expect((await ask("getAccount", jane)).status).toBe(401);
  });

  it("all but one end at once", async () => {
    await startSession(jane.userId, BROWSER);
    await startSession(jane.userId, BROWSER);
    expect((await ask("endOtherSessions", jane, { body: {} })).status).toBe(204);
    expect((await ask("getAccount", jane)).body.sessions).toHaveLength(1);
  });

  it("are people's: keys have no account", async () => {
    expect((await ask("getAccount", acme.key)).status).toBe(403);
    expect((await ask("endOtherSessions", acme.key, { body: {} })).status).toBe(403);
  });
});

describe("the password", () => {
  const change = (currentPassword: string, newPassword: string) =>
    ask("changePassword", jane, { body: { currentPassword, newPassword } });

  it("changes for who knows the old one, and ends the other sessions", async () => {
    await startSession(jane.userId, BROWSER);
    expect((await change(PASSWORD, "another long password")).status).toBe(204);
    expect((await ask("getAccount", jane)).body.sessions).toHaveLength(1);
    expect((await signInWith(PASSWORD)).outcome).toBe("refused");
    expect((await signInWith("another long password")).outcome).toBe("welcome");
    expect(await db.auditEntry.count({ where: { action: "account.change-password" } })).toBeGreaterThan(0);
  });

  it("stays for who does not, who soon has to wait", async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 6; round++)
      statuses.push((await change("wrong", "another long password")).status);
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429]);
  });

  it("is as long as a new one must be", async () => {
    expect(problemIn(await change(PASSWORD, "short"))).toMatchObject({ field: "newPassword" });
  });
});

describe("the second factor", () => {
  async function turnedOn() {
    const { secret } = (await ask("startTwoFactor", jane, { body: { currentPassword: PASSWORD } })).body;
    const key = keyOf(secret);
    const code = codeAt(key, stepNow());
    const { body } = await ask("confirmTwoFactor", jane, { body: { code } });
    return { key, secret, code, recoveryCodes: body.recoveryCodes };
  }

  it("is asked for once it is confirmed, and takes each code once", async () => {
    const begun = await ask("startTwoFactor", jane, { body: { currentPassword: PASSWORD } });
    expect(begun.body.uri).toContain(`secret=${begun.body.secret}`);
    expect((await signInWith(PASSWORD)).outcome).toBe("welcome");
    const { key, code } = await turnedOn();
    expect((await signInWith(PASSWORD)).outcome).toBe("code-needed");
    expect((await signInWith("wrong password")).outcome).toBe("refused");
    expect((await signInWith(PASSWORD, code)).outcome).toBe("refused");
    const next = codeAt(key, stepNow() + 1);
    const both = await Promise.all([signInWith(PASSWORD, next), signInWith(PASSWORD, next)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(["refused", "welcome"]);
  });

  it("can be got round by each recovery code once, however it is typed", async () => {
    const { recoveryCodes } = await turnedOn();
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first = "", second = ""] = recoveryCodes;
    expect((await signInWith(PASSWORD, first.toUpperCase())).outcome).toBe("welcome");
    expect((await signInWith(PASSWORD, first)).outcome).toBe("refused");
    expect((await signInWith(PASSWORD, second.replaceAll("-", " "))).outcome).toBe("welcome");
    expect((await ask("getAccount", jane)).body).toMatchObject({ twoFactor: true, recoveryCodesLeft: 8 });
  });

  it("needs the password to begin and to end, and a right code to count", async () => {
    const wrong = { body: { currentPassword: "wrong" } };
    expect(problemIn(await ask("startTwoFactor", jane, wrong)).field).toBe("currentPassword");
    expect(problemIn(await ask("confirmTwoFactor", jane, { body: { code: "000000" } })).field).toBe("code");
    await turnedOn();
    const again = await ask("startTwoFactor", jane, { body: { currentPassword: PASSWORD } });
    expect(again.status).toBe(409);
    expect((await ask("disableTwoFactor", jane, wrong)).status).toBe(422);
    expect((await ask("disableTwoFactor", jane, { body: { currentPassword: PASSWORD } })).status).toBe(204);
    expect((await signInWith(PASSWORD)).outcome).toBe("welcome");
  });

  it("is kept sealed, its recovery codes as hashes", async () => {
    const { secret, key, recoveryCodes } = await turnedOn();
    const [row] = await db.$queryRaw<
      { row: string }[]
    >`SELECT u::text AS row FROM users u WHERE id = ${jane.userId}::uuid`;
    for (const text of [secret, key.toString("base64"), key.toString("hex"), ...recoveryCodes])
      expect(row?.row).not.toContain(text);
  });
});

describe("a reset link", () => {
  const tokenOf = (link: string) => new URLSearchParams(new URL(link).hash.slice(1)).get("token") ?? "";
  const make = (by: { cookie: string }) => ask("createResetLink", by, { params: { user: `usr_${""}` } });

  it("lets a person choose another password once, and ends what was open", async () => {
    const owner = await makeMember(acme.workspaceId, "owner");
    const user = (await ask("listMembers", owner)).body.data.find((each) => each.email === email);
    const params = { user: user?.userId ?? "" };
    const made = await ask("createResetLink", owner, { params });
    expect(made.status).toBe(201);
    const token = tokenOf(made.body.resetLink);
    expect(await resetPassword({ token, password: "another long password" })).toEqual({ email });
    await expect(resetPassword({ token, password: "a third long password" })).rejects.toMatchObject({
      code: "gone",
    });
    expect((await ask("getAccount", jane)).status).toBe(401);
    expect((await signInWith("another long password")).outcome).toBe("welcome");
    await expect(resetPassword({ token: `${token}x`, password: PASSWORD })).rejects.toMatchObject({
      code: "gone",
    });
  });

  it("is no way into another workspace, nor to an owner", async () => {
    const other = await makeTenant("Other");
    const admin = await makeMember(acme.workspaceId, "admin");
    const owner = await makeMember(acme.workspaceId, "owner");
    const members = (await ask("listMembers", admin)).body.data;
    const idOf = (userId: string) => members.find((each) => each.email.startsWith(userId))?.userId ?? "";
    expect((await ask("createResetLink", admin, { params: { user: idOf(owner.userId) } })).status).toBe(403);
    await db.member.create({ data: { workspaceId: other.workspaceId, userId: jane.userId, role: "owner" } });
    expect((await ask("createResetLink", owner, { params: { user: idOf(jane.userId) } })).status).toBe(409);
    expect((await make(jane)).status).toBe(403);
    const stranger = await makeMember(other.workspaceId, "owner");
    expect((await ask("createResetLink", stranger, { params: { user: idOf(owner.userId) } })).status).toBe(
      404,
    );
  });
});
