import { afterAll, beforeEach, expect, it, vi } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { closeDb, db } from "@/lib/platform/db";
import { requestReset, resetPassword } from "@/lib/reset-links";
import { partsOf } from "@/lib/smtp-server.fixture";
import { signIn } from "@/lib/users";
import { POST } from "./route";

const smtp = await vi.hoisted(async () => {
  const { startSmtpServer } = await import("@/lib/smtp-server.fixture");
  const server = await startSmtpServer();
  vi.stubEnv("SMTP_URL", server.url);
  vi.stubEnv("MAIL_FROM", "Posthorn <posthorn@example.com>");
  return server;
});

afterAll(async () => {
  await closeDb();
  await smtp.close();
});

let acme: Tenant;
let jane: { cookie: string; userId: string };
let email: string;
let n = 0;
let address: string;
beforeEach(async () => {
  acme = await makeTenant();
  jane = await makeMember(acme.workspaceId, "viewer");
  email = `${jane.userId}@example.com`;
  address = `198.51.100.${++n}`;
});

const PASSWORD = "another long password";
const linkIn = (text: string) => /https?:\/\/\S+#\S+/.exec(text)?.[0] ?? "";
const tokenIn = (text: string) => new URLSearchParams(new URL(linkIn(text)).hash.slice(1)).get("token") ?? "";
const mailedToken = async () => tokenIn(partsOf(await smtp.mailTo(email)).text);
const settled = (kind: string) =>
  vi.waitFor(async () => {
    const row = await db.mail.findFirstOrThrow({
      where: { OR: [{ user: { email } }, { invitation: { email } }], kind },
    });
    expect(row.status).not.toBe("sending");
    return row;
  });

const over = (body: unknown) =>
  POST(
    new Request("http://localhost:3400/api/v1/setup/reset-request", {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": address },
      body: JSON.stringify(body),
    }),
  );

it("mails a link that works once and ends all sessions; only its hash is kept", async () => {
  await requestReset({ email }, address);
  const token = await mailedToken();
  const kept = await db.passwordReset.findMany({ where: { userId: jane.userId } });
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain(token);
  expect(await resetPassword({ token, password: PASSWORD })).toEqual({ email });
  await expect(resetPassword({ token, password: PASSWORD })).rejects.toMatchObject({ code: "gone" });
  expect((await ask("getAccount", jane)).status).toBe(401);
  const again = await signIn({ email, password: PASSWORD, address, userAgent: "" });
  expect(again.outcome).toBe("welcome");
});

it("of two who race with one link, one resets", async () => {
  await requestReset({ email }, address);
  const token = await mailedToken();
  const both = await Promise.allSettled([
    resetPassword({ token, password: PASSWORD }),
    resetPassword({ token, password: `${PASSWORD}!` }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

it("answers the same for an address that nobody has, and writes to nobody", async () => {
  const known = await over({ email });
  const unknown = await over({ email: `nobody-${email}` });
  expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
  expect(known.status).toBe(204);
  await smtp.mailTo(email);
  expect(smtp.mails.some(({ to }) => to.some((each) => each.startsWith("nobody-")))).toBe(false);
});

it("ends after an hour, and when something else has ended all sessions", async () => {
  await requestReset({ email }, address);
  const token = await mailedToken();
  const late = new Date(Date.now() - 1);
  await db.passwordReset.updateMany({ where: { userId: jane.userId }, data: { expiresAt: late } });
  await expect(resetPassword({ token, password: PASSWORD })).rejects.toMatchObject({ code: "gone" });
  const soon = new Date(Date.now() + 60_000);
  await db.passwordReset.updateMany({ where: { userId: jane.userId }, data: { expiresAt: soon } });
  await db.user.update({ where: { id: jane.userId }, data: { sessionVersion: { increment: 1 } } });
  await expect(resetPassword({ token, password: PASSWORD })).rejects.toMatchObject({ code: "gone" });
});

it("bothers nobody often: three mails an hour, five questions from one address", async () => {
  for (let round = 0; round < 5; round++) expect((await over({ email })).status).toBe(204);
  const refused = await over({ email });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  await vi.waitFor(async () =>
    expect(await db.mail.count({ where: { userId: jane.userId, kind: "reset", status: "sent" } })).toBe(3),
  );
  expect(await db.passwordReset.count({ where: { userId: jane.userId } })).toBe(3);
});

it("mails an invitation whose link nobody else sees, and says when it could not", async () => {
  const owner = await makeMember(acme.workspaceId, "owner");
  email = `max-${jane.userId}@example.com`;
  const made = await ask("addMember", owner, { body: { email, name: "Max", role: "viewer" } });
  expect(made.body.mail).toMatchObject({ status: "sending" });
  const mail = partsOf(await smtp.mailTo(email));
  const link = linkIn(mail.text);
  expect(link).toMatch(/\/join#token=/);
  expect(made.body.joinLink).toBeNull();
  expect(made.text).not.toContain("token=");
  expect(await settled("invitation")).toMatchObject({ status: "sent", error: null });

  smtp.refuseWith("550 5.1.1 nobody of that name");
  email = `gone-${jane.userId}@example.com`;
  const other = await ask("addMember", owner, { body: { email, name: "Gone", role: "viewer" } });
  expect(other.status).toBe(201);
  await settled("invitation");
  smtp.refuseWith(null);
  const listed = (await ask("listMembers", owner)).body.data.find((each) => each.email === email);
  expect(listed?.mail).toMatchObject({
    status: "failed",
    error: expect.stringContaining("nobody of that name"),
  });
});
