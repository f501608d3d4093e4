"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { ownWorkspace } from "@/components/settings/queries";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import type { ImportedEventTypes } from "@/lib/contract/event-types";
import { BUILT_IN_CATALOGUES, CATALOGUE_NAMES } from "@/lib/dialects/catalogues/built-in";

const DOCUMENT = "openapi";

/** Registers many types at once: a catalogue that comes with Posthorn, or the webhooks of an OpenAPI document. */
export function ImportEventTypes({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { data: workspace } = useQuery(ownWorkspace());
  const [chosen, setChosen] = useState<string | null>(null);
  // Whoever sends like one of them most likely wants its events.
  const source: string =
    chosen ?? CATALOGUE_NAMES.find((name) => name === workspace?.dialect) ?? CATALOGUE_NAMES[0];
  const [overwrite, setOverwrite] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const run = useMutation({
    mutationFn: async () => {
      // The document's own text: it is JSON already, and what it says must not change on the way.
      const body =
        source === DOCUMENT
          ? `{"overwrite":${overwrite},"openapi":${await file?.text()}}`
          : { catalogue: source, overwrite };
      return api<ImportedEventTypes>("POST", "/workspace/event-type-imports", { body });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["event-types"] }),
  });
  if (run.data) return <Imported result={run.data} onDone={onClose} />;
  return (
    <Panel className="mb-4 overflow-visible">
      <form
        noValidate
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (source !== DOCUMENT || file) run.mutate();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Import">
            {(wiring) => (
              <Select value={source} onChange={({ target }) => setChosen(target.value)} {...wiring}>
                {CATALOGUE_NAMES.map((name) => (
                  <option key={name} value={name}>
                    {BUILT_IN_CATALOGUES[name].title}
                  </option>
                ))}
                <option value={DOCUMENT}>The webhooks of an OpenAPI document</option>
              </Select>
            )}
          </Field>
          {source === DOCUMENT && (
            <Field label="Document" hint="OpenAPI 3.1, as JSON.">
              {(wiring) => (
                <Input
                  type="file"
                  accept=".json,application/json"
                  className="py-1 file:me-2 file:rounded-sm file:border-0 file:bg-line2 file:px-2"
                  onChange={({ target }) => setFile(target.files?.[0] ?? null)}
                  {...wiring}
                />
              )}
            </Field>
          )}
        </div>
        <Checkbox checked={overwrite} onChange={setOverwrite} className="text-sm">
          Also replace what somebody has written, and bring archived types back
        </Checkbox>
        {run.error && <FieldError message={messageOf(run.error)} />}
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={run.isPending} disabled={source === DOCUMENT && !file}>
            Import
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </Panel>
  );
}

function Imported({ result, onDone }: { result: ImportedEventTypes; onDone: () => void }) {
  const { added, updated, unchanged, kept, refused } = result;
  return (
    <section aria-label="Imported" className="mb-4 max-w-3xl rounded-xl border bg-panel p-4 text-sm">
      <h2 className="font-medium">
        {count(added, "type")} added, {updated} changed, {unchanged} as they were
      </h2>
      {kept.length > 0 && (
        <p className="mt-1 text-ink2 [overflow-wrap:anywhere]">
          Left alone, because somebody changed or archived them: {kept.join(", ")}.
        </p>
      )}
      {refused.length > 0 && (
        <p className="mt-1 text-ink2 [overflow-wrap:anywhere]">
          Not taken, because their names cannot be event types: <PlainText>{refused.join(", ")}</PlainText>.
        </p>
      )}
      <Button className="mt-3" onClick={onDone}>
        Done
      </Button>
    </section>
  );
}
