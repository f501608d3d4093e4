/** What is wrong with a value, in words that say what is wanted; never the value itself, it may be a secret. Pure. */
import type { z } from "zod";
import type { FieldError } from "./problem";

/** For `safeParse(value, { error: issueWords })`; a schema's own message comes first. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return tooBig(issue);
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return wantedFormat(issue);
    case "invalid_union":
      // Only where one field decides which alternative is meant does zod know what that field can be.
      return "options" in issue && Array.isArray(issue.options)
        ? `must be ${oneOf(issue.options)}`
        : undefined;
    case "invalid_key":
      return `has a name that ${issue.issues[0]?.message ?? "is not valid"}`;
    default:
      return undefined;
  }
}

const TYPES: Record<string, string> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "an object",
  record: "an object",
  array: "an array",
  tuple: "an array",
  null: "null",
};

const oneOf = (values: readonly unknown[]) => {
  const words = values.map((value) => (typeof value === "string" ? `"${value}"` : String(value)));
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : (words[0] ?? "something");
};

type Size = { origin: string; inclusive?: boolean | undefined };
const units: Record<string, [one: string, many: string]> = {
  string: ["character", "characters"],
  array: ["item", "items"],
  set: ["item", "items"],
  map: ["member", "members"],
  object: ["member", "members"],
};
const counted = (count: number | bigint, { origin }: Size) => {
  const unit = units[origin];
  return unit ? `${count} ${Number(count) === 1 ? unit[0] : unit[1]}` : `${count}`;
};

function tooSmall(issue: Size & { minimum: number | bigint }): string {
  const { minimum, origin, inclusive = true } = issue;
  if (origin in units && Number(minimum) === 1) return "must not be empty";
  if (origin in units) return `must have at least ${counted(minimum, issue)}`;
  return inclusive ? `must be at least ${minimum}` : `must be more than ${minimum}`;
}

function tooBig(issue: Size & { maximum: number | bigint }): string {
  const { maximum, origin, inclusive = true } = issue;
  if (origin in units) return `must have at most ${counted(maximum, issue)}`;
  return inclusive ? `must be at most ${maximum}` : `must be less than ${maximum}`;
}

const FORMATS: Record<string, string> = {
  datetime: "a time with its offset, such as 2026-01-31T12:00:00Z",
  date: "a date such as 2026-01-31",
  email: "an e-mail address",
  url: "a URL",
  uuid: "a UUID",
  base64: "base64",
  json_string: "JSON text",
};

function wantedFormat({ format, pattern }: { format: string; pattern?: string | undefined }): string {
  const known = FORMATS[format];
  if (known) return `must be ${known}`;
  return pattern ? `must match ${pattern}` : "has not the right form";
}

/** `["subscriptions", 2, "type"]` as `subscriptions[2].type`. */
const fieldOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (joined, part) =>
      typeof part === "number" ? `${joined}[${part}]` : joined ? `${joined}.${String(part)}` : String(part),
    "",
  );

/** What zod found as fields, unknown ones by name, and of alternatives the one that was nearly meant. */
export const issueFields = (issues: readonly z.core.$ZodIssue[]): FieldError[] =>
  issues.flatMap((issue) => fieldsOf(issue, issue.path)).slice(0, 50);

function fieldsOf(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): FieldError[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ field: fieldOf([...path, key]), message: "is not known here" }));
  if (issue.code === "invalid_union" && issue.message === UNTOLD) return alternatives(issue, path);
  return [{ field: fieldOf(path), message: issue.message }];
}

/** Zod's own words for a union, which say nothing; a schema's own words are kept. */
const UNTOLD = "Invalid input";

function alternatives(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): FieldError[] {
  const meant = issue.errors
    .filter((issues) => !issues.some(isOtherKind))
    .sort((a, b) => a.length - b.length)[0];
  if (meant) return meant.flatMap((each) => fieldsOf(each, [...path, ...each.path]));
  const messages = issue.errors.map((issues) => issues.find(isOtherKind)?.message ?? "");
  const wanted = messages.flatMap((each) => (each.startsWith(MUST) ? [each.slice(MUST.length)] : []));
  const message = wanted.length > 0 ? MUST + [...new Set(wanted)].join(" or ") : (messages[0] ?? "");
  return [{ field: fieldOf(path), message }];
}

const MUST = "must be ";
/** The value is not even of the alternative's kind. */
function isOtherKind(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return issue.errors.every((issues) => issues.some(isOtherKind));
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}
