"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { heldByField } from "@/components/ui/held-focus";
import { Input, Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { plainText } from "@/components/ui/plain-text";
import { ALERT_KINDS, type AlertKind, type AlertRule } from "@/lib/contract/alerts";
import type { Project } from "@/lib/contract/projects";
import { KIND_WORDS } from "./alert-rule-words";

type TargetType = AlertRule["target"]["type"];
type NewAlertRuleProps = { sendsMail: boolean; projects: readonly Project[]; onClose: () => void };

const listOf = (value: string) => value.split(/[\s,;]+/).filter(Boolean);

function targetOf(type: TargetType, text: (name: string) => string) {
  if (type === "email") return { type, to: listOf(text("to")) };
  return type === "chat" ? { type, url: text("url") } : { type, projectId: text("target") };
}

export function NewAlertRule({ sendsMail, projects, onClose }: NewAlertRuleProps) {
  const client = useQueryClient();
  const [kind, setKind] = useState<AlertKind>("failing");
  const [type, setType] = useState<TargetType>(sendsMail ? "email" : "chat");
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const text = (name: string) => String(form.get(name) ?? "").trim();
      const minutes = kind === "disabled" ? {} : { minutes: Number(text("minutes")) };
      const body = { kind, ...minutes, projectId: text("project") || null, target: targetOf(type, text) };
      return api<AlertRule>("POST", "/workspace/alert-rules", { body });
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["alert-rules"] });
      onClose();
    },
  });
  const { error } = create;
  const minutesError = fieldErrorOf(error, "minutes");
  const targetError = fieldErrorOf(error, "target");
  const options = projects.map(({ id, name }) => (
    <option key={id} value={id}>
      {plainText(name)}
    </option>
  ));
  return (
    <Panel className="overflow-visible">
      <form
        noValidate
        ref={heldByField}
        aria-label="New alert"
        className="grid gap-4 p-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        <Field label="When">
          {(wiring) => (
            <Select value={kind} onChange={({ target }) => setKind(target.value as AlertKind)} {...wiring}>
              {ALERT_KINDS.map((each) => (
                <option key={each} value={each}>
                  {KIND_WORDS[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {kind === "disabled" ? (
          <p className="self-end pb-2 text-sm text-ink3">Sent at once.</p>
        ) : (
          <Field label="For how many minutes" error={minutesError}>
            {(wiring) => (
              <Input
                name="minutes"
                type="number"
                min={1}
                max={10_080}
                defaultValue={10}
                className="max-w-32"
                {...wiring}
              />
            )}
          </Field>
        )}
        <Field label="Tell by" hint={!sendsMail && "This Posthorn sends no mail."}>
          {(wiring) => (
            <Select value={type} onChange={({ target }) => setType(target.value as TargetType)} {...wiring}>
              {sendsMail && <option value="email">Mail</option>}
              <option value="chat">Slack</option>
              <option value="event">An event in a project</option>
            </Select>
          )}
        </Field>
        <TargetField type={type} error={targetError} options={options} />
        <Field label="About endpoints of" optional>
          {(wiring) => (
            <Select name="project" defaultValue="" {...wiring}>
              <option value="">All projects</option>
              {options}
            </Select>
          )}
        </Field>
        {Boolean(error) && !minutesError && !targetError && (
          <div className="sm:col-span-2">
            <FieldError message={messageOf(error)} />
          </div>
        )}
        <div className="flex gap-2 sm:col-span-2">
          <Button type="submit" look="primary" busy={create.isPending}>
            Add alert
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}

type TargetFieldProps = { type: TargetType; error: string | undefined; options: ReactNode };

function TargetField({ type, error, options }: TargetFieldProps) {
  if (type === "email")
    return (
      <Field label="To" error={error} hint="Up to ten addresses, separated by commas.">
        {(wiring) => <Input name="to" autoComplete="off" spellCheck={false} {...wiring} />}
      </Field>
    );
  if (type === "chat")
    return (
      <Field label="Incoming webhook URL" error={error} hint="It is a secret: kept sealed, shown masked.">
        {(wiring) => (
          <Input
            name="url"
            placeholder="https://hooks.slack.com/services/…"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            {...wiring}
          />
        )}
      </Field>
    );
  return (
    <Field
      label="Project"
      error={error}
      hint="Its endpoints get posthorn.endpoint.failing, .disabled, .backlogged and .recovered."
    >
      {(wiring) => (
        <Select name="target" {...wiring}>
          {options}
        </Select>
      )}
    </Field>
  );
}
