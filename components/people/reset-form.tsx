"use client";

import { api } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { resetBody } from "@/lib/contract/account";
import type { JoinAnswer } from "@/lib/contract/people";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { useLinkFragment } from "./use-link-fragment";
import { useSmallForm } from "./use-small-form";

export function ResetForm() {
  const { token, email: account } = useLinkFragment();
  const { errors, busy, onSubmit } = useSmallForm({
    schema: resetBody,
    extra: () => ({ token: token ?? "" }),
    async submit(body) {
      const { email } = await api<JoinAnswer>("POST", "/setup/reset", { body });
      // Who has a second factor is asked for it on the sign-in page.
      const next = await requestSignIn({ email, password: body.password }).then(
        () => "/",
        () => "/sign-in",
      );
      location.replace(next);
    },
  });
  if (token === "")
    return <FieldError message="Open the whole link you were sent: its last part is missing here." />;
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      {account && (
        <Field label="E-mail">
          {(wiring) => <Input {...wiring} autoComplete="username" value={account} readOnly />}
        </Field>
      )}
      <Field label="New password" hint="At least 12 characters." error={errors.fields.password}>
        {(wiring) => <PasswordInput {...wiring} name="password" autoComplete="new-password" autoFocus />}
      </Field>
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Change password
      </Button>
    </form>
  );
}
