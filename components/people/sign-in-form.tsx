"use client";

import { useState } from "react";
import { z } from "zod";
import { isApiError } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "./password-input";
import { CODE_NEEDED, requestSignIn } from "./request-sign-in";
import { useSmallForm } from "./use-small-form";

const fields = z.object({
  email: z.string().trim().min(1, "enter your e-mail address"),
  password: z.string().min(1, "enter your password"),
  code: z.string().trim().optional(),
});

/** `next` is the path to go on to. */
export function SignInForm({ next }: { next: string }) {
  const [needsCode, setNeedsCode] = useState(false);
  const { errors, busy, onSubmit } = useSmallForm({
    schema: fields,
    async submit({ email, password, code }) {
      await requestSignIn(email, password, code).catch((error: unknown) => {
        if (isApiError(error) && error.code === CODE_NEEDED) setNeedsCode(true);
        throw error;
      });
      location.replace(next);
    },
  });
  return (
    // `post`, so that a password typed before the page is ready never gets into an address.
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      <Field label="E-mail" error={errors.fields.email}>
        {(wiring) => (
          <Input {...wiring} name="email" type="email" autoComplete="username" autoFocus spellCheck={false} />
        )}
      </Field>
      <Field label="Password" error={errors.fields.password}>
        {(wiring) => <PasswordInput {...wiring} name="password" autoComplete="current-password" />}
      </Field>
      {needsCode && (
        <Field
          label="Code"
          hint="The six digits your authenticator app shows, or a recovery code."
          error={errors.fields.code}
        >
          {(wiring) => (
            <Input
              {...wiring}
              name="code"
              autoComplete="one-time-code"
              autoFocus
              maxLength={32}
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
      )}
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}
