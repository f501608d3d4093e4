/**
 * The door to next-auth: lets in only the requests it is used for, in a shape it cannot stumble over, and
 * turns what it says into an answer. Nothing but our own cookies reaches it, no Host header does.
 */
import NextAuth from "next-auth";
import { apiErrorOf, problemAnswer } from "@/app/api/answers";
import { readBytes } from "@/app/api/request-body";
import { ApiError, notFound } from "@/lib/api-error";
import { appOrigin } from "@/lib/platform/env";
import { newUuid } from "@/lib/platform/ids";
import { clientAddress } from "@/web/client-address";
import { callbackPath } from "./callback-path";
import { type Asker, authOptions, STEP_COOKIES } from "./options";
import { isOwnOrigin } from "./same-origin";
import { cookieName, cookieValue, isSecureOrigin } from "./session-cookie";
import { signInProviders } from "./sign-in-providers";

const ACTIONS = {
  GET: ["csrf", "session", "providers", "signin", "signout", "error"],
  POST: ["callback/credentials", "signout"],
} as const satisfies Record<string, readonly string[]>;

/** What each provider that is configured adds: the way there, and the way back. */
const PROVIDER_ACTIONS = { GET: "callback", POST: "signin" } as const;

/** Answers `/api/auth/<path>`; never throws. */
export async function handleAuth(request: Request, path: readonly string[]): Promise<Response> {
  const requestId = newUuid();
  try {
    return await ask(request, path);
  } catch (thrown) {
    return problemAnswer(apiErrorOf(thrown, requestId), requestId);
  }
}

async function ask(request: Request, path: readonly string[]): Promise<Response> {
  const method = request.method === "POST" ? "POST" : "GET";
  const isOther = signInProviders().some(({ id }) => `${PROVIDER_ACTIONS[method]}/${id}` === path.join("/"));
  if (!isOther && !(ACTIONS[method] as readonly string[]).includes(path.join("/"))) throw notFound();
  const isReturn = isOther && method === "GET";
  if (method === "POST" && !isOwnOrigin(request))
    throw new ApiError("cross_site", `Open Posthorn at ${appOrigin()}: another address asked for this.`);
  const body = method === "POST" ? await readFields(request) : undefined;
  if (body && isOther) body.callbackUrl = callbackPath(body.callbackUrl, appOrigin());
  const collected = collector();
  const cookies = ownCookies(request, isReturn ? RETURN_COOKIES : COOKIES);
  const query = isOther ? { nextauth: path, ...(isReturn ? answerIn(request) : {}) } : queryOf(request, path);
  const asked = { method, body, headers: {}, cookies, query };
  await NextAuth(authOptions(askerOf(request)))(asked, collected.response);
  const answer = answerOf(collected);
  // A signed-in person's forms get a token of their own, not the one the visitor before them knew.
  if (
    (method === "POST" || isReturn) &&
    answer.headers.getSetCookie().some((each) => each.startsWith(cookieName("session")))
  )
    answer.headers.append("Set-Cookie", `${cookieName("csrf")}=; Path=/; Max-Age=0; ${cookieAttributes()}`);
  return answer;
}

const askerOf = ({ headers }: Request): Asker => ({
  address: clientAddress(headers),
  userAgent: headers.get("user-agent") ?? "",
  next: callbackPath(decoded(cookieValue(headers.get("cookie"), cookieName("callback"))), appOrigin()),
});

const cookieAttributes = () => `HttpOnly; SameSite=Lax${isSecureOrigin() ? "; Secure" : ""}`;

/** The fields of a form or of a flat JSON object; what is not text is left out. */
async function readFields(request: Request): Promise<Record<string, string>> {
  const text = Buffer.from(await readBytes(request)).toString("utf8");
  const type = request.headers.get("content-type") ?? "";
  if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type))
    return Object.fromEntries(new URLSearchParams(text));
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new ApiError("unsupported_media_type");
  return Object.fromEntries(
    Object.entries(parsed(text) ?? {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

function parsed(text: string): object | null {
  try {
    return JSON.parse(text) as object | null;
  } catch {
    throw new ApiError("invalid_json");
  }
}

/** Our cookies, except the one for the callback: where to go is the query's to say, and checked there. */
const COOKIES = ["session", "csrf"];
/** Who comes back from a provider is known by what was kept when they left; where they go is checked like a query's. */
const RETURN_COOKIES = [...COOKIES, "callback", ...Object.values(STEP_COOKIES)];

function ownCookies(request: Request, purposes: readonly string[]): Record<string, string> {
  const names = purposes.map(cookieName);
  const values = names.map((name) => [name, decoded(cookieValue(request.headers.get("cookie"), name))]);
  return Object.fromEntries(values.filter(([, value]) => value));
}

const MAX_ANSWER = 4_096;

/** What a provider sends back with somebody (RFC 6749, section 4.1.2; RFC 9207), and nothing else of the address. */
function answerIn(request: Request): Record<string, string> {
  const { searchParams } = new URL(request.url);
  const given = ["code", "state", "iss", "error"].map((name) => [name, searchParams.get(name) ?? ""]);
  return Object.fromEntries(given.filter(([, value = ""]) => value !== "" && value.length <= MAX_ANSWER));
}

function decoded(value: string | null): string | null {
  try {
    return value && decodeURIComponent(value);
  } catch {
    // A malformed percent sign: not a cookie that we have set.
    return null;
  }
}

function queryOf(request: Request, path: readonly string[]) {
  const { searchParams } = new URL(request.url);
  const error = searchParams.get("error") ?? "";
  return {
    nextauth: path,
    callbackUrl: callbackPath(searchParams.get("callbackUrl"), appOrigin()),
    ...(/^[A-Za-z]{1,40}$/.test(error) ? { error } : {}),
  };
}

type Collected = { status: number; headers: Map<string, string | string[]>; body: unknown };

/** What next-auth takes for a response: it keeps what it is told. */
function collector() {
  const collected: Collected = { status: 200, headers: new Map(), body: null };
  const response = {
    status(code: number) {
      collected.status = code;
      return response;
    },
    getHeader: (name: string) => collected.headers.get(name.toLowerCase()),
    setHeader(name: string, value: string | string[]) {
      collected.headers.set(name.toLowerCase(), value);
      return response;
    },
    send(body: unknown) {
      collected.body = body;
    },
    json(body: unknown) {
      collected.body = body;
    },
    end: () => undefined,
  };
  return Object.assign(collected, { response });
}

function answerOf({ status, headers: given, body }: Collected): Response {
  const headers = new Headers({ "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" });
  for (const [name, values] of given)
    for (const value of [values].flat())
      if (name === "set-cookie") headers.append(name, value);
      else if (name !== "cache-control") headers.set(name, value);
  if (body === null || body === undefined) return new Response(null, { status, headers });
  headers.set("Content-Type", "application/json");
  const refusal = refusalOf(body);
  if (refusal?.retryAfter) headers.set("Retry-After", refusal.retryAfter);
  return new Response(JSON.stringify(body), { status: refusal?.status ?? status, headers });
}

/** next-auth answers 401 to every refusal; what it was is in the address it would send the browser to. */
function refusalOf(body: unknown): { status: number; retryAfter?: string } | null {
  const { url } = body as { url?: unknown };
  const error = typeof url === "string" && URL.canParse(url) ? new URL(url).searchParams.get("error") : null;
  const throttled = /^Throttled (\d+)$/.exec(error ?? "");
  if (throttled?.[1]) return { status: 429, retryAfter: throttled[1] };
  return error === "Unavailable" ? { status: 503, retryAfter: "1" } : null;
}
