"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { ErrorState } from "@/components/ui/error-state";
import { FormSkeleton } from "@/components/ui/form-skeleton";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { Dialect } from "@/lib/contract/dialects";
import { DialectForm, policyOf } from "./dialect-form";
import { dialectDetail, dialectPreview } from "./queries";
import { RequestPreview } from "./request-preview";

/** An own dialect to change, a built-in one to look at and to begin one's own from. */
export function DialectDetail({ name }: { name: string }) {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const { data: dialect, error, refetch } = useQuery(dialectDetail(name));
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <PageHead
        crumbs={[
          { label: workspace.name },
          { label: "Dialects", href: "/dialects" },
          { label: dialect?.title ?? name },
        ]}
        title={
          dialect || error ? (
            <PlainText>{dialect?.title ?? name}</PlainText>
          ) : (
            <Skeleton className="my-1.5 h-4 w-60" />
          )
        }
        actions={
          dialect &&
          mayWrite && (
            <>
              {!dialect.builtIn && (
                <Button look="danger" onClick={() => setDeleting(true)}>
                  Delete
                </Button>
              )}
              <ButtonLink href={`/dialects/new?from=${encodeURIComponent(name)}`}>
                Define one from this
              </ButtonLink>
            </>
          )
        }
      />
      {isDeleting && <DeleteQuestion name={name} onDone={() => setDeleting(false)} />}
      {dialect ? (
        dialect.builtIn || !mayWrite ? (
          <Shown name={name} />
        ) : (
          <EditDialect dialect={dialect} />
        )
      ) : error ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} back={{ href: "/dialects", label: "All dialects" }} />
        </Panel>
      ) : (
        <FormSkeleton fields={5} />
      )}
    </>
  );
}

function Shown({ name }: { name: string }) {
  const { data, error, isPlaceholderData } = useQuery(dialectPreview({ dialect: name }));
  return (
    <div className="max-w-3xl">
      <RequestPreview
        preview={data}
        error={error ? messageOf(error) : undefined}
        isStale={isPlaceholderData}
      />
    </div>
  );
}

function EditDialect({ dialect }: { dialect: Dialect }) {
  const router = useRouter();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (policy: object) =>
      api<Dialect>("PATCH", `/workspace/dialects/${encodeURIComponent(dialect.name)}`, { body: { policy } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["dialects"] });
      toast.done("Saved. Events published from now on go out so.");
      router.push("/dialects");
    },
  });
  return (
    <DialectForm
      first={dialect.policy}
      name={dialect.name}
      onSubmit={({ policy }) => save.mutate(policyOf(policy))}
      isBusy={save.isPending || save.isSuccess}
      error={save.error}
      submitLabel="Save"
    >
      <ButtonLink href="/dialects">Cancel</ButtonLink>
    </DialectForm>
  );
}

function DeleteQuestion({ name, onDone }: { name: string; onDone: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api("DELETE", `/workspace/dialects/${encodeURIComponent(name)}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["dialects", "list"] });
      toast.done("Dialect deleted.");
      router.push("/dialects");
    },
  });
  return (
    <Confirm
      title={`Delete ${name}?`}
      verb="Delete dialect"
      look="danger"
      isBusy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={remove.mutate}
      onCancel={onDone}
    >
      It can no longer be chosen. A dialect that the workspace or an endpoint uses cannot be deleted.
    </Confirm>
  );
}
