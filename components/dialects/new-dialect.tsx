"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { api } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Select } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { Dialect } from "@/lib/contract/dialects";
import { DialectForm, policyOf } from "./dialect-form";
import { dialectList } from "./queries";

/** A dialect of one's own begins as one that is there. */
export function NewDialect() {
  const router = useRouter();
  const client = useQueryClient();
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const [from, setFrom] = useQueryState("from", parseAsString.withDefault("standard"));
  const { data, error, refetch } = useQuery(dialectList());
  const create = useMutation({
    mutationFn: (body: { name: string; policy: object }) =>
      api<Dialect>("POST", "/workspace/dialects", { body }),
    onSuccess: async ({ title }) => {
      await client.invalidateQueries({ queryKey: ["dialects"] });
      toast.done(`${title} can be chosen now.`);
      router.push("/dialects");
    },
  });
  const start = data?.data.find(({ name }) => name === from) ?? data?.data[0];
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }, { label: "Dialects", href: "/dialects" }, { label: "New" }]}
        title="Define a dialect"
        sub={
          mayWrite && (
            <span className="flex flex-wrap items-center gap-2">
              Start from
              <Select
                aria-label="Start from"
                className="w-56"
                value={start?.name}
                onChange={({ target }) => setFrom(target.value)}
              >
                {data?.data.map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
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
        <Skeleton className="h-96" />
      )}
    </>
  );
}
