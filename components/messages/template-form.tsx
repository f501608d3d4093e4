"use client";

import { useId } from "react";
import { fieldErrorOf } from "@/components/api-client";
import { Choice, Rows } from "@/components/dialects/parts";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import type { MessageTemplateJson } from "@/lib/contract/message-templates";

type TemplateField = MessageTemplateJson["fields"][number];

const FORMATS: Record<TemplateField["format"], string> = {
  text: "as it is",
  number: "number, 1,234",
  date: "date and time",
  code: "code",
  "yes-no": "yes or no",
  count: "how many",
};

const MAX_FIELDS = 10;

type TemplateFormProps = {
  value: MessageTemplateJson;
  onChange: (value: MessageTemplateJson) => void;
  /** Paths that lead to a value, offered while one is typed. */
  paths: readonly string[];
  /** What the server said of it, as a draft or when it was saved. */
  error: unknown;
};

/** A message's parts, in the order in which they are read. */
export function TemplateForm({ value, onChange, paths, error }: TemplateFormProps) {
  const set = (part: Partial<MessageTemplateJson>) => onChange({ ...value, ...part });
  const list = useId();
  const wrong = (field: string) => fieldErrorOf(error, `template.${field}`);
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <datalist id={list}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      <Field
        label="Title"
        error={wrong("title")}
        hint={
          <>
            <code className="font-mono">{"{customer.name}"}</code> stands for a value of the payload,{" "}
            <code className="font-mono">{"{total|number}"}</code> for one in a format.
          </>
        }
      >
        {(wiring) => (
          <Input
            value={value.title}
            maxLength={300}
            autoComplete="off"
            onChange={({ target }) => set({ title: target.value })}
            {...wiring}
          />
        )}
      </Field>
      <Field
        label="Text"
        optional
        error={wrong("text")}
        hint="A paragraph below the title; *bold* and _italic_ work."
      >
        {(wiring) => (
          <Textarea
            rows={2}
            className="min-h-0"
            value={value.text}
            maxLength={3000}
            onChange={({ target }) => set({ text: target.value })}
            {...wiring}
          />
        )}
      </Field>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 text-sm font-medium">Fields</legend>
        <FieldRows value={value.fields} onChange={(fields) => set({ fields })} list={list} />
        {wrong("fields") && <FieldError message={wrong("fields") ?? ""} />}
      </fieldset>
      <Field
        label="Last line"
        optional
        error={wrong("context")}
        hint={
          <>
            In small print. <code className="font-mono">{"{@type}"}</code>,{" "}
            <code className="font-mono">{"{@time|date}"}</code>, <code className="font-mono">{"{@id}"}</code>{" "}
            and <code className="font-mono">{"{@channel}"}</code> are the event's own.
          </>
        }
      >
        {(wiring) => (
          <Input
            value={value.context}
            maxLength={500}
            autoComplete="off"
            onChange={({ target }) => set({ context: target.value })}
            {...wiring}
          />
        )}
      </Field>
      <LinkPart value={value.link} onChange={(link) => set({ link })} error={wrong("link")} />
    </div>
  );
}

type FieldRowsProps = {
  value: readonly TemplateField[];
  onChange: (fields: TemplateField[]) => void;
  list: string;
};

function FieldRows({ value, onChange, list }: FieldRowsProps) {
  return (
    <Rows<TemplateField>
      noun="field"
      rows={value}
      onChange={(rows) => onChange(rows.slice(0, MAX_FIELDS))}
      make={() => ({ label: "", path: "", format: "text" })}
    >
      {(row, change, nth) => (
        <>
          <Input
            aria-label={`Label of field ${nth}`}
            placeholder="Label"
            className="min-w-24 flex-1 basis-28"
            maxLength={60}
            autoComplete="off"
            value={row.label}
            onChange={({ target }) => change({ ...row, label: target.value })}
          />
          <Input
            aria-label={`Value of field ${nth}`}
            placeholder="customer.name"
            className="min-w-28 flex-1 basis-full font-mono sm:basis-36"
            list={list}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            value={row.path}
            onChange={({ target }) => change({ ...row, path: target.value })}
          />
          <Choice
            label={`Format of field ${nth}`}
            className="min-w-28 flex-1 basis-28"
            words={FORMATS}
            value={row.format}
            onChange={(format) => change({ ...row, format })}
          />
        </>
      )}
    </Rows>
  );
}

type LinkPartProps = {
  value: MessageTemplateJson["link"];
  onChange: (link: MessageTemplateJson["link"]) => void;
  error: string | undefined;
};

function LinkPart({ value, onChange, error }: LinkPartProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Link</legend>
      <Checkbox
        checked={value !== null}
        onChange={(isOn) => onChange(isOn ? { label: "Open", url: "https://" } : null)}
      >
        <span className="text-sm">A link of yours, beside the one to the delivery</span>
      </Checkbox>
      {value && (
        <div className="mt-2 flex flex-wrap gap-2 ps-6">
          <Input
            aria-label="Link's words"
            className="min-w-24 flex-1 basis-28"
            maxLength={60}
            autoComplete="off"
            value={value.label}
            onChange={({ target }) => onChange({ ...value, label: target.value })}
          />
          <Input
            aria-label="Link's URL"
            placeholder="https://admin.example.com/orders/{id}"
            className="min-w-40 flex-2 basis-56 font-mono"
            maxLength={400}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={error ? true : undefined}
            value={value.url}
            onChange={({ target }) => onChange({ ...value, url: target.value })}
          />
        </div>
      )}
      {error && <FieldError message={error} />}
    </fieldset>
  );
}
