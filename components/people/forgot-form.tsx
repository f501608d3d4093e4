"use client";

import Link from "next/link";
import { useState } from "react";
import { api } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PlainText } from "@/components/ui/plain-text";
import { resetRequestBody } from "@/lib/contract/account";
import { useSmallForm } from "./use-small-form";

const quietLink = "text-sm text-ink2 underline underline-offset-2 hover:text-ink";

/** Asks for a reset link by mail; what it says afterwards tells nobody who has an account. */
export function ForgotForm() {
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const { errors, busy, onSubmit } = useSmallForm({
    schema: resetRequestBody,
    async submit(body) {
      await api("POST", "/setup/reset-request", { body });
      setAskedFor(body.email);
    },
  });
  if (askedFor !== null)
    return (
      <div role="status" className="grid gap-4 text-sm">
        <p>
          If somebody here has the address{" "}
          <span className="font-medium [overflow-wrap:anywhere]">
            <PlainText>{askedFor}</PlainText>
          </span>
          , a link is on its way to it. It works once, for half an hour.
        </p>
        <p className="text-ink2">
          Nothing there after a few minutes? Look among spam, or ask an owner of your workspace for a link.
        </p>
        <Link href="/sign-in" className={quietLink}>
          Back to sign in
        </Link>
      </div>
    );
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      <Field label="E-mail" error={errors.fields.email}>
        {(wiring) => (
          <Input {...wiring} name="email" type="email" autoComplete="username" autoFocus spellCheck={false} />
        )}
      </Field>
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Send link
      </Button>
      <Link href="/sign-in" className={`${quietLink} justify-self-center`}>
        Back to sign in
      </Link>
    </form>
  );
}
