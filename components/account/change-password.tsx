"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/components/api-client";
import { PasswordInput } from "@/components/people/password-input";
import { useSmallForm } from "@/components/people/use-small-form";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { toast } from "@/components/ui/toaster";
import { changePasswordBody } from "@/lib/contract/account";

export function ChangePassword({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const { errors, busy, onSubmit } = useSmallForm({
    schema: changePasswordBody,
    async submit(body) {
      await api("POST", "/account/password", { body });
      form.current?.reset();
      toast.done("Password changed. Your other sessions have ended.");
      await client.invalidateQueries({ queryKey: ["account"] });
      onDone();
    },
  });
  return (
    <form ref={form} method="post" noValidate onSubmit={onSubmit} className="flex max-w-md flex-col gap-4">
      {errors.form && <FieldError message={errors.form} />}
      <Field label="Current password" error={errors.fields.currentPassword}>
        {(wiring) => <PasswordInput {...wiring} name="currentPassword" autoComplete="current-password" />}
      </Field>
      <Field label="New password" hint="At least 12 characters." error={errors.fields.newPassword}>
        {(wiring) => <PasswordInput {...wiring} name="newPassword" autoComplete="new-password" />}
      </Field>
      <Button type="submit" busy={busy} className="self-start">
        Change password
      </Button>
    </form>
  );
}
