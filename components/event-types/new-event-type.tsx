"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { toast } from "@/components/ui/toaster";
import type { EventType } from "@/lib/contract/event-types";

const FIELDS = ["name", "category", "description"];

/** Adds a type to the catalogue, in place. */
export function NewEventType({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name)).trim();
      const category = text("category");
      const body = { name: text("name"), description: text("description"), ...(category && { category }) };
      return api<EventType>("POST", "/workspace/event-types", { body });
    },
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: ["event-types"] });
      toast.done(`${name} added.`);
      onClose();
    },
  });
  const { error } = create;
  const taken = isApiError(error) && error.status === 409 ? error.message : undefined;
  const isAtField = taken || FIELDS.some((field) => fieldErrorOf(error, field));
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
          error={fieldErrorOf(error, "name") ?? taken}
          hint="Parts joined by dots: order.shipped."
        >
          {(wiring) => (
            <Input
              name="name"
              autoComplete="off"
              spellCheck={false}
              maxLength={128}
              className="font-mono"
              {...wiring}
            />
          )}
        </Field>
        <Field
          label="Category"
          optional
          error={fieldErrorOf(error, "category")}
          hint="Types are grouped by it."
        >
          {(wiring) => (
            <Input name="category" autoComplete="off" spellCheck={false} maxLength={64} {...wiring} />
          )}
        </Field>
        <div className="sm:col-span-2">
          <Field label="Description" optional error={fieldErrorOf(error, "description")}>
            {(wiring) => <Input name="description" autoComplete="off" maxLength={2000} {...wiring} />}
          </Field>
        </div>
        {error && !isAtField && <FieldError message={messageOf(error)} />}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="primary" busy={create.isPending}>
            Add event type
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}
