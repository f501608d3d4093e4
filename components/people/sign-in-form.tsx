"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { isApiError } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { CodeField } from "./code-field";
import { PasswordInput } from "./password-input";
import { CODE_NEEDED, requestSignIn } from "./request-sign-in";
import { SecondStep } from "./second-step";
import { useLinkFragment } from "./use-link-fragment";
import { useSmallForm } from "./use-small-form";

const fields = z.object({
  email: z.string().trim().min(1, "enter your e-mail address"),
  password: z.string().min(1, "enter your password"),
  code: z.string().trim().optional(),
});

type SignInFormProps = {
  /** The path to go on to. */
  next: string;
  /** Why somebody is back who had gone to another provider. */
  problem: string | null;
  /** Other ways in, under the form. */
  children: ReactNode;
};

export function SignInForm({ next, problem, children }: SignInFormProps) {
  const { ticket } = useLinkFragment();
  if (ticket) return <SecondStep ticket={ticket} next={next} />;
  return (
    <>
      {problem && (
        <div className="mb-4">
          <FieldError message={problem} />
        </div>
      )}
      <PasswordForm next={next} />
      {children}
    </>
  );
}

function PasswordForm({ next }: { next: string }) {
  const [needsCode, setNeedsCode] = useState(false);
  const { errors, busy, onSubmit } = useSmallForm({
    schema: fields,
    async submit({ email, password, code }) {
      await requestSignIn({ email, password, code: code ?? "" }).catch((error: unknown) => {
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
      {needsCode && <CodeField error={errors.fields.code} />}
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Sign in
      </Button>
      <Link
        href="/forgot-password"
        className="justify-self-center text-sm text-ink2 underline underline-offset-2 hover:text-ink"
      >
        Forgotten password?
      </Link>
    </form>
  );
}
