import { decode, encode } from "next-auth/jwt";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { hashPassword } from "@/lib/passwords";
import { closeDb, db } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { startSession } from "@/lib/sessions";
import { forgetSessionUser } from "@/lib/users";
import { handleAuth } from "./auth-handler";
import { SESSION_ABSOLUTE_SECONDS, SESSION_IDLE_SECONDS } from "./session-cookie";
import { sessionPrincipal } from "./session-principal";

afterAll(closeDb);

const ORIGIN = "http://localhost:3400";
const SESSION = "posthorn-3400-session";
const CSRF = "posthorn-3400-csrf";
const EMAIL = "jane@example.com";
const PASSWORD = "correct horse battery";

let userId: string;
let sid: string;
let address: string;
let n = 0;
beforeEach(async () => {
  userId = newUuid();
  address = `192.0.2.${++n}`;
  await db.user.deleteMany();
  const passwordHash = await hashPassword(PASSWORD);
  await db.user.create({ data: { id: userId, email: EMAIL, name: "Jane", passwordHash } });
  sid = await startSession(userId, { address, userAgent: "" });
});

type Init = { cookies?: Record<string, string>; body?: unknown; headers?: Record<string, string> };

function requestTo(path: string, { cookies = {}, body, headers = {} }: Init = {}): Request {
  const cookie = Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  return new Request(`${ORIGIN}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      cookie,
      origin: ORIGIN,
      "content-type": "application/json",
      "x-forwarded-for": address,
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

const ask = (path: string, init?: Init) =>
  handleAuth(requestTo(`/api/auth/${path}`, init), path.replace(/\?.*/, "").split("/"));

function cookiesOf(response: Response): Record<string, string> {
  const pairs = response.headers.getSetCookie().map((each) => each.split(";")[0]?.split("=") ?? []);
  return Object.fromEntries(pairs.map(([name, ...value]) => [name, value.join("=")]));
}

async function csrf() {
  const response = await ask("csrf");
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  return { csrfToken, cookies: cookiesOf(response) };
}

async function attempt(password = PASSWORD, { email = EMAIL, callbackUrl = "/", headers = {} } = {}) {
  const { csrfToken, cookies } = await csrf();
  const body = { email, password, csrfToken, callbackUrl, json: "true" };
  return ask("callback/credentials", { cookies, body, headers });
}

async function signedIn(): Promise<string> {
  const token = cookiesOf(await attempt())[SESSION];
  if (!token) throw new Error("no session cookie");
  return token;
}

const principalWith = (cookie: string, headers: Record<string, string> = {}) =>
  sessionPrincipal(new Request(`${ORIGIN}/api/v1/workspace`, { headers: { cookie, ...headers } }));

const claims = () => ({ sub: userId, sid, version: 1, signedInAt: Math.floor(Date.now() / 1000) });
const tokenWith = (token: Record<string, unknown>, maxAge = 60, secret = env.APP_SECRET) =>
  encode({ token, secret, maxAge });

test("the right password makes a session that says who it is", async () => {
  const response = await attempt();
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ url: `${ORIGIN}/` });
  const session = response.headers.getSetCookie().find((each) => each.startsWith(SESSION));
  expect(session).toMatch(/; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await principalWith(`a=b; ${SESSION}=${cookiesOf(response)[SESSION]}`)).toEqual({
    userId,
    name: "Jane",
  });
});

test("a session's token tells nobody anything but who, which version and since when", async () => {
  const payload = await decode({ token: await signedIn(), secret: env.APP_SECRET });
  expect(Object.keys(payload ?? {}).sort()).toEqual([
    "exp",
    "iat",
    "jti",
    "sid",
    "signedInAt",
    "sub",
    "version",
  ]);
  expect(Number(payload?.exp) - Number(payload?.iat)).toBe(SESSION_IDLE_SECONDS);
});

test("signing in changes the CSRF token", async () => {
  const before = await csrf();
  const response = await attempt();
  expect(cookiesOf(response)[CSRF]).toBe("");
  expect((await csrf()).csrfToken).not.toBe(before.csrfToken);
});

test.each([
  ["a wrong password", EMAIL, "wrong password here"],
  ["an unknown person", "nobody@example.com", PASSWORD],
  ["no e-mail address at all", "x", PASSWORD],
  ["an address list", `${EMAIL},evil@example.com`, PASSWORD],
  ["a look-alike @ that makes two", `${EMAIL}\uff20evil.example`, PASSWORD],
  ["a quoted local part", `"${EMAIL}"@example.com`, PASSWORD],
  ["NUL in the address", `${EMAIL}\u0000`, PASSWORD],
  ["an empty password", EMAIL, ""],
  ["a password that only begins right", EMAIL, `${PASSWORD}x`],
  ["a password of a megabyte", EMAIL, "x".repeat(500_000)],
])("%s gets the same refusal", async (_, email, password) => {
  const response = await attempt(password, { email });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({
    url: `${ORIGIN}/api/auth/error?error=CredentialsSignin&provider=credentials`,
  });
  expect(cookiesOf(response)[SESSION]).toBeUndefined();
});

test("an e-mail address is the same in any case and in full width", async () => {
  expect((await attempt(PASSWORD, { email: "  JANE@Example.COM " })).status).toBe(200);
  expect((await attempt(PASSWORD, { email: "ｊａｎｅ＠ｅｘａｍｐｌｅ．ｃｏｍ" })).status).toBe(200);
});

test("an unknown person costs as much as a known one", async () => {
  // CPU time, not the clock: the hash is what costs, and a busy machine does not change what it costs.
  const costOf = async (email: string) => {
    const before = process.cpuUsage();
    for (let round = 0; round < 4; round++) {
      address = `198.51.100.${round}`;
      await attempt("wrong password here", { email });
    }
    return process.cpuUsage(before).user;
  };
  await costOf("warmed-up@example.com");
  const known = await costOf(EMAIL);
  const unknown = await costOf("nobody@example.com");
  // Without a hash it would be a twentieth.
  expect(unknown / known).toBeGreaterThan(0.25);
});

test("the sixth attempt is 429 with the time to wait, from this address only, for unknown people too", async () => {
  for (const email of [EMAIL, "nobody@example.com"]) {
    address = `203.0.113.${email.length}`;
    for (let round = 0; round < 5; round++)
      expect((await attempt("wrong password", { email })).status).toBe(401);
    const throttled = await attempt(PASSWORD, { email });
    expect(throttled.status).toBe(429);
    expect(Number(throttled.headers.get("retry-after"))).toBeGreaterThan(800);
  }
  address = "203.0.113.200";
  expect((await attempt()).status).toBe(200);
});

test("X-Forwarded-For cannot be used to try for ever: only its last entry, the front door's, counts", async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 6; round++) {
    const headers = { "x-forwarded-for": `10.0.0.${round}, 192.0.2.99` };
    statuses.push((await attempt("wrong password", { headers })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
});

test("signing out ends the session everywhere it was copied to, at once, and no other", async () => {
  const other = await signedIn();
  const token = await signedIn();
  expect(await principalWith(`${SESSION}=${token}`)).not.toBeNull();
  const { csrfToken, cookies } = await csrf();
  const body = { csrfToken, json: "true" };
  const response = await ask("signout", { cookies: { ...cookies, [SESSION]: token }, body });
  expect(response.status).toBe(200);
  expect(cookiesOf(response)[SESSION]).toBe("");
  expect(await principalWith(`${SESSION}=${token}`)).toBeNull();
  const renewed = await ask("session", { cookies: { [SESSION]: token } });
  expect(await renewed.json()).toEqual({});
  expect(cookiesOf(renewed)[SESSION]).toBe("");
  expect(await principalWith(`${SESSION}=${other}`)).not.toBeNull();
});

test("an ended session cannot end newer ones", async () => {
  const old = await signedIn();
  await db.user.update({ where: { id: userId }, data: { sessionVersion: 2 } });
  forgetSessionUser(userId);
  const fresh = await signedIn();
  const { csrfToken, cookies } = await csrf();
  await ask("signout", { cookies: { ...cookies, [SESSION]: old }, body: { csrfToken, json: "true" } });
  expect(await principalWith(`${SESSION}=${fresh}`)).not.toBeNull();
});

test("a version raised by another process ends a session within two seconds; so does deletion", async () => {
  const token = await signedIn();
  expect(await principalWith(`${SESSION}=${token}`)).not.toBeNull();
  await db.user.update({ where: { id: userId }, data: { sessionVersion: { increment: 1 } } });
  await vi.waitFor(async () => expect(await principalWith(`${SESSION}=${token}`)).toBeNull(), {
    timeout: 2_500,
  });
  const again = await signedIn();
  await db.user.deleteMany();
  await vi.waitFor(async () => expect(await principalWith(`${SESSION}=${again}`)).toBeNull(), {
    timeout: 2_500,
  });
});

test("asking for the session renews it, up to thirty days in all", async () => {
  const nearlyOver = { ...claims(), signedInAt: claims().signedInAt - SESSION_ABSOLUTE_SECONDS + 60 };
  const young = await ask("session", { cookies: { [SESSION]: await tokenWith(nearlyOver) } });
  expect(await young.json()).toMatchObject({ user: { id: expect.stringMatching(/^usr_/), name: "Jane" } });
  const renewed = await decode({ token: cookiesOf(young)[SESSION], secret: env.APP_SECRET });
  expect(renewed?.signedInAt).toBe(nearlyOver.signedInAt);

  const over = await tokenWith({
    ...claims(),
    signedInAt: claims().signedInAt - SESSION_ABSOLUTE_SECONDS - 1,
  });
  expect(await principalWith(`${SESSION}=${over}`)).toBeNull();
  const old = await ask("session", { cookies: { [SESSION]: over } });
  expect(cookiesOf(old)[SESSION]).toBe("");
});

async function somebodyElses(): Promise<string> {
  const id = newUuid();
  await db.user.create({ data: { id, email: `${id}@example.com`, name: "Joe" } });
  return startSession(id, { address: "", userAgent: "" });
}

test("tokens that are not live sessions of ours are nobody", async () => {
  const good = await tokenWith(claims());
  expect(await principalWith(`${SESSION}=${good}`)).not.toBeNull();
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify(claims())).toString("base64url")}.`;
  const bad = {
    "alg none": none,
    "another key": await tokenWith(claims(), 60, "x".repeat(64)),
    expired: await tokenWith(claims(), -60),
    "no version": await tokenWith({ ...claims(), version: undefined }),
    "another version": await tokenWith({ ...claims(), version: 2 }),
    "version as text": await tokenWith({ ...claims(), version: "1" }),
    "no age": await tokenWith({ ...claims(), signedInAt: undefined }),
    "no session": await tokenWith({ ...claims(), sid: undefined }),
    "a session that is no id": await tokenWith({ ...claims(), sid: "1" }),
    "an unknown session": await tokenWith({ ...claims(), sid: newUuid() }),
    "another person's session": await tokenWith({ ...claims(), sid: await somebodyElses() }),
    "no user": await tokenWith({ ...claims(), sub: undefined }),
    "a user that is no id": await tokenWith({ ...claims(), sub: "' OR 1=1" }),
    "an unknown user": await tokenWith({ ...claims(), sub: newUuid() }),
    truncated: good.slice(0, -4),
    "10 KB": "a".repeat(10_240),
  };
  for (const [name, token] of Object.entries(bad))
    expect(await principalWith(`${SESSION}=${token}`), name).toBeNull();
});

test.each([
  "%",
  "x=%",
  `${SESSION}=%`,
  `${SESSION}=%E0%A4%A`,
  `${SESSION}`,
  `${SESSION}=`,
  "=;=;;",
  `${SESSION}=....`,
  `${SESSION}="x"`,
])("the Cookie header %j is nobody, not an error", async (cookie) => {
  expect(await principalWith(cookie)).toBeNull();
  expect(await principalWith(cookie, { authorization: "Bearer %" })).toBeNull();
  const session = await handleAuth(new Request(`${ORIGIN}/api/auth/session`, { headers: { cookie } }), [
    "session",
  ]);
  expect([session.status, await session.json()]).toEqual([200, {}]);
});

test("a session in the Authorization header is none", async () => {
  expect(await principalWith("", { authorization: `Bearer ${await signedIn()}` })).toBeNull();
});

test.each([
  ["//evil.example", "/"],
  ["https://evil.example/x", "/"],
  ["javascript:alert(1)", "/"],
  ["/%2f%2fevil.example", "/"],
  ["a\r\nb", "/"],
  ["x".repeat(10_240), "/"],
  ["/projects?status=failed", "/projects?status=failed"],
])("callbackUrl %j leads to %s", async (callbackUrl, path) => {
  expect(await (await attempt(PASSWORD, { callbackUrl })).json()).toEqual({ url: `${ORIGIN}${path}` });
  const shown = await ask(`signin?callbackUrl=${encodeURIComponent(callbackUrl)}`);
  expect(shown.status).toBe(302);
  expect(shown.headers.get("location")).toBe(`/sign-in?callbackUrl=${encodeURIComponent(ORIGIN + path)}`);
});

test("a malformed callback cookie changes nothing", async () => {
  const response = await ask("csrf", { cookies: { "posthorn-3400-callback": "javascript:alert(1)" } });
  expect(response.status).toBe(200);
});

test("no spoofed host shows up in an answer", async () => {
  const headers = { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" };
  const response = await attempt(PASSWORD, { headers });
  expect(await response.json()).toEqual({ url: `${ORIGIN}/` });
  expect(response.headers.getSetCookie().join()).not.toContain("evil");
});

test.each([
  null,
  "null",
  "https://localhost:3400",
  "http://localhost:3401",
  "http://evil.localhost:3400",
  "http://evil.example",
])("a POST from the origin %j is refused", async (origin) => {
  const { csrfToken, cookies } = await csrf();
  const request = requestTo("/api/auth/callback/credentials", {
    cookies,
    body: { email: EMAIL, password: PASSWORD, csrfToken, json: "true" },
  });
  if (origin === null) request.headers.delete("origin");
  else request.headers.set("origin", origin);
  const response = await handleAuth(request, ["callback", "credentials"]);
  expect(response.status).toBe(403);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test("a loopback installation may be opened by any of its names, one at a time", async () => {
  const headers = { origin: "http://127.0.0.1:3400", host: "127.0.0.1:3400" };
  expect((await attempt(PASSWORD, { headers })).status).toBe(200);
  expect((await attempt(PASSWORD, { headers: { ...headers, host: "localhost:3400" } })).status).toBe(403);
  const rebound = { origin: "http://evil.example:3400", host: "evil.example:3400" };
  expect((await attempt(PASSWORD, { headers: rebound })).status).toBe(403);
});

test("without the CSRF token nobody is signed in or out", async () => {
  const token = await signedIn();
  const signIn = await ask("callback/credentials", {
    body: { email: EMAIL, password: PASSWORD, json: "true" },
  });
  expect(cookiesOf(signIn)[SESSION]).toBeUndefined();
  await ask("signout", { cookies: { [SESSION]: token }, body: { json: "true" } });
  expect(await principalWith(`${SESSION}=${token}`)).not.toBeNull();
});

test.each([
  ["{", 400],
  ["null", 200],
  ["[]", 200],
  ['"text"', 200],
  ["", 400],
])("the body %j is answered with %i, never an error of ours", async (body, status) => {
  const { cookies } = await csrf();
  const response = await ask("signout", { cookies, body: body || " " });
  expect(response.status === 302 ? 200 : response.status).toBe(status);
});

test.each([
  "verify-request",
  "_log",
  "callback/github",
  "callback/__proto__",
  "signin/credentials",
  "error/%0d%0a",
  "",
  "session/x",
])("there is nothing at /api/auth/%s", async (path) => expect((await ask(path)).status).toBe(404));
