"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { EventType } from "@/lib/contract/event-types";
import { JsonEditor, jsonMistake, tidied } from "./json-editor";
import { ProblemList } from "./problem-list";
import { usePayloadProblems } from "./use-payload-problems";

const FIELDS = ["category", "description", "schema", "example"];

/** What people read about a type, and beside each other its schema and an example of it. */
export function EventTypeForm({ type }: { type: EventType }) {
  const client = useQueryClient();
  const [schema, setSchema] = useState(() => tidied(type.schema ?? ""));
  const [example, setExample] = useState(() => tidied(type.example ?? ""));
  const save = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name)).trim();
      const body = {
        category: text("category") || null,
        description: text("description"),
        schema: schema.trim() === "" ? null : schema,
        example: example.trim() === "" ? null : example,
      };
      const path = `/workspace/event-types/${encodeURIComponent(type.name)}`;
      return api<EventType>("PATCH", path, { body });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["event-types"] });
      toast.done("Event type saved.");
    },
  });
  const { error } = save;
  const isAtField = FIELDS.some((field) => fieldErrorOf(error, field));
  const unfit = usePayloadProblems(schema, example, "example");
  const isWrong = jsonMistake(schema) !== null || jsonMistake(example) !== null;
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) save.mutate(new FormData(event.currentTarget));
      }}
    >
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_16rem]">
        <Field label="Description" optional error={fieldErrorOf(error, "description")}>
          {(wiring) => (
            <Textarea
              name="description"
              rows={2}
              maxLength={2000}
              defaultValue={type.description}
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
            <Input
              name="category"
              autoComplete="off"
              spellCheck={false}
              maxLength={64}
              defaultValue={type.category ?? ""}
              {...wiring}
            />
          )}
        </Field>
      </div>
      <div className="grid gap-4 md:grid-cols-2">
        <JsonEditor
          label="Schema"
          hint="A JSON Schema of the payload."
          value={schema}
          onChange={setSchema}
          error={fieldErrorOf(error, "schema")}
        />
        <div>
          <JsonEditor
            label="Example"
            hint="A payload as it is published; test events send it."
            value={example}
            onChange={setExample}
            error={fieldErrorOf(error, "example")}
          />
          <ProblemList title="The example does not fit the schema" problems={unfit} />
        </div>
      </div>
      {Boolean(error) && !isAtField && <FieldError message={messageOf(error)} />}
      <Button type="submit" look="primary" busy={save.isPending} disabled={isWrong} className="self-start">
        Save
      </Button>
    </form>
  );
}
