/**
 * A door for a vendor's customers: their request is told as our API expects it, goes through the same gate with
 * the same limits, and what comes back is told in the vendor's words. No door decides anything by itself.
 */
import { z } from "zod";
import { apiErrorOf, problemAnswer } from "@/app/api/answers";
import type { Params } from "@/app/api/locate";
import { type Handler, withPrincipal } from "@/app/api/with-principal";
import type { Problem } from "@/lib/contract/problem";
import type { Gate } from "@/lib/contract/route";
import { newUuid } from "@/lib/platform/ids";

/** A request as our gate takes it. */
export type Entered = { request: Request; params: Params };

/** How one vendor's API speaks. */
export type Manner = {
  /** Who asks and about what, in our terms. Throws ApiError. */
  enter: (request: Request, params: Params) => Promise<Entered>;
  /** The body of a success; `value` is what the handler returned. */
  success: (value: unknown) => unknown;
  /** The body of a refusal. */
  failure: (problem: Problem) => unknown;
  /** `WWW-Authenticate` of a 401. */
  challenge: string;
};

type RouteHandler = (request: Request, context: { params: Promise<Params | undefined> }) => Promise<Response>;

/** A Next route handler that speaks in that manner. Never throws. */
export function throughDoor<const G extends Gate>(
  manner: Manner,
  gate: G,
  handler: Handler<G>,
): RouteHandler {
  const inner = withPrincipal({ query: ANY_QUERY, ...gate }, handler);
  return async (request, context) => {
    const answered = await manner.enter(request, (await context.params) ?? {}).then(
      ({ request: entered, params }) => inner(entered, { params: Promise.resolve(params) }),
      (thrown: unknown) => {
        const requestId = newUuid();
        return problemAnswer(apiErrorOf(thrown, requestId), requestId);
      },
    );
    return retold(manner, answered);
  };
}

/** Vendors' APIs pass over parameters they do not know. */
const ANY_QUERY = z.object({});

async function retold({ success, failure, challenge }: Manner, answered: Response): Promise<Response> {
  if (answered.status === 204) return answered;
  const text = await answered.text();
  const value: unknown = text === "" ? null : JSON.parse(text);
  const headers = new Headers(answered.headers);
  headers.set("Content-Type", "application/json");
  headers.delete("Content-Length");
  if (answered.status === 401) headers.set("WWW-Authenticate", challenge);
  const body = answered.ok ? success(value) : failure(value as Problem);
  return new Response(JSON.stringify(body), { status: answered.status, headers });
}

/** The request with other headers and the same body; a content type is given to a body that came without. */
export function withHeaders(request: Request, given: Record<string, string>): Request {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  return new Request(request, { headers });
}
