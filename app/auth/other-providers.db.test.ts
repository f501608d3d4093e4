import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ask, makeMember, makeTenant, type Tenant } from "@/app/api/api-fixture";
import { join } from "@/lib/join-links";
import { hashPassword } from "@/lib/passwords";
import { closeDb, db } from "@/lib/platform/db";
import { seal } from "@/lib/platform/secret-box";
import { codeAt } from "@/lib/time-codes";
import { handleAuth } from "./auth-handler";
import { sessionPrincipal } from "./session-principal";

const issuer = await vi.hoisted(async () => {
  const { CLIENT, startIssuer } = await import("@/app/auth/oidc-issuer.fixture");
  const started = await startIssuer();
  vi.stubEnv("OIDC_ISSUER", started.url);
  vi.stubEnv("OIDC_CLIENT_ID", CLIENT.id);
  vi.stubEnv("OIDC_CLIENT_SECRET", CLIENT.secret);
  return started;
});

afterAll(async () => {
  await closeDb();
  await issuer.close();
});

const ORIGIN = "http://localhost:3400";

type Jar = Map<string, string>;

async function visit(jar: Jar, path: string, body?: Record<string, string>): Promise<Response> {
  const url = new URL(path, ORIGIN);
  const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
  const request = new Request(url, {
    method: body ? "POST" : "GET",
    headers: { cookie, origin: ORIGIN, "content-type": "application/json", "x-forwarded-for": "203.0.113.9" },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response = await handleAuth(request, url.pathname.replace("/api/auth/", "").split("/"));
  for (const each of response.headers.getSetCookie()) {
    const [name = "", ...value] = (each.split(";")[0] ?? "").split("=");
    if (value.join("=") === "" || /max-age=0/i.test(each)) jar.delete(name);
    else jar.set(name, value.join("="));
  }
  return response;
}

const csrfOf = async (jar: Jar) =>
  ((await (await visit(jar, "/api/auth/csrf")).json()) as { csrfToken: string }).csrfToken;

/** Goes to the provider and is sent back from it: the address of the callback. */
async function goThere(jar: Jar, callbackUrl = "/projects"): Promise<string> {
  const csrfToken = await csrfOf(jar);
  const left = await visit(jar, "/api/auth/signin/oidc", { csrfToken, callbackUrl, json: "true" });
  const { url } = (await left.json()) as { url: string };
  const sent = await fetch(url, { redirect: "manual" });
  return sent.headers.get("location") ?? "";
}

const comeBack = async (jar: Jar, address: string) => {
  const response = await visit(jar, address.replace(ORIGIN, ""));
  const location = new URL(response.headers.get("location") ?? "/none", ORIGIN);
  // next-auth goes to the page by way of its own.
  const [problem] = [location.searchParams.get("error")];
  return { location, problem, status: response.status };
};

const whoIs = (jar: Jar) =>
  sessionPrincipal(
    new Request(ORIGIN, { headers: { cookie: [...jar].map((pair) => pair.join("=")).join("; ") } }),
  );

let acme: Tenant;
let jane: { cookie: string; userId: string };
let email: string;
let jar: Jar;
beforeEach(async () => {
  acme = await makeTenant();
  jane = await makeMember(acme.workspaceId, "viewer");
  email = `${jane.userId}@example.com`;
  jar = new Map();
  issuer.person = { sub: jane.userId, email, email_verified: true };
  issuer.lies = {};
  issuer.forges = false;
});

const counted = async () => [await db.user.count(), await db.member.count(), await db.identity.count()];

describe("a member whom the provider vouches for", () => {
  it("comes in, where they wanted to go, and is linked for ever", async () => {
    const back = await comeBack(jar, await goThere(jar, "/projects?x=1"));
    expect(back.location.href).toBe(`${ORIGIN}/projects?x=1`);
    expect(await whoIs(jar)).toMatchObject({ userId: jane.userId });
    // The id counts from now on, whatever their address there becomes.
    issuer.person = { ...issuer.person, email: "renamed@example.com" };
    const again: Jar = new Map();
    await comeBack(again, await goThere(again));
    expect(await whoIs(again)).toMatchObject({ userId: jane.userId });
    expect(
      await db.auditEntry.count({
        where: { action: "account.link-identity", workspaceId: acme.workspaceId },
      }),
    ).toBe(1);
  });

  it("has a session like any other: listed, and over when it is ended", async () => {
    await comeBack(jar, await goThere(jar));
    const mine = await db.session.findMany({ where: { userId: jane.userId }, orderBy: { id: "desc" } });
    await ask("endOtherSessions", jane, { body: {} });
    expect(mine).toHaveLength(2);
    expect(await whoIs(jar)).toBeNull();
  });

  it("is not replaced by another account of that provider with the same address", async () => {
    await comeBack(jar, await goThere(jar));
    issuer.person = { ...issuer.person, sub: "somebody who got the address later" };
    const other: Jar = new Map();
    const back = await comeBack(other, await goThere(other));
    expect(back.problem).toBe("LinkedElsewhere");
    expect(await whoIs(other)).toBeNull();
  });

  it("can remove that way in, and then come in by another account of that provider", async () => {
    await comeBack(jar, await goThere(jar));
    const remove = () => ask("unlinkIdentity", jane, { params: { provider: "oidc" } });
    await db.user.update({ where: { id: jane.userId }, data: { passwordHash: null } });
    expect((await remove()).status).toBe(409);
    expect((await ask("getAccount", jane)).body.identities).toHaveLength(1);
    await db.user.update({ where: { id: jane.userId }, data: { passwordHash: "set" } });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await ask("getAccount", jane)).body.identities).toEqual([]);
    issuer.person = { ...issuer.person, sub: "their account since" };
    const other: Jar = new Map();
    await comeBack(other, await goThere(other));
    expect(await whoIs(other)).toMatchObject({ userId: jane.userId });
  });

  it("is asked for their second factor, and only then linked", async () => {
    const key = Buffer.from("12345678901234567890");
    await db.user.update({
      where: { id: jane.userId },
      data: {
        totpSealed: seal(key.toString("base64"), `${jane.userId}|totp`),
        totpEnabledAt: new Date(),
        passwordHash: await hashPassword("correct horse battery"),
      },
    });
    const back = await comeBack(jar, await goThere(jar, "/audit-log"));
    expect(back.location.pathname + back.location.search).toBe("/sign-in?callbackUrl=%2Faudit-log");
    const ticket = new URLSearchParams(back.location.hash.slice(1)).get("ticket") ?? "";
    expect(await whoIs(jar)).toBeNull();
    expect(await db.identity.count({ where: { userId: jane.userId } })).toBe(0);
    const finish = async (asked: Record<string, string>) =>
      (
        await visit(jar, "/api/auth/callback/credentials", {
          csrfToken: await csrfOf(jar),
          json: "true",
          ...asked,
        })
      ).status;
    expect(await finish({ ticket, code: "000000" })).toBe(401);
    const code = codeAt(key, Math.floor(Date.now() / 30_000));
    expect(await finish({ ticket: `${ticket}x`, code })).toBe(401);
    expect(await whoIs(jar)).toBeNull();
    expect(await finish({ ticket, code })).toBe(200);
    expect(await whoIs(jar)).toMatchObject({ userId: jane.userId });
    expect(await db.identity.count({ where: { userId: jane.userId } })).toBe(1);
  });
});

describe("somebody invited", () => {
  it("joins by coming in, and their join link is void", async () => {
    const owner = await makeMember(acme.workspaceId, "owner");
    const invited = `new-${jane.userId}@example.com`;
    const { body } = await ask("addMember", owner, { body: { email: invited, name: "New", role: "viewer" } });
    issuer.person = { sub: invited, email: invited.toUpperCase(), email_verified: "true" };
    await comeBack(jar, await goThere(jar));
    expect((await whoIs(jar))?.name).toBe("New");
    const members = (await ask("listMembers", owner)).body.data;
    expect(members.find((each) => each.email === invited)).toMatchObject({ pending: false, role: "viewer" });
    const token = new URLSearchParams(new URL(body.joinLink ?? "").hash.slice(1)).get("token") ?? "";
    const visitor = { address: "", signedInAs: null };
    await expect(join({ token, password: "a password of the admin" }, visitor)).rejects.toMatchObject({
      code: "gone",
    });
    const repeat = await ask("addMember", owner, { body: { email: invited, name: "New", role: "viewer" } });
    expect(repeat.status).toBe(409);
  });
});

describe("is not let in", () => {
  const refused = async (problem: string) => {
    const before = await counted();
    const back = await comeBack(jar, await goThere(jar));
    expect(back.problem).toBe(problem);
    expect(await whoIs(jar)).toBeNull();
    expect(await counted()).toEqual(before);
  };

  it.each([false, undefined, "false", 1, null])("whose address is verified: %o", (verified) => {
    issuer.person = { sub: jane.userId, email, email_verified: verified as boolean };
    return refused("EmailNotVerified");
  });

  it("who has no address", () => {
    issuer.person = { sub: jane.userId, email_verified: true };
    // The stand-in has no userinfo endpoint to ask instead.
    return refused("EmailNotVerified");
  });

  it.each(["nobody@example.com", "a@b@example.com", "jane@example.com,evil@example.com"])(
    "who has %s, whom nobody invited",
    (address) => {
      issuer.person = { sub: "x", email: address, email_verified: true };
      return refused(address.includes("nobody") ? "NotInvited" : "EmailNotVerified");
    },
  );

  it("who was taken out of every workspace", async () => {
    await comeBack(jar, await goThere(jar));
    await db.member.deleteMany({ where: { userId: jane.userId } });
    jar = new Map();
    await refused("NotInvited");
  });

  it.each([
    ["another nonce", { nonce: "of somebody else" }],
    ["another audience", { aud: "another client" }],
    ["another issuer", { iss: "https://evil.example.com" }],
    ["a token that is over", { exp: 1 }],
  ])("who brings %s", (_, lies) => {
    issuer.lies = lies;
    return refused("OAuthCallback");
  });

  it("who brings a token signed with another key", () => {
    issuer.forges = true;
    return refused("OAuthCallback");
  });

  it("who brings another state, or none", async () => {
    const address = await goThere(jar);
    for (const forged of [address.replace(/state=[^&]*/, "state=forged"), address.replace(/&state=.*/, "")]) {
      const copy = new Map(jar);
      expect((await comeBack(copy, forged)).problem).toBe("OAuthCallback");
      expect(await whoIs(copy)).toBeNull();
    }
  });

  it("who brings somebody else's code into their own browser: login CSRF", async () => {
    const attackers: Jar = new Map();
    const address = await goThere(attackers);
    expect((await comeBack(jar, address)).problem).toBe("OAuthCallback");
    expect(await whoIs(jar)).toBeNull();
  });

  it("who brings a code again", async () => {
    const address = await goThere(jar);
    const copy = new Map(jar);
    await comeBack(jar, address);
    expect(await whoIs(jar)).not.toBeNull();
    expect((await comeBack(copy, address)).problem).toBe("OAuthCallback");
    expect(await whoIs(copy)).toBeNull();
  });

  it("by a provider that is not configured, or without our token", async () => {
    const csrfToken = await csrfOf(jar);
    expect((await visit(jar, "/api/auth/signin/github", { csrfToken })).status).toBe(404);
    expect((await visit(jar, "/api/auth/callback/github?code=x&state=y")).status).toBe(404);
    const asked = issuer.asked.length;
    const without = await visit(jar, "/api/auth/signin/oidc", { csrfToken: "wrong", json: "true" });
    expect(await without.text()).not.toContain(issuer.url);
    expect(issuer.asked).toHaveLength(asked);
  });
});

it.each(["https://evil.example.com/", "//evil.example.com", "/\\evil.example.com"])(
  "goes on to nowhere else: %s",
  async (callbackUrl) => {
    const back = await comeBack(jar, await goThere(jar, callbackUrl));
    expect(back.location.href).toBe(`${ORIGIN}/`);
    expect(await whoIs(jar)).not.toBeNull();
  },
);

it("tells the provider nothing but what it needs", async () => {
  await goThere(jar, "/projects/secret-project");
  const names = [...(issuer.asked.at(-1)?.keys() ?? [])].sort();
  expect(names).toEqual([
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
  ]);
});
