import { afterAll, expect, test, vi } from "vitest";
import { closeDb } from "@/lib/platform/db";
import { handleAuth } from "./auth-handler";
import { cookieName, cookieValue } from "./session-cookie";

vi.stubEnv("APP_URL", "https://hooks.example.com/");
afterAll(closeDb);

test("over https every cookie is pinned to the host", async () => {
  const request = new Request("http://127.0.0.1:3400/api/auth/csrf", { headers: { host: "evil.example" } });
  const cookies = (await handleAuth(request, ["csrf"])).headers.getSetCookie();
  expect(cookies.map((each) => each.replace(/=[^;]*/, "="))).toEqual([
    "__Host-posthorn-csrf=; Path=/; HttpOnly; Secure; SameSite=Lax",
    "__Host-posthorn-callback=; Path=/; HttpOnly; Secure; SameSite=Lax",
  ]);
  expect(cookieName("session")).toBe("__Host-posthorn-session");
});

test.each([
  ["a=1; b=2", "b", "2"],
  ["a=1;b=2=3", "b", "2=3"],
  ["ab=1", "b", null],
  ["b", "b", null],
  ["b=", "b", null],
  ["; ;=;b=x", "b", "x"],
  ["b=first; b=second", "b", "first"],
  [null, "b", null],
])("of %j the cookie %s is %j", (header, name, value) => expect(cookieValue(header, name)).toBe(value));
