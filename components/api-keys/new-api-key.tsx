"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import type { ApiKeyWithKey } from "@/lib/contract/api-keys";
import type { Scope } from "@/lib/contract/scopes";
import { SCOPE_NAMES, SCOPE_WORDS } from "./scope-words";

/** Makes an API key in place; `onMade` gets the key itself, which nobody can read again. */
export function NewApiKey({ onClose, onMade }: { onClose: () => void; onMade: (key: string) => void }) {
  const client = useQueryClient();
  const [scopes, setScopes] = useState<readonly Scope[]>(["read", "events:write"]);
  const create = useMutation({
    mutationFn: (name: string) =>
      api<ApiKeyWithKey>("POST", "/workspace/api-keys", { body: { name, scopes } }),
    onSuccess: ({ key }) => {
      onMade(key);
      return client.invalidateQueries({ queryKey: ["api-keys"] });
    },
  });
  const nameError = fieldErrorOf(create.error, "name");
  const scopeError = fieldErrorOf(create.error, "scopes");
  return (
    <Panel className="mb-4 overflow-visible">
      <form
        noValidate
        ref={heldByField}
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(String(new FormData(event.currentTarget).get("name")).trim());
        }}
      >
        <Field label="Name" error={nameError} hint="What uses it, such as production backend.">
          {(wiring) => (
            <Input name="name" autoComplete="off" maxLength={200} className="max-w-96" {...wiring} />
          )}
        </Field>
        <fieldset className="min-w-0">
          <legend className="mb-1.5 text-sm font-medium">It may</legend>
          <div className="grid gap-1 sm:grid-cols-2">
            {SCOPE_NAMES.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.includes(scope)}
                className="py-1 text-sm"
                onChange={(on) =>
                  setScopes(SCOPE_NAMES.filter((each) => (each === scope ? on : scopes.includes(each))))
                }
              >
                {SCOPE_WORDS[scope]}
              </Checkbox>
            ))}
          </div>
          {scopeError && <FieldError message={scopeError} />}
        </fieldset>
        {create.error && !nameError && !scopeError && <FieldError message={messageOf(create.error)} />}
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={create.isPending}>
            Create API key
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}
