/**
 * Where a payload breaks its type's JSON Schema, in words for whoever wrote it. Pure: the interpreter's findings
 * come in as it gives them (@cfworker/json-schema), from the server at publish and from the browser while typing.
 */
import type { FieldError } from "./problem";

/** One finding of the interpreter. `instanceLocation` is `#` and a JSON pointer. */
export type Finding = { keyword: string; keywordLocation: string; instanceLocation: string; error: string };

/** Keywords whose finding only says that something below was found. */
const WRAPPERS = new Set([
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "items",
  "prefixItems",
  "additionalItems",
  "unevaluatedItems",
  "dependentSchemas",
  "propertyNames",
  "allOf",
  "if",
  "$ref",
  "$recursiveRef",
]);
/** Keywords of which one branch is enough: what the others found is no mistake. */
const CHOICES = new Set(["anyOf", "oneOf", "not", "contains"]);

/** The draft a schema says it is written in; the newest when it says none we know. */
export function draftOf(schema: unknown): "4" | "7" | "2019-09" | "2020-12" {
  const named = typeof schema === "object" && schema !== null && "$schema" in schema ? schema.$schema : "";
  const draft = /draft-0?(4|7)|draft\/(2019-09)/.exec(String(named));
  return (draft?.[1] ?? draft?.[2] ?? "2020-12") as ReturnType<typeof draftOf>;
}

/** The findings as fields, each once; `root` is what the payload is called. */
export function problemsOf(findings: readonly Finding[], root = "data"): FieldError[] {
  const choices = findings.filter(({ keyword }) => CHOICES.has(keyword));
  const isInChoice = ({ keywordLocation }: Finding) =>
    choices.some((choice) => keywordLocation.startsWith(`${choice.keywordLocation}/`));
  const told = findings.filter((each) => !WRAPPERS.has(each.keyword) && !isInChoice(each));
  const fields = new Map<string, FieldError>();
  for (const finding of told.length > 0 ? told : findings) {
    const problem = problemOf(finding, root);
    fields.set(`${problem.field} ${problem.message}`, problem);
  }
  return [...fields.values()];
}

function problemOf({ keyword, instanceLocation, error }: Finding, root: string): FieldError {
  const field = fieldOf(instanceLocation, root);
  const quoted = /"(.*)"\.$/s.exec(error)?.[1] ?? "";
  if (keyword === "required") return { field: `${field}${member(quoted)}`, message: "is required" };
  if (keyword === "false") return { field, message: "is not in the schema" };
  if (keyword === "type") {
    const [, is, wanted] = /type "(\w+)" is invalid\. Expected "(.*)"\.$/.exec(error) ?? [];
    return { field, message: `must be ${wanted?.replaceAll('", "', " or ")}, not ${is}` };
  }
  if (keyword === "enum")
    return { field, message: `must be one of ${/\[(.*)\]\.$/s.exec(error)?.[1]?.replaceAll(",", ", ")}` };
  return { field, message: error.replace(/^Instance /, "").replace(/\.$/, "") };
}

/** `#/items/0/sku` as `data.items[0].sku`. */
function fieldOf(location: string, root: string): string {
  const parts = location.split("/").slice(1);
  return parts.reduce((path, part) => path + member(unescaped(part)), root);
}

const member = (name: string): string =>
  /^\d+$/.test(name) ? `[${name}]` : /^[\w$-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;

/** RFC 6901, section 4, in a URI's fragment. */
function unescaped(part: string): string {
  const pointer = part.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(pointer);
  } catch {
    // A percent sign of the payload's own.
    return pointer;
  }
}
