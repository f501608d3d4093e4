"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { messageOf } from "@/components/api-client";
import { dialectList, dialectPreview } from "@/components/dialects/queries";
import { RequestPreview } from "@/components/dialects/request-preview";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { plainText } from "@/components/ui/plain-text";
import { useMay } from "@/components/viewer";
import type { OwnWorkspace } from "@/lib/contract/workspaces";
import { useSaveWorkspace } from "./use-save-workspace";

/** Chooses the dialect by what it does: the request stands there before anything is changed. */
export function DialectSettings({ workspace }: { workspace: OwnWorkspace }) {
  const mayChange = useMay("workspace:write");
  const { data: dialects } = useQuery(dialectList());
  const [chosen, setChosen] = useState(workspace.dialect);
  const { data: preview, error, isPlaceholderData } = useQuery(dialectPreview({ dialect: chosen }));
  const save = useSaveWorkspace();
  const formatOf = (name: string) => dialects?.data.find((each) => each.name === name)?.policy.secretFormat;
  const isOther = chosen !== workspace.dialect;
  const keepsSecrets = formatOf(chosen) === formatOf(workspace.dialect);
  return (
    <section className="grid gap-x-8 gap-y-3 border-t py-6 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-medium">Dialect</h2>
        <p className="mt-1 text-sm text-ink2">
          How requests look, are signed and are retried. Endpoints follow it unless they have one of their
          own.{" "}
          <Link
            href="/dialects"
            className="underline decoration-edge underline-offset-2 hover:decoration-ink"
          >
            All dialects
          </Link>
        </p>
      </div>
      <div className="flex min-w-0 max-w-2xl flex-col gap-3">
        <div className="flex flex-wrap items-end gap-2">
          <Field label="Dialect">
            {(wiring) => (
              <Select
                className="min-w-64"
                value={chosen}
                disabled={!mayChange}
                onChange={({ target }) => setChosen(target.value)}
                {...wiring}
              >
                {dialects ? (
                  dialects.data.map(({ name, title }) => (
                    <option key={name} value={name}>
                      {plainText(title)}
                    </option>
                  ))
                ) : (
                  <option value={chosen}>{chosen}</option>
                )}
              </Select>
            )}
          </Field>
          {isOther && (
            <>
              <Button look="primary" busy={save.isPending} onClick={() => save.mutate({ dialect: chosen })}>
                Use this dialect
              </Button>
              <Button onClick={() => setChosen(workspace.dialect)}>Cancel</Button>
            </>
          )}
        </div>
        {isOther && (
          <p className="text-sm text-ink2">
            {keepsSecrets
              ? "Endpoints without a dialect of their own change over at once, with the secrets they have. What was published before keeps its bytes."
              : "Its signing secrets have another format: endpoints that are there stay with the present dialect, and those added from now on use this one."}
          </p>
        )}
        {save.error && <FieldError message={messageOf(save.error)} />}
        <RequestPreview
          preview={preview}
          error={error ? messageOf(error) : undefined}
          isStale={isPlaceholderData}
        />
      </div>
    </section>
  );
}
