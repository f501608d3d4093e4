"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { statusPhrase } from "@/components/deliveries/status-phrase";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { PlayAnswer, PlayInbox } from "@/lib/contract/play";

const OFTEN = [200, 204, 301, 400, 401, 404, 410, 429, 500, 503];

/** `Retry-After: 120`, one to a line, as a record; null when a line is no header. */
export function headersOfLines(text: string): Record<string, string> | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line));
  if (pairs.includes(null)) return null;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}

const linesOf = (headers: PlayAnswer["headers"]) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

const NO_HEADERS = "Write one header to a line: a name, a colon, a value.";

/** What an inbox is called and answers. */
export function AnswerForm({ inbox, onDone }: { inbox: PlayInbox; onDone: () => void }) {
  const client = useQueryClient();
  const [wrongHeaders, setWrongHeaders] = useState(false);
  const save = useMutation({
    mutationFn: (body: object) => api<PlayInbox>("PATCH", `/workspace/play/${inbox.id}`, { body }),
    onSuccess: () => {
      toast.done("Saved. The next request gets the new answer.");
      onDone();
      return client.invalidateQueries({ queryKey: ["play"] });
    },
  });
  const submit = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "");
    const headers = headersOfLines(text("headers"));
    setWrongHeaders(headers === null);
    if (headers === null) return;
    save.mutate({
      name: text("name"),
      answer: {
        status: Number(text("status")),
        delayMs: Math.round(Number(text("delay")) * 1_000),
        failPercent: Number(text("failPercent")),
        headers,
        body: text("body"),
      },
    });
  };
  const at = (field: string) => fieldErrorOf(save.error, field);
  const isAtField = isApiError(save.error) && save.error.errors.length > 0;
  return (
    <form
      noValidate
      aria-label="What it answers"
      className="mb-4 flex max-w-3xl flex-col gap-4 rounded-xl border bg-panel p-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit(new FormData(event.currentTarget));
      }}
    >
      <Field label="Name" error={at("name")}>
        {(wiring) => (
          <Input name="name" defaultValue={inbox.name} maxLength={200} autoComplete="off" {...wiring} />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Status" error={at("answer.status")} hint="200 to 599">
          {(wiring) => (
            <>
              <Input
                name="status"
                type="number"
                min={200}
                max={599}
                list="play-statuses"
                defaultValue={inbox.answer.status}
                {...wiring}
              />
              <datalist id="play-statuses">
                {OFTEN.map((status) => (
                  <option key={status} value={status}>
                    {statusPhrase(status)}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field label="Delay in seconds" error={at("answer.delayMs")} hint="Up to 30">
          {(wiring) => (
            <Input
              name="delay"
              type="number"
              min={0}
              max={30}
              step="any"
              defaultValue={inbox.answer.delayMs / 1_000}
              {...wiring}
            />
          )}
        </Field>
        <Field label="Fails, percent" error={at("answer.failPercent")} hint="At random, with a 500">
          {(wiring) => (
            <Input
              name="failPercent"
              type="number"
              min={0}
              max={100}
              defaultValue={inbox.answer.failPercent}
              {...wiring}
            />
          )}
        </Field>
      </div>
      <Field
        label="Headers"
        optional
        error={wrongHeaders ? NO_HEADERS : at("answer.headers")}
        hint="One to a line: Retry-After, Content-Type, or your own that begin with X-."
      >
        {(wiring) => (
          <Textarea
            name="headers"
            className="min-h-14 font-mono"
            spellCheck={false}
            placeholder="Retry-After: 120"
            defaultValue={linesOf(inbox.answer.headers)}
            {...wiring}
          />
        )}
      </Field>
      <Field label="Body" optional error={at("answer.body")}>
        {(wiring) => (
          <Textarea
            name="body"
            className="font-mono"
            spellCheck={false}
            maxLength={16_384}
            defaultValue={inbox.answer.body}
            {...wiring}
          />
        )}
      </Field>
      {save.error && !isAtField && <FieldError message={messageOf(save.error)} />}
      <div className="flex gap-2">
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
