import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Route } from "./route";
import { OPEN_ROUTES, ROUTES } from "./routes";

const root = path.resolve(import.meta.dirname, "../..");
const table: Route[] = [...Object.values(ROUTES), ...Object.values(OPEN_ROUTES)] as Route[];

/** `GET /api/v1/projects/{project}` for every handler that a route file exports. */
function handlersInFiles(): string[] {
  return fs
    .readdirSync(path.join(root, "app/api/v1"), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "route.ts")
    .flatMap((file) => {
      const source = fs.readFileSync(path.join(root, "app/api/v1", file), "utf8");
      const at = `/api/v1/${path.dirname(file)}`.replaceAll("[", "{").replaceAll("]", "}");
      return [
        ...source.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm),
      ].map(([, method]) => `${method} ${at}`);
    });
}

describe("the table of routes", () => {
  it("has every handler there is, and nothing else", () => {
    const handlers = handlersInFiles();
    expect(handlers.length).toBeGreaterThan(40);
    expect([...table.map(({ method, path: at }) => `${method} ${at}`)].sort()).toEqual(handlers.sort());
  });

  it("looks up whatever a path names", () => {
    for (const route of table) {
      expect(route.path.includes("{project}"), route.path).toBe(route.project === true);
      expect(route.path.includes("{endpoint}"), route.path).toBe(route.endpoint === true);
      expect(route.path.includes("{delivery}"), route.path).toBe(route.delivery === true);
    }
  });

  it("changes nothing by GET, and asks a scope for every change", () => {
    for (const route of table) {
      if (route.method === "GET") expect(route.body, route.path).toBeUndefined();
      else if (!Object.values(OPEN_ROUTES).includes(route as never))
        expect(route.scope, route.path).not.toBeNull();
    }
  });

  /** `…/event-types/import` beside `…/event-types/{name}` would hide the type of that name. */
  it("hides nothing that people name behind a word of its own", () => {
    const hidden = table.flatMap(({ path: at }) =>
      table.flatMap(({ path: other }) => {
        const [ours, theirs] = [at.split("/"), other.split("/")];
        const index = ours.findIndex((segment, n) => segment !== theirs[n]);
        const [word = "{", parameter = ""] = [ours[index], theirs[index]];
        if (word.startsWith("{") || !parameter.startsWith("{")) return [];
        return ID_PARAMETERS.has(parameter)
          ? []
          : [`${word} hides ${ours.slice(0, index).join("/")}/${parameter}`];
      }),
    );
    // Nobody can give a dialect these names: `lib/dialect-catalogue.ts` refuses them.
    expect([...new Set(hidden)].sort()).toEqual([
      "infer hides /api/v1/workspace/dialects/{name}",
      "preview hides /api/v1/workspace/dialects/{name}",
    ]);
  });
});

/** Parameters that only take ids of ours, which no word of a path looks like. */
const ID_PARAMETERS = new Set([
  "{endpoint}",
  "{hook}",
  "{session}",
  "{inbox}",
  "{view}",
  "{delivery}",
  "{key}",
]);
