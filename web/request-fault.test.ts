import { expect, it } from "vitest";
import { pathOf, requestFault } from "./request-fault";

it.each([
  ["GET", "/api/v1/workspace%ff", "malformed_request"],
  ["GET", "/api/v1/%?q=1", "malformed_request"],
  ["GET", "*", "malformed_request"],
  ["OPTIONS", "*", "malformed_request"],
  ["TRACE", "/", "method_not_allowed"],
])("%s %s is the caller's mistake", (method, url, code) => {
  expect(requestFault({ method, url, rawHeaders: [] })?.code).toBe(code);
});

it.each(["/", "/a%20b", "/?q=%", "//x"])("GET %s is for the pages", (url) => {
  expect(requestFault({ method: "GET", url, rawHeaders: [] })).toBeNull();
});

it.each([
  ["Authorization", "authorization", "unauthenticated"],
  ["Host", "HOST", "malformed_request"],
])("%s and %s are one too many", (first, second, code) => {
  const head = { method: "GET", url: "/" };
  expect(requestFault({ ...head, rawHeaders: [first, "a", "X-A", second] })).toBeNull();
  expect(requestFault({ ...head, rawHeaders: [first, "a", second, "a"] })?.code).toBe(code);
});

it.each([
  ["/nothing", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"],
  ["/api/v1/setup", "POST, OPTIONS"],
])("TRACE %s says what there is instead", (url, allow) => {
  expect(requestFault({ method: "TRACE", url, rawHeaders: [] })?.headers.Allow).toBe(allow);
});

it.each([
  ["/a?b", "/a?b"],
  ["http://evil.example/a?b", "/a?b"],
  ["HTTPS://evil.example:1?b", "/?b"],
  ["http://evil.example", "/"],
  ["ftp://evil.example/", "ftp://evil.example/"],
  ["*", "*"],
])("%s asks for %s", (target, path) => {
  expect(pathOf(target)).toBe(path);
});
