/** What is wrong with a small form: by field, and as a whole. */
import type { z } from "zod";
import { isApiError, messageOf } from "@/components/api-client";

export type FormErrors = { fields: Record<string, string>; form?: string };

export const NO_ERRORS: FormErrors = { fields: {} };

const sentence = (message: string) => `${message.charAt(0).toUpperCase()}${message.slice(1)}`;

/** The first complaint about each field. */
export function errorsOfSchema(error: z.ZodError): FormErrors {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) fields[String(issue.path[0] ?? "")] ??= sentence(issue.message);
  return { fields };
}

/** A refusal by the API: what belongs to one of the form's `names` stands there, the rest above the form. */
export function errorsOfAnswer(error: unknown, names: readonly string[]): FormErrors {
  const fields: Record<string, string> = {};
  if (isApiError(error))
    for (const each of error.errors)
      if (names.includes(each.field)) fields[each.field] ??= sentence(each.message);
  return Object.keys(fields).length > 0 ? { fields } : { fields, form: messageOf(error) };
}

/** The form's fields as text. */
export const textOf = (form: HTMLFormElement): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(form)].filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );

/** Puts the cursor into the first field that is wrong. */
export function focusFirst(form: HTMLFormElement, errors: FormErrors): void {
  const inputs = [...form.elements].filter((element) => element instanceof HTMLInputElement);
  inputs.find((input) => errors.fields[input.name])?.focus();
}
