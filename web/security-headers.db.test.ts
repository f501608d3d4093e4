import { expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "./security-headers";

test("a page runs its own scripts only, and stands in no frame", () => {
  const policy = contentSecurityPolicy("abc", "/projects");
  const directive = (name: string) => policy.split("; ").find((each) => each.startsWith(`${name} `));
  expect(directive("script-src")).toBe("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(directive("style-src")).toBe("style-src 'self' 'nonce-abc'");
  expect(directive("frame-ancestors")).toBe("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe-eval");
});

test("only the API reference makes style sheets of its own", () => {
  expect(contentSecurityPolicy("abc", "/docs/api")).toContain("style-src 'self' 'unsafe-inline';");
  expect(contentSecurityPolicy("abc", "/docs/api")).toContain(
    "script-src 'self' 'nonce-abc' 'strict-dynamic';",
  );
});

test("over http there is no HSTS and nothing is upgraded", () => {
  expect(securityHeaders()).not.toHaveProperty("Strict-Transport-Security");
  expect(securityHeaders()["X-Content-Type-Options"]).toBe("nosniff");
  expect(contentSecurityPolicy("abc", "/projects")).not.toContain("upgrade-insecure-requests");
});

test("a portal's pages stand in the frames that are allowed, and send no referrer", () => {
  const policy = contentSecurityPolicy("abc", "/portal/prj_x", ["https://app.example.com"]);
  expect(policy).toContain("frame-ancestors 'self' https://app.example.com");
  expect(contentSecurityPolicy("abc", "/portal/prj_x")).toContain("frame-ancestors 'none'");
  expect(securityHeaders("/portal/prj_x")).not.toHaveProperty("X-Frame-Options");
  expect(securityHeaders("/portal/prj_x")["Referrer-Policy"]).toBe("no-referrer");
  for (const path of ["/", "/projects", "/portal", "//portal/x", "/x/portal/"])
    expect(securityHeaders(path)["X-Frame-Options"]).toBe("DENY");
});
