/** The one exception that says "the caller is wrong": a code of the closed table, a sentence, the fields. */
import type { z } from "zod";
import { issueFields, issueWords } from "./contract/issue-words";
import { type FieldError, PROBLEMS, type Problem, type ProblemCode, problemType } from "./contract/problem";

type Details = { errors?: FieldError[]; headers?: Record<string, string> };

/** Thrown by whoever notices, mapped to an answer in one place. `message` is shown to the caller. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail?: string, { errors, headers = {} }: Details = {}) {
    super(detail ?? PROBLEMS[code][1]);
    this.name = "ApiError";
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEMS[this.code][0];
  }
}

/** Unknown and foreign ids alike: the same words whatever was looked for. */
export const notFound = () => new ApiError("not_found", "There is nothing here, or it is not yours.");

/** A single wrong field; `code` says more than `invalid_request` where the table knows more. */
export const invalidField = (field: string, message: string, code: ProblemCode = "invalid_request") =>
  new ApiError(code, field ? `${field}: ${message}` : message, { errors: [{ field, message }] });

/** What zod found as fields; values are never repeated, they may be secrets. */
export const fieldErrors = (error: z.core.$ZodError): FieldError[] => issueFields(error.issues);

/** The value as its schema has it. Throws `invalid_request` naming each wrong field and what is wanted of it. */
export function checkedAgainst<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value, { error: issueWords });
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error);
  const [{ field = "", message = "" } = {}] = errors;
  const detail = field ? `${field}: ${message}` : `The body ${message}.`;
  throw new ApiError("invalid_request", detail, { errors });
}

/** The RFC 9457 body of an error. */
export function problemOf(error: ApiError, requestId?: string): Problem {
  const [status, title] = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
    code: error.code,
    title,
    status,
    detail: error.message,
    ...(requestId ? { requestId } : {}),
    ...(error.errors ? { errors: error.errors } : {}),
  };
}
