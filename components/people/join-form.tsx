"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { z } from "zod";
import { api, isApiError } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type JoinAnswer, newPassword } from "@/lib/contract/people";
import { CodeField } from "./code-field";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { useLinkFragment } from "./use-link-fragment";
import { useSmallForm } from "./use-small-form";

type JoinFormProps = {
  /** The address of who is signed in here without a password. */
  signedInAs: string | null;
  /** Whether a forgotten password can be mailed. */
  sendsMail: boolean;
  /** The other ways to join. */
  children: ReactNode;
};

export function JoinForm({ signedInAs, sendsMail, children }: JoinFormProps) {
  const { token, email } = useLinkFragment();
  if (token === "")
    return <FieldError message="Open the whole link you were sent: its last part is missing here." />;
  return (
    <>
      {signedInAs !== null && signedInAs === email ? (
        <JoinAsYouAre token={token ?? ""} email={email} />
      ) : (
        <PasswordForm token={token ?? ""} invited={email} sendsMail={sendsMail} />
      )}
      {children}
    </>
  );
}

const fields = z.object({
  token: z.string(),
  password: newPassword,
  currentPassword: z.string().optional(),
  code: z.string().trim().optional(),
});

type PasswordFormProps = { token: string; invited: string | null; sendsMail: boolean };

/** Asks for the account's present password, and code, only once the API has said that there is an account. */
function PasswordForm({ token, invited, sendsMail }: PasswordFormProps) {
  const [needs, setNeeds] = useState<readonly string[]>([]);
  const { errors, busy, onSubmit } = useSmallForm({
    schema: fields,
    extra: () => ({ token }),
    async submit(body) {
      const { email } = await api<JoinAnswer>("POST", "/setup/join", { body }).catch((error: unknown) => {
        if (isApiError(error)) setNeeds((known) => [...known, ...error.errors.map(({ field }) => field)]);
        throw error;
      });
      // A code counts once, so who has a second factor signs in with the next.
      if (body.code) return location.replace("/sign-in");
      await requestSignIn({ email, password: body.password });
      location.replace("/");
    },
  });
  const hasAccount = needs.includes("currentPassword");
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      {invited && (
        <Field label="E-mail">
          {(wiring) => <Input {...wiring} autoComplete="username" value={invited} readOnly />}
        </Field>
      )}
      {hasAccount && (
        <Field
          label="Current password"
          hint={`Never chose one? Somebody else did: ${sendsMail ? "have a new one mailed to you" : "ask whoever runs this Posthorn"}.`}
          error={errors.fields.currentPassword}
        >
          {(wiring) => (
            <PasswordInput {...wiring} name="currentPassword" autoComplete="current-password" autoFocus />
          )}
        </Field>
      )}
      {needs.includes("code") && <CodeField error={errors.fields.code} />}
      <Field
        label={hasAccount ? "Choose another password" : "Choose a password"}
        hint={
          hasAccount
            ? "At least 12 characters. It replaces the old one, and you are signed out elsewhere."
            : "At least 12 characters."
        }
        error={errors.fields.password}
      >
        {(wiring) => (
          <PasswordInput {...wiring} name="password" autoComplete="new-password" autoFocus={!hasAccount} />
        )}
      </Field>
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Join
      </Button>
      {hasAccount && sendsMail && (
        <Link
          href="/forgot-password"
          className="justify-self-center text-sm text-ink2 underline underline-offset-2 hover:text-ink"
        >
          Forgotten password?
        </Link>
      )}
    </form>
  );
}

const nothing = z.object({});

function JoinAsYouAre({ token, email }: { token: string; email: string }) {
  const { errors, busy, onSubmit } = useSmallForm({
    schema: nothing,
    async submit() {
      await api<JoinAnswer>("POST", "/setup/join", { body: { token } });
      location.replace("/");
    },
  });
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      <Button type="submit" look="primary" busy={busy} className="w-full">
        Join as {email}
      </Button>
    </form>
  );
}
