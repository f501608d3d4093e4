"use client";

import { z } from "zod";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { CodeField } from "./code-field";
import { requestSignIn } from "./request-sign-in";
import { useSmallForm } from "./use-small-form";

const fields = z.object({ code: z.string().trim().min(1, "enter the code") });

/** For who is back from another provider and has a second factor here; `ticket` says who that is. */
export function SecondStep({ ticket, next }: { ticket: string; next: string }) {
  const { errors, busy, onSubmit } = useSmallForm({
    schema: fields,
    async submit({ code }) {
      await requestSignIn({ ticket, code });
      location.replace(next);
    },
  });
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form ? (
        <FieldError message={errors.form} />
      ) : (
        <p className="text-sm">Now the code from your app.</p>
      )}
      <CodeField error={errors.fields.code} />
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}
