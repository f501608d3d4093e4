/**
 * The one gate in front of every route: who asks, whether they may, how often, in which shape, and how what
 * goes wrong is said. A handler behind it gets what it needs and returns what its contract says.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { allows, demand } from "@/lib/access";
import { ApiError } from "@/lib/api-error";
import type { Gate } from "@/lib/contract/route";
import { type Answer, checkIdempotencyKey, once } from "@/lib/idempotency";
import type { DeliveryRef, EndpointRef, ProjectRef } from "@/lib/lookups";
import { onPrimary } from "@/lib/platform/db";
import { newUuid } from "@/lib/platform/ids";
import { counters } from "@/lib/platform/metrics";
import { chargePortal } from "@/lib/portal-limits";
import { type Principal, principalId } from "@/lib/principal";
import { rateLimitHeaders, sharedRateLimit } from "@/lib/rate-limit";
import { apiErrorOf, jsonAnswer, problemAnswer } from "./answers";
import { authenticate, type Caller } from "./authenticate";
import { locate, locateInside, type Params } from "./locate";
import { withOwnWrites } from "./own-writes";
import { parseBody, parseQuery, readBytes } from "./request-body";

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type When<Asked, Value> = Asked extends true ? Value : null;

/** What a handler gets; ids are uuids. */
export type Call<G extends Gate> = {
  request: Request;
  requestId: string;
  params: Params;
  principal: Principal;
  workspaceId: G["outside"] extends true ? string | null : string;
  project: When<G["project"], ProjectRef>;
  endpoint: When<G["endpoint"], EndpointRef>;
  delivery: When<G["delivery"], DeliveryRef>;
  body: G["rawBody"] extends true ? undefined : Parsed<G["body"]>;
  query: Parsed<G["query"]>;
  /** Asks everything again, for what goes on longer than a request: false once the caller may no more. */
  isStillAllowed: () => Promise<boolean>;
};

/** What its contract says, nothing where it says nothing, or a whole answer for streams and raw bytes. */
export type Handled<G extends Gate> =
  | (G["answer"] extends z.ZodType ? z.input<G["answer"]> : undefined)
  | Response;
export type Handler<G extends Gate> = (call: Call<G>) => Promise<Handled<G>>;

type RouteHandler = (request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>;

/** A Next route handler that lets through what the gate allows, and never throws. */
export function withPrincipal<const G extends Gate>(gate: G, handler: Handler<G>): RouteHandler {
  return async (request, context) => {
    const requestId = newUuid();
    const headers: Record<string, string> = { "X-Request-Id": requestId };
    const answered = await pass(gate, handler, {
      request,
      requestId,
      headers,
      // Next gives a path without parameters none at all.
      params: (await context.params) ?? {},
    }).catch((thrown: unknown) => {
      const error = apiErrorOf(thrown, requestId);
      const answer = problemAnswer(error, requestId);
      for (const [name, value] of Object.entries(headers))
        if (!answer.headers.has(name)) answer.headers.set(name, value);
      return answer;
    });
    counters.requests.inc({ method: request.method, status: String(answered.status) });
    return answered;
  };
}

type Arrival = { request: Request; requestId: string; headers: Record<string, string>; params: Params };

/** The order matters: nothing is read before it is known who sent it, nothing looked up before they may. */
async function pass<G extends Gate>(gate: G, handler: Handler<G>, arrival: Arrival): Promise<Response> {
  const { request, headers, params } = arrival;
  const caller = await authenticate(request);
  charge(caller, gate, headers);
  const located = await locate(caller, gate, request, params);
  const { principal, workspaceId, project } = located;
  if (gate.scope) demand(principal, gate.scope);
  demandProject(principal, gate);
  if (gate.person && principal.kind !== "user")
    throw new ApiError("forbidden", "Only people have an account.");
  if (request.method !== "GET") chargePortal(principal, gate.scope === "replay");
  const inside = await locateInside(gate, project, params);
  const query = parseQuery(gate.query ?? NO_QUERY, new URL(request.url));
  const isStillAllowed = () => onPrimary(() => mayStill(gate, request, params));
  const bytes = gate.body && !gate.rawBody ? await readBytes(request) : undefined;
  const body = gate.body && bytes && parsedBody(gate, bytes, request);
  // Whether a part is there follows the gate, which is what `Call<G>` says; the compiler cannot.
  const call = { ...arrival, principal, workspaceId, project, ...inside, body, query, isStillAllowed };
  const handled = () => withOwnWrites({ gate, principal, request, headers }, () => handler(call as never));
  const key = request.method === "POST" && !gate.rawBody ? request.headers.get("idempotency-key") : null;
  if (key === null) return answerOf(gate, await handled(), headers);
  const hash = requestHash(principal, request, bytes);
  const answer = await once(
    { workspaceId: workspaceId ?? NO_WORKSPACE, key: checkIdempotencyKey(key), hash },
    async () => answerText(gate, await handled()),
  );
  return jsonAnswer(answer.status, answer.body || null, headers);
}

async function mayStill(gate: Gate, request: Request, params: Params): Promise<boolean> {
  try {
    const { principal } = await locate(await authenticate(request), gate, request, params);
    return gate.scope === null || allows(principal, gate.scope);
  } catch (thrown) {
    if (thrown instanceof ApiError) return false;
    throw thrown;
  }
}

/** A project's key reads of its workspace what can be read, a portal the catalogue; nothing else is their project's. */
function demandProject(principal: Principal, gate: Gate): void {
  if (principal.kind === "portal" && !gate.project && !gate.portal)
    throw new ApiError("forbidden", "This portal shows one project only.");
  if (principal.kind !== "api-key" || !principal.projectId || gate.project) return;
  if (gate.scope === "read" || gate.scope === null) return;
  throw new ApiError("forbidden", "The API key opens one project only.");
}

/** Root's own routes are about no workspace; their idempotency keys need one all the same. */
const NO_WORKSPACE = "00000000-0000-0000-0000-000000000000";

function charge(caller: Caller, gate: Gate, headers: Record<string, string>): void {
  const id = caller.kind === "person" ? principalId(caller) : principalId(caller);
  const allowance = sharedRateLimit().take(id, gate.cost ?? 1);
  Object.assign(headers, rateLimitHeaders(allowance));
  if (allowance.retryAfterSeconds > 0)
    throw new ApiError("rate_limited", `Try again in ${allowance.retryAfterSeconds} s.`);
}

function parsedBody(gate: Gate, bytes: Uint8Array, request: Request): unknown {
  if (!gate.body) return undefined;
  const given = bytes.byteLength === 0 && gate.bodyOptional ? EMPTY_OBJECT : bytes;
  return parseBody(
    gate.body,
    given,
    given === bytes ? request.headers.get("content-type") : "application/json",
  );
}

const EMPTY_OBJECT = new TextEncoder().encode("{}");
const NO_QUERY = z.strictObject({});

function answerOf<G extends Gate>(gate: G, handled: Handled<G>, headers: Record<string, string>): Response {
  if (handled instanceof Response) {
    for (const [name, value] of Object.entries(headers)) handled.headers.set(name, value);
    return handled;
  }
  const { status, body } = statusAndBody(gate, handled);
  return jsonAnswer(status, body, headers);
}

/** As `answerOf`, for an answer that is kept. */
async function answerText<G extends Gate>(gate: G, handled: Handled<G>): Promise<Answer> {
  if (handled instanceof Response) return { status: handled.status, body: await handled.text() };
  const { status, body } = statusAndBody(gate, handled);
  return { status, body: body ?? "" };
}

function statusAndBody(gate: Gate, handled: unknown): { status: number; body: string | null } {
  if (handled === undefined) return { status: gate.status ?? 204, body: null };
  return { status: gate.status ?? 200, body: JSON.stringify(handled) };
}

function requestHash(principal: Principal, request: Request, bytes: Uint8Array | undefined): Buffer {
  const { pathname, search } = new URL(request.url);
  return createHash("sha256")
    .update(JSON.stringify([principalId(principal), request.method, pathname + search]))
    .update(bytes ?? "")
    .digest();
}
