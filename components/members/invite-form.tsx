"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input, Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { useViewer } from "@/components/viewer";
import type { CreatedMember } from "@/lib/contract/people";
import type { Role } from "@/lib/contract/scopes";
import { givableRoles, ROLE_WORDS } from "./roles";

type InviteFormProps = { onClose: () => void; onInvited: (member: CreatedMember) => void };

/** Adds a person, in place; `onInvited` gets the link, which nobody can read again. */
export function InviteForm({ onClose, onInvited }: InviteFormProps) {
  const client = useQueryClient();
  const { role: acting } = useViewer();
  const [role, setRole] = useState<Role>("member");
  const invite = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name)).trim();
      const body = { name: text("name"), email: text("email"), role };
      return api<CreatedMember>("POST", "/workspace/members", { body });
    },
    onSuccess: (member) => {
      onInvited(member);
      return client.invalidateQueries({ queryKey: ["members"] });
    },
  });
  const { error } = invite;
  const taken = isApiError(error) && error.status === 409 ? error.message : undefined;
  const emailError = fieldErrorOf(error, "email") ?? taken;
  const nameError = fieldErrorOf(error, "name");
  return (
    <Panel className="mb-4 overflow-visible">
      <form
        noValidate
        ref={heldByField}
        className="grid gap-4 p-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="Name" error={nameError}>
          {(wiring) => <Input name="name" autoComplete="off" maxLength={200} {...wiring} />}
        </Field>
        <Field label="E-mail" error={emailError}>
          {(wiring) => (
            <Input
              name="email"
              type="email"
              autoComplete="off"
              spellCheck={false}
              maxLength={254}
              {...wiring}
            />
          )}
        </Field>
        <Field label="Role" hint={`${ROLE_WORDS[role]}.`}>
          {(wiring) => (
            <Select
              value={role}
              className="capitalize"
              onChange={({ target }) => setRole(target.value as Role)}
              {...wiring}
            >
              {givableRoles(acting).map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {error && !emailError && !nameError && (
          <div className="sm:col-span-2">
            <FieldError message={messageOf(error)} />
          </div>
        )}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="primary" busy={invite.isPending}>
            Invite
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}
