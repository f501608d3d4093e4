"use client";

import { type SubmitEvent, useState } from "react";
import type { z } from "zod";
import {
  errorsOfAnswer,
  errorsOfSchema,
  type FormErrors,
  focusFirst,
  NO_ERRORS,
  textOf,
} from "./form-errors";

type SmallForm<Schema extends z.ZodObject> = {
  schema: Schema;
  /** What to do with a right form; what it throws is shown. The form stays busy when it returns: the page goes. */
  submit: (values: z.output<Schema>) => Promise<void>;
  /** Values that no field holds. */
  extra?: () => Record<string, string>;
};

/** A form of a few plain inputs: checked against the contract, then submitted; errors where they belong. */
export function useSmallForm<Schema extends z.ZodObject>({ schema, submit, extra }: SmallForm<Schema>) {
  const [errors, setErrors] = useState<FormErrors>(NO_ERRORS);
  const [busy, setBusy] = useState(false);

  function complain(form: HTMLFormElement, found: FormErrors) {
    setErrors(found);
    setBusy(false);
    focusFirst(form, found);
  }

  async function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    if (busy) return;
    const parsed = schema.safeParse({ ...textOf(form), ...extra?.() });
    if (!parsed.success) return complain(form, errorsOfSchema(parsed.error));
    setErrors(NO_ERRORS);
    setBusy(true);
    await submit(parsed.data).catch((error: unknown) =>
      complain(form, errorsOfAnswer(error, Object.keys(schema.shape))),
    );
  }

  return { errors, busy, onSubmit };
}
