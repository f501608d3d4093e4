import { expect, test } from "vitest";
import { callbackPath } from "./callback-path";

const ORIGIN = "https://hooks.example.com";

test.each([
  ["/", "/"],
  [
    "/projects/prj_1/deliveries?status=failed&q=a%20b#top",
    "/projects/prj_1/deliveries?status=failed&q=a%20b#top",
  ],
  [`${ORIGIN}/projects`, "/projects"],
  ["/a/../b", "/b"],
  ["/search?next=https://evil.example", "/search?next=https://evil.example"],
])("%s leads to %s", (value, path) => expect(callbackPath(value, ORIGIN)).toBe(path));

test.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\\/evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://evil.example",
  "http://hooks.example.com/projects",
  "https://hooks.example.com:444/projects",
  "https://hooks.example.com.evil.example/",
  "https://hooks.example.com@evil.example/",
  "https://good@evil.example/",
  "%2f%2fevil.example",
  "/%2f%2fevil.example",
  "/%2Fevil.example",
  "/%5cevil.example",
  "/..//evil.example",
  "/.//evil.example",
  "/%2e%2e//evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  "/a\r\nSet-Cookie: x=1",
  "/\u0000",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  " javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "",
  "?x",
  "#x",
  "/ｅvil",
  `/${"a".repeat(10_000)}`,
  undefined,
  null,
  7,
  ["/a"],
  {},
])("%j leads home", (value) => expect(callbackPath(value, ORIGIN)).toBe("/"));
