/** Which methods each path of the API has, so that a wrong one is answered in words and with `Allow` (RFC 9110, 15.5.6). */
import { ApiError, notFound } from "@/lib/api-error";
import { OPEN_ROUTES, ROUTES } from "@/lib/contract/routes";

type Place = { method: string; path: string };

const SPECTRA = "/api/compat/spectra/api/v1/webhooks";
const SPECTRUM = "/api/compat/spectrum/projects/{projectId}/webhooks";
const SVIX = "/api/compat/svix/api/v1/app/{app}";

/** What has no row in the table of routes: it speaks another API, or is no API at all. */
export const OTHER_PLACES: Record<string, readonly string[]> = {
  "/metrics": ["GET"],
  "/docs/api": ["GET"],
  "/open-workspace": ["GET"],
  "/api/health": ["GET"],
  "/api/docs": ["GET"],
  "/api/openapi.json": ["GET"],
  [SPECTRA]: ["GET", "POST"],
  [`${SPECTRA}/{webhook}`]: ["DELETE"],
  [`${SPECTRA}/{webhook}/deliveries`]: ["GET"],
  [SPECTRUM]: ["GET", "POST"],
  [`${SPECTRUM}/{webhook}`]: ["DELETE"],
  [`${SVIX}/endpoint`]: ["GET", "POST"],
  [`${SVIX}/endpoint/{endpoint}`]: ["GET", "DELETE"],
  [`${SVIX}/endpoint/{endpoint}/secret`]: ["GET"],
  [`${SVIX}/msg`]: ["POST"],
};

/** Next's router as a tree: a segment written out goes before one that is a parameter. */
type Branch = { written: Map<string, Branch>; parameter: Branch | null; methods: Set<string> };
const branch = (): Branch => ({ written: new Map(), parameter: null, methods: new Set() });

function grown(places: readonly Place[]): Branch {
  const root = branch();
  for (const { method, path } of places) {
    let at = root;
    for (const segment of path.split("/").slice(1)) at = below(at, segment);
    at.methods.add(method);
  }
  return root;
}

function below(at: Branch, segment: string): Branch {
  if (segment.startsWith("{")) {
    at.parameter ??= branch();
    return at.parameter;
  }
  const next = at.written.get(segment) ?? branch();
  at.written.set(segment, next);
  return next;
}

function methodsAt(at: Branch, [segment, ...rest]: readonly string[]): Set<string> | null {
  if (segment === undefined) return at.methods.size > 0 ? at.methods : null;
  const written = at.written.get(segment);
  return (written && methodsAt(written, rest)) ?? (at.parameter && methodsAt(at.parameter, rest));
}

const TREE = grown([
  ...Object.values({ ...ROUTES, ...OPEN_ROUTES }),
  ...Object.entries(OTHER_PLACES).flatMap(([path, methods]) => methods.map((method) => ({ method, path }))),
]);

/** Every route answers them by itself: HEAD as GET without a body, OPTIONS with `Allow`. */
const allowed = (methods: Set<string>) => [...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];

/** What the router has handlers for; to any other it would answer an empty 405 also where nothing is. */
const ROUTED = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The caller's mistake in the method, or `null`; `url` is a path with or without a query. */
export function methodFault(method: string, url: string): ApiError | null {
  const path = url.split("?")[0] ?? "";
  const methods = methodsAt(TREE, path.split("/").slice(1));
  if (!methods) return path.startsWith("/api/") && !ROUTED.includes(method) ? notFound() : null;
  const allow = allowed(methods);
  if (allow.includes(method)) return null;
  const Allow = allow.join(", ");
  return new ApiError("method_not_allowed", `Only ${Allow} exist here.`, { headers: { Allow } });
}
