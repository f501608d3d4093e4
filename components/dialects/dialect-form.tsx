"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { BodyPart } from "./body-part";
import { PacePart, RetryPart } from "./delivery-part";
import { HeaderPart } from "./header-part";
import { dialectPreview } from "./queries";
import { RequestPreview } from "./request-preview";
import { SignaturePart } from "./signature-part";
import { useSettled } from "./use-settled";
import type { Policy } from "./words";

export type DialectDraft = { name: string; policy: Policy };

type DialectFormProps = {
  first: Policy;
  /** The dialect that is changed; its name and the format of its secrets stay. */
  name?: string;
  onSubmit: (draft: DialectDraft) => void;
  isBusy: boolean;
  error: unknown;
  submitLabel: string;
  children: ReactNode;
};

/** The API wants the dialect's name beside the policy. */
export const policyOf = ({ name: _, ...policy }: Policy): Omit<Policy, "name"> => policy;

/** A policy in its closed vocabulary, with the request it makes beside it, always as the server renders it. */
export function DialectForm({
  first,
  name,
  onSubmit,
  isBusy,
  error,
  submitLabel,
  children,
}: DialectFormProps) {
  const [policy, setPolicy] = useState(first);
  const [newName, setNewName] = useState("");
  const change = (part: Partial<Policy>) => setPolicy((before) => ({ ...before, ...part }));
  const settled = useSettled(policy);
  const preview = useQuery(dialectPreview({ policy: policyOf(settled) }));
  const taken = isApiError(error) && error.status === 409 ? error.message : undefined;
  const nameError = fieldErrorOf(error, "name") ?? taken;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
      <form
        noValidate
        className="flex min-w-0 flex-col gap-6"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit({ name: name ?? newName.trim(), policy });
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Title" hint="As people choose it from a list.">
            {(wiring) => (
              <Input
                value={policy.title}
                maxLength={100}
                autoComplete="off"
                onChange={({ target }) => change({ title: target.value })}
                {...wiring}
              />
            )}
          </Field>
          {name === undefined && (
            <Field label="Name" error={nameError} hint="As the API calls it: lower-case, with hyphens.">
              {(wiring) => (
                <Input
                  value={newName}
                  maxLength={64}
                  className="font-mono"
                  spellCheck={false}
                  autoComplete="off"
                  onChange={({ target }) => setNewName(target.value)}
                  {...wiring}
                />
              )}
            </Field>
          )}
        </div>
        <BodyPart policy={policy} onChange={change} />
        <HeaderPart policy={policy} onChange={change} />
        <SignaturePart policy={policy} onChange={change} isFormatFixed={name !== undefined} />
        <RetryPart policy={policy} onChange={change} />
        <PacePart policy={policy} onChange={change} />
        {Boolean(error) && !nameError && <FieldError message={messageOf(error)} />}
        <div className="flex gap-2 border-t pt-5">
          <Button type="submit" look="primary" busy={isBusy}>
            {submitLabel}
          </Button>
          {children}
        </div>
      </form>
      <div className="min-w-0 lg:sticky lg:top-5">
        <RequestPreview
          preview={preview.data}
          error={preview.error ? messageOf(preview.error) : undefined}
          isStale={preview.isPlaceholderData || policy !== settled}
        />
      </div>
    </div>
  );
}
