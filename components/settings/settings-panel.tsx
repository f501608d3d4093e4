"use client";

import type { ReactNode } from "react";
import { fieldErrorOf, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import type { OwnWorkspace } from "@/lib/contract/workspaces";
import { useSaveWorkspace } from "./use-save-workspace";

type SettingsPanelProps = {
  title: string;
  lead: ReactNode;
  /** What the form says, as the API wants it. */
  read: (form: FormData) => Partial<OwnWorkspace>;
  mayChange: boolean;
  /** Gets the words of a refusal that belong to a field. */
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
};

/** Some settings that are saved together. Who may not change them sees them all the same. */
export function SettingsPanel({ title, lead, read, mayChange, children }: SettingsPanelProps) {
  const save = useSaveWorkspace();
  const { error } = save;
  const errorOf = (field: string) => fieldErrorOf(error, field);
  const isAtField = Object.keys(save.variables ?? {}).some(errorOf);
  return (
    <section className="grid gap-x-8 gap-y-3 border-t py-6 first:border-t-0 first:pt-0 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-medium">{title}</h2>
        <div className="mt-1 text-sm text-ink2">{lead}</div>
      </div>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(read(new FormData(event.currentTarget)));
        }}
      >
        <fieldset disabled={!mayChange} className="flex max-w-md min-w-0 flex-col gap-4">
          <legend className="sr-only">{title}</legend>
          {children(errorOf)}
          {Boolean(error) && !isAtField && <FieldError message={messageOf(error)} />}
          {mayChange && (
            <Button type="submit" busy={save.isPending} className="self-start">
              Save
            </Button>
          )}
        </fieldset>
      </form>
    </section>
  );
}
