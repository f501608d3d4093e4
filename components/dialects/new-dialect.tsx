"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { EditorSkeleton } from "@/components/ui/panel-skeleton";
import { plainText } from "@/components/ui/plain-text";
import { useMay, useViewer } from "@/components/viewer";
import { DialectForm, policyOf } from "./dialect-form";
import { dialectList } from "./queries";
import { useCreateDialect } from "./use-create-dialect";

/** A dialect of one's own begins as one that is there. */
export function NewDialect() {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const [from, setFrom] = useQueryState("from", parseAsString.withDefault("standard"));
  const { data, error, refetch } = useQuery(dialectList());
  const create = useCreateDialect();
  const start = data?.data.find(({ name }) => name === from) ?? data?.data[0];
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }, { label: "Dialects", href: "/dialects" }, { label: "New" }]}
        title="Define a dialect"
        actions={mayWrite && <ButtonLink href="/dialects/infer">Infer from a request</ButtonLink>}
        sub={
          mayWrite &&
          (data || !error) && (
            <span className="mt-2 flex flex-wrap items-center gap-2">
              Start from
              <Select
                aria-label="Start from"
                className="w-56"
                disabled={!data}
                value={start?.name}
                onChange={({ target }) => setFrom(target.value)}
              >
                {data?.data.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {plainText(title)}
                  </option>
                ))}
              </Select>
            </span>
          )
        }
      />
      {!mayWrite ? (
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace define dialects.</Panel>
      ) : start ? (
        <DialectForm
          key={start.name}
          first={{ ...start.policy, title: `${start.title}, our own` }}
          onSubmit={({ name, policy }) => create.mutate({ name, policy: policyOf(policy) })}
          isBusy={create.isPending || create.isSuccess}
          error={create.error}
          submitLabel="Define dialect"
        >
          <ButtonLink href="/dialects">Cancel</ButtonLink>
        </DialectForm>
      ) : error ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <EditorSkeleton />
      )}
    </>
  );
}
