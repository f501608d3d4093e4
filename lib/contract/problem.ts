/** Every refusal the API can give, as a closed table, and the shape in which it is given (RFC 9457). */
import { z } from "zod";

/** Code to status and title. A code never changes its meaning; clients switch on it. */
export const PROBLEMS = {
  malformed_request: [400, "The request cannot be read"],
  invalid_json: [400, "The body is not valid JSON"],
  invalid_cursor: [400, "The cursor is not valid for this list"],
  unauthenticated: [401, "Authentication is missing or not valid"],
  forbidden: [403, "This is not allowed"],
  missing_scope: [403, "The API key lacks a scope"],
  cross_site: [403, "The request does not come from this site"],
  not_found: [404, "There is nothing here"],
  method_not_allowed: [405, "This method does not exist here"],
  request_timeout: [408, "The request did not arrive in time"],
  conflict: [409, "This contradicts what is already there"],
  idempotency_conflict: [409, "The idempotency key was used for another request"],
  last_owner: [409, "A workspace needs an owner"],
  gone: [410, "This can no longer be used"],
  too_large: [413, "The body is too large"],
  unsupported_media_type: [415, "The content type is not supported"],
  invalid_request: [422, "The request is not valid"],
  unregistered_event_type: [422, "The event type is not in the catalogue"],
  schema_violation: [422, "The payload does not fit its type's schema"],
  refused_url: [422, "Events cannot be sent to this URL"],
  invalid_secret: [422, "The signing secret is not valid"],
  rate_limited: [429, "Too many requests"],
  internal: [500, "Something went wrong on our side"],
  unavailable: [503, "The service cannot answer just now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One field that is wrong. `field` is its path, `subscriptions[2].type`; `""` is the whole body. */
export const fieldError = z.object({ field: z.string(), message: z.string() }).meta({ id: "FieldError" });
export type FieldError = z.infer<typeof fieldError>;

export const problem = z
  .object({
    type: z.string().describe("A URI that names the kind of problem."),
    code: z.string().describe("The kind of problem, to switch on."),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    requestId: z.string().optional(),
    errors: z.array(fieldError).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;

/** The URI of a kind of problem. */
export const problemType = (code: ProblemCode) => `urn:posthorn:problem:${code.replaceAll("_", "-")}`;
