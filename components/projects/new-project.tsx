"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api, fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import type { Project } from "@/lib/contract/projects";

/** Creates a project in place and opens it. */
export function NewProject({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const uid = String(form.get("uid")).trim();
      return api<Project>("POST", "/projects", {
        body: { name: String(form.get("name")).trim(), ...(uid && { uid }) },
      });
    },
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ["projects"] });
      router.push(`/projects/${id}`);
    },
  });
  const taken = isApiError(create.error) && create.error.status === 409 ? create.error.message : undefined;
  const isAtField = taken || fieldErrorOf(create.error, "name") || fieldErrorOf(create.error, "uid");
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
        <Field
          label="Name"
          error={fieldErrorOf(create.error, "name")}
          hint="As your team calls this customer."
        >
          {(wiring) => <Input name="name" autoComplete="off" maxLength={200} {...wiring} />}
        </Field>
        <Field
          label="Your id for it"
          optional
          error={fieldErrorOf(create.error, "uid") ?? taken}
          hint="Usable in place of ours in the API."
        >
          {(wiring) => (
            <Input
              name="uid"
              autoComplete="off"
              spellCheck={false}
              maxLength={128}
              className="font-mono"
              {...wiring}
            />
          )}
        </Field>
        {create.error && !isAtField && <FieldError message={messageOf(create.error)} />}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="primary" busy={create.isPending || create.isSuccess}>
            Create project
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}
