/** The browser's side of the HTTP API: one function that asks, and the error it throws. */
import type { FieldError, Problem } from "@/lib/contract/problem";

/** The client's twin of the server's error: a problem response (RFC 9457), or none because nobody answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly errors: readonly FieldError[];

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
  }
}

export const isApiError = (error: unknown): error is ApiError => error instanceof ApiError;

/** The refusal that belongs to a field or to something inside it, in the server's words. */
export function fieldErrorOf(error: unknown, field: string): string | undefined {
  if (!isApiError(error)) return undefined;
  return error.errors.find(
    (each) =>
      each.field === field || each.field.startsWith(`${field}[`) || each.field.startsWith(`${field}.`),
  )?.message;
}

/** An error as one line for a toast. */
export const messageOf = (error: unknown): string =>
  isApiError(error) ? error.message : "There was no answer. Check your connection and try again.";

export type Query = Record<string, string | readonly string[] | null | undefined>;

/** `/api/v1/…` with the parameters that are set; a list is repeated. */
export function apiPath(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of typeof value === "string" ? [value] : (value ?? []))
      if (each) search.append(name, each);
  }
  return `/api/v1${path}${search.size ? `?${search}` : ""}`;
}

let place: Record<string, string> = {};

/**
 * Names the workspace in which every further call is made, a person may belong to several; or `portal`, whose
 * own cookie then counts whoever is signed in beside it.
 */
export function actIn(workspaceId: string | "portal") {
  place = workspaceId === "portal" ? { "x-portal": "1" } : { "x-workspace": workspaceId };
}

/** For addresses that take no header: an event stream's. */
export const placeQuery = (): Query => ("x-portal" in place ? { portal: "1" } : {});

export type Call = {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
  /** The same POST again, after no answer came, is the same one. */
  idempotencyKey?: string;
};
export type Method = "GET" | "POST" | "PATCH" | "DELETE";

/**
 * Asks the API as the person who is signed in. A string body is sent as it is (it is JSON text already).
 * Throws `ApiError` for every refusal, and the network's own error when nobody answered.
 */
export async function api<Answer>(method: Method, path: string, call: Call = {}): Promise<Answer> {
  const { query, body, signal, idempotencyKey } = call;
  const headers: Record<string, string> = { accept: "application/json", ...place };
  // Also without a body: it is what no other site can send in a person's name.
  if (method !== "GET") headers["content-type"] = "application/json";
  if (idempotencyKey) headers["idempotency-key"] = idempotencyKey;
  const response = await fetch(apiPath(path, query), {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** A file of the API. A link could not say in which workspace it is asked for. */
export async function apiFile(path: string, query: Query): Promise<Blob> {
  const response = await fetch(apiPath(path, query), { headers: place });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response.blob();
}

/** The problem in a response; one made up when a proxy in between answered in its own words. */
async function problemOf(response: Response): Promise<Problem> {
  const isJson = response.headers.get("content-type")?.includes("json");
  const body = isJson ? ((await response.json()) as Partial<Problem>) : {};
  return {
    type: "about:blank",
    code: "unknown",
    title: response.statusText || "The request was refused",
    detail: `The server answered ${response.status}.`,
    ...body,
    status: response.status,
  };
}
