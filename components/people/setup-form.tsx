"use client";

import { api } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { type SetupAnswer, setupBody } from "@/lib/contract/people";
import { PasswordInput } from "./password-input";
import { requestSignIn } from "./request-sign-in";
import { useLinkFragment } from "./use-link-fragment";
import { useSmallForm } from "./use-small-form";

export function SetupForm() {
  const { token } = useLinkFragment();
  const { errors, busy, onSubmit } = useSmallForm({
    schema: setupBody,
    extra: () => ({ token: token ?? "" }),
    async submit(body) {
      const { email, workspaceId } = await api<SetupAnswer>("POST", "/setup", { body });
      await requestSignIn({ email, password: body.password });
      location.replace(`/open-workspace?id=${workspaceId}`);
    },
  });
  if (token === "")
    return (
      <FieldError message="Open the whole set-up link from the terminal: its last part is missing here." />
    );
  return (
    <form method="post" noValidate onSubmit={onSubmit} className="grid gap-4">
      {errors.form && <FieldError message={errors.form} />}
      <Field
        label="Workspace"
        hint="Your company, or the product that sends the events."
        error={errors.fields.workspaceName}
      >
        {(wiring) => <Input {...wiring} name="workspaceName" autoComplete="organization" autoFocus />}
      </Field>
      <Field label="Your name" error={errors.fields.name}>
        {(wiring) => <Input {...wiring} name="name" autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={errors.fields.email}>
        {(wiring) => (
          <Input {...wiring} name="email" type="email" autoComplete="username" spellCheck={false} />
        )}
      </Field>
      <Field label="Password" hint="At least 12 characters." error={errors.fields.password}>
        {(wiring) => <PasswordInput {...wiring} name="password" autoComplete="new-password" />}
      </Field>
      <Button type="submit" look="primary" busy={busy} className="mt-1 w-full">
        Create workspace
      </Button>
    </form>
  );
}
