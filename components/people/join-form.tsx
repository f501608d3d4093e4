"use client";

import { api } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type JoinAnswer, joinBody } from "@/lib/contract/people";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { useLinkFragment } from "./use-link-fragment";
import { useSmallForm } from "./use-small-form";

export function JoinForm() {
  const { token, email: invited } = useLinkFragment();
  const { errors, busy, onSubmit } = useSmallForm({
    schema: joinBody,
    extra: () => ({ token: token ?? "" }),
    async submit(body) {
      const { email } = await api<JoinAnswer>("POST", "/setup/join", { body });
      await requestSignIn({ email, password: body.password });
      location.replace("/");
    },
  });
  if (token === "")
    return <FieldError message="Open the whole link you were sent: its last part is missing here." />;
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      {invited && (
        <Field label="E-mail">
          {(wiring) => <Input {...wiring} autoComplete="username" value={invited} readOnly />}
        </Field>
      )}
      <Field label="Choose a password" hint="At least 12 characters." error={errors.fields.password}>
        {(wiring) => <PasswordInput {...wiring} name="password" autoComplete="new-password" autoFocus />}
      </Field>
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Join
      </Button>
    </form>
  );
}
