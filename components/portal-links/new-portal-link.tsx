"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input, Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import type { PortalLinkWithUrl } from "@/lib/contract/portal-links";

const SESSIONS = [
  [900, "15 minutes"],
  [3_600, "1 hour"],
  [28_800, "8 hours"],
  [86_400, "1 day"],
] as const;

type NewPortalLinkProps = {
  project: string;
  onClose: () => void;
  onMade: (link: PortalLinkWithUrl) => void;
};

/** Makes a link in place; `onMade` gets it whole, which nobody does again. */
export function NewPortalLink({ project, onClose, onMade }: NewPortalLinkProps) {
  const client = useQueryClient();
  const [readOnly, setReadOnly] = useState(false);
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const name = String(form.get("name")).trim();
      const sessionSeconds = Number(form.get("sessionSeconds"));
      return api<PortalLinkWithUrl>("POST", `/projects/${project}/portal-links`, {
        body: { name, sessionSeconds, readOnly },
      });
    },
    onSuccess: (link) => {
      onMade(link);
      return client.invalidateQueries({ queryKey: [project, "portal-links"] });
    },
  });
  const nameError = fieldErrorOf(create.error, "name");
  return (
    <Panel className="mb-4 overflow-visible">
      <form
        noValidate
        ref={heldByField}
        className="grid gap-4 p-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="For" error={nameError} hint="Who you send it to; the audit log uses this name.">
          {(wiring) => <Input name="name" autoComplete="off" maxLength={200} {...wiring} />}
        </Field>
        <Field label="Stays open for" hint="From the moment they open it.">
          {(wiring) => (
            <Select name="sessionSeconds" defaultValue={3_600} {...wiring}>
              {SESSIONS.map(([seconds, words]) => (
                <option key={seconds} value={seconds}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Checkbox checked={readOnly} onChange={setReadOnly} className="text-sm sm:col-span-2">
          View only: changes no endpoints, sees no secrets, replays nothing
        </Checkbox>
        {create.error && !nameError && <FieldError message={messageOf(create.error)} />}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="primary" busy={create.isPending}>
            Create portal link
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}
