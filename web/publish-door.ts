/**
 * The fast door for publishing with an API key: the same authentication, scopes, limits and `publish()` as the
 * route files, mounted on the HTTP server in front of Next's router, which costs fifty times as much CPU per
 * request. Everything else, sessions included, goes through the routes (docs/decisions/0003-publish-door.md).
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { apiErrorOf } from "@/app/api/answers";
import { demand } from "@/lib/access";
import { ApiError, notFound, problemOf } from "@/lib/api-error";
import { principalOfKey } from "@/lib/api-keys";
import { publish } from "@/lib/delivery/publish";
import { findProject } from "@/lib/lookups";
import { env } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import type { ApiKeyPrincipal } from "@/lib/principal";
import { principalId } from "@/lib/principal";
import { rateLimitHeaders, sharedRateLimit } from "@/lib/rate-limit";

const PATH = /^\/api\/v1\/projects\/([^/?#]{1,200})\/events(?:\/([^/?#]{1,200}))?$/;
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;

type Publish = { projectRef: string; rawType: string | undefined; key: string };

/** What the door takes: a publish with something that could be an API key. The rest is not for it. */
export function publishRequest(request: IncomingMessage): Publish | null {
  if (request.method !== "POST") return null;
  const path = PATH.exec(request.url ?? "");
  const key = BEARER.exec(request.headers.authorization ?? "")?.[1];
  if (!path?.[1] || !key) return null;
  try {
    const rawType = path[2] === undefined ? undefined : decodeURIComponent(path[2]);
    return { projectRef: decodeURIComponent(path[1]), rawType, key };
  } catch {
    return null; // not a path of ours: the router answers it
  }
}

/** Answers a publish. Never throws; a client that went away gets nothing and leaves nothing. */
export async function handlePublish(
  request: IncomingMessage,
  response: ServerResponse,
  asked: Publish,
): Promise<void> {
  const requestId = newUuid();
  const headers: Record<string, string> = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
    "Content-Type": "application/json",
  };
  try {
    const text = await accepted(request, asked, headers);
    if (text !== null) answer(response, 202, headers, text);
  } catch (thrown) {
    const error = apiErrorOf(thrown, requestId);
    const problem = JSON.stringify(problemOf(error, requestId));
    headers["Content-Type"] = "application/problem+json";
    Object.assign(headers, error.headers, request.complete ? {} : { Connection: "close" });
    answer(response, error.status, headers, problem);
  }
}

async function accepted(
  request: IncomingMessage,
  { key, projectRef, rawType }: Publish,
  headers: Record<string, string>,
): Promise<string | null> {
  const principal = await principalOfKey(key);
  if (!principal) throw unauthenticated();
  const allowance = sharedRateLimit().take(principalId(principal), 1);
  Object.assign(headers, rateLimitHeaders(allowance));
  if (allowance.retryAfterSeconds > 0)
    throw new ApiError("rate_limited", `Try again in ${allowance.retryAfterSeconds} s.`);
  demand(principal, "events:write");
  const projectId = await projectOf(principal, projectRef);
  const body = await readBody(request);
  if (body === null) return null;
  const idempotencyKey = request.headers["idempotency-key"];
  return publish({
    projectId,
    body,
    contentType: request.headers["content-type"] ?? null,
    idempotencyKey: typeof idempotencyKey === "string" ? idempotencyKey : null,
    ...(rawType === undefined ? {} : { rawType }),
  });
}

const unauthenticated = () =>
  new ApiError("unauthenticated", "The API key is not valid.", {
    headers: { "WWW-Authenticate": 'Bearer realm="posthorn"' },
  });

const CACHE_MS = 2_000;
const MAX_CACHED = 10_000;
const projects = new Map<string, { id: string; until: number }>();

/** The project's uuid, remembered for two seconds; accept itself notices a deleted one. */
async function projectOf({ workspaceId, projectId }: ApiKeyPrincipal, ref: string): Promise<string> {
  const name = `${workspaceId} ${ref}`;
  const known = projects.get(name);
  const now = performance.now();
  if (known && known.until > now && (!projectId || projectId === known.id)) return known.id;
  const found = await findProject(ref, workspaceId);
  if (!found || (projectId && projectId !== found.id)) throw notFound();
  if (projects.size >= MAX_CACHED) projects.clear();
  projects.set(name, { id: found.id, until: now + CACHE_MS });
  return found.id;
}

/** The whole body, or null when the client went away. Refuses before reading what is too large or compressed. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | null> {
  if (request.headers["content-encoding"])
    throw new ApiError("unsupported_media_type", "Compressed bodies are not supported.");
  if (Number(request.headers["content-length"] ?? 0) > env.MAX_BODY_BYTES) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > env.MAX_BODY_BYTES) reject(tooLarge());
      else chunks.push(chunk);
    });
    request.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)),
    );
    request.on("error", () => resolve(null));
    request.on("close", () => resolve(null));
  });
}

const tooLarge = () =>
  new ApiError("too_large", `The body is larger than ${env.MAX_BODY_BYTES} bytes.`, {
    headers: { Connection: "close" },
  });

function answer(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  text: string,
): void {
  counters.requests.inc({ method: "POST", status: String(status) });
  if (response.destroyed || response.headersSent) return;
  headers["Content-Length"] = String(Buffer.byteLength(text));
  response.writeHead(status, headers);
  response.end(text);
}
