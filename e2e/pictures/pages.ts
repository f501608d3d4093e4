/** Which pages there are, read from the route files: a new one is photographed without anybody thinking of it. */
import * as fs from "node:fs";
import path from "node:path";

/** What stands for the parameters of addresses; a page without its own is left out. */
export type Places = Record<string, string | undefined>;

/** `/projects/[project]/endpoints` for every `page.tsx`, groups of routes left out. */
export function routePages(root: string): string[] {
  const app = path.join(root, "app");
  const files = fs.readdirSync(app, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).split(path.sep))
    .map((parts) => `/${parts.filter((part) => part !== "." && !/^\(.*\)$/.test(part)).join("/")}`)
    .sort();
}

/** The names by which a parameter may be found: the noun before it, where two share a name. */
function placeOf(parts: readonly string[], at: number, places: Places): string | undefined {
  const name = (parts[at] ?? "").slice(1, -1);
  return places[`${parts[at - 1]}/${name}`] ?? places[name];
}

/** The page's address with the parameters filled in; null when one is missing. */
export function addressOf(pattern: string, places: Places): string | null {
  const parts = pattern.split("/");
  const filled = parts.map((part, at) => (part.startsWith("[") ? placeOf(parts, at, places) : part));
  return filled.includes(undefined) ? null : filled.join("/");
}

/** `/projects/[project]/endpoints/[endpoint]` as `projects-endpoints-one`: ids differ from run to run. */
export const fileNameOf = (pattern: string): string =>
  pattern
    .replace(/\/\[project\]$/, "/home")
    .replace("/[project]", "")
    .replace(/\[\w+\]/g, "one")
    .split("/")
    .filter(Boolean)
    .join("-") || "root";
