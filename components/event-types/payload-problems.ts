/** Checks a payload against a schema in the browser, with the interpreter and the words of the server. */
import { type Schema, Validator } from "@cfworker/json-schema";
import type { FieldError } from "@/lib/contract/problem";
import { draftOf, problemsOf } from "@/lib/contract/schema-problems";

/**
 * What is wrong with the payload; nothing while either text is no JSON. A schema that cannot be used is one
 * problem, of no field.
 */
export function payloadProblems(schema: string, payload: string, root = "data"): FieldError[] {
  const value = parsed(payload);
  const document = parsed(schema);
  if (!value || !document) return [];
  try {
    const validator = new Validator(document.value as Schema, draftOf(document.value), false);
    return problemsOf(validator.validate(value.value).errors, root);
  } catch (error) {
    // The interpreter throws where the schema itself is wrong; the server says so in full when it is saved.
    return [{ field: "", message: `The schema cannot be used: ${String(error).split("\n")[0]}` }];
  }
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not finished yet: said where it is written.
    return null;
  }
}
