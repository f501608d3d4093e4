import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { OPEN_ROUTES, ROUTES } from "@/lib/contract/routes";
import { methodFault, OTHER_PLACES } from "./methods";

const root = path.resolve(import.meta.dirname, "../app");
/** Whatever comes is theirs, whichever way it comes. */
const TAKES_EVERYTHING = [
  "/api/{...path}",
  "/api/compat/{...path}",
  "/api/auth/{...nextauth}",
  "/play/{inbox}",
];

/** `GET /api/health` for every handler that a route file exports. */
function handlersInFiles(): string[] {
  return fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const at = `/${path.dirname(file)}`
        .replaceAll(/\/\([^)]+\)/g, "")
        .replaceAll("[", "{")
        .replaceAll("]", "}");
      if (TAKES_EVERYTHING.includes(at)) return [];
      const source = fs.readFileSync(path.join(root, file), "utf8");
      return [
        ...source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm),
      ].map(([, method]) => `${method} ${at}`);
    });
}

it("knows every handler of the API, and nothing that is not there", () => {
  const known = [
    ...Object.values({ ...ROUTES, ...OPEN_ROUTES }).map(({ method, path: at }) => `${method} ${at}`),
    ...Object.entries(OTHER_PLACES).flatMap(([at, methods]) => methods.map((method) => `${method} ${at}`)),
  ];
  const handlers = handlersInFiles();
  expect(known.filter((each) => !handlers.includes(each))).toEqual([]);
  expect(handlers.filter((each) => each.includes(" /api/") && !known.includes(each))).toEqual([]);
});

describe("a wrong method", () => {
  it.each([
    ["PUT", "/api/v1/projects", "GET, POST, HEAD, OPTIONS"],
    ["POST", "/api/v1/projects/acme?x=1", "GET, PATCH, DELETE, HEAD, OPTIONS"],
    ["GET", "/api/v1/setup", "POST, OPTIONS"],
    ["HEAD", "/api/v1/setup", "POST, OPTIONS"],
    ["DELETE", "/api/health", "GET, HEAD, OPTIONS"],
    ["PROPFIND", "/api/v1/projects", "GET, POST, HEAD, OPTIONS"],
    ["GET", "/api/v1/workspace/dialects/preview/", null],
    ["PATCH", "/api/compat/spectra/api/v1/webhooks/x/deliveries", "GET, HEAD, OPTIONS"],
  ])("%s %s: %s", (method, url, allow) => {
    expect(methodFault(method, url)?.headers.Allow ?? null).toBe(allow);
  });

  it.each([
    ["GET", "/api/v1/projects"],
    ["OPTIONS", "/api/v1/projects"],
    ["HEAD", "/api/v1/projects/acme?x=1"],
    ["GET", "/api/v1/workspace/event-types/import/subscribers"],
    ["GET", "/nothing"],
    ["POST", "/api/nothing"],
    ["PATCH", "/api/auth/session"],
  ])("is not %s %s", (method, url) => {
    expect(methodFault(method, url)).toBeNull();
  });

  it("is never one where nothing is", () => {
    expect(methodFault("PROPFIND", "/api/v1/nothing")?.code).toBe("not_found");
  });
});
