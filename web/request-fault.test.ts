import { expect, it } from "vitest";
import { requestFault } from "./request-fault";

it.each([
  ["GET", "/api/v1/workspace%ff", "malformed_request"],
  ["GET", "/api/v1/%?q=1", "malformed_request"],
  ["GET", "*", "malformed_request"],
  ["OPTIONS", "*", "malformed_request"],
  ["TRACE", "/", "method_not_allowed"],
])("%s %s is the caller's mistake", (method, url, code) => {
  expect(requestFault({ method, url })?.code).toBe(code);
});

it.each(["/", "/a%20b", "/?q=%", "http://localhost/api/health", "//x"])("GET %s is for the pages", (url) => {
  expect(requestFault({ method: "GET", url })).toBeNull();
});
