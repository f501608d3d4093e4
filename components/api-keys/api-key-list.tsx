"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { type Column, DataTable, TableSkeleton, wrapsNarrow } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Pager, usePager } from "@/components/ui/pager";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { ApiKey } from "@/lib/contract/api-keys";
import { apiKeyList } from "./queries";
import { SCOPE_NAMES } from "./scope-words";

const NewApiKey = dynamic(() => import("./new-api-key").then((loaded) => loaded.NewApiKey), {
  loading: () => null,
});

const scopesInWords = (scopes: readonly string[]) =>
  scopes.length === SCOPE_NAMES.length ? "all" : scopes.join(", ");

const columnsOf = (onRevoke: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    name: "Name",
    look: "py-1.5 font-medium @2xl:py-0",
    cell: ({ name, hint }) => (
      <>
        <span className={wrapsNarrow}>
          <PlainText>{name}</PlainText>
        </span>
        <span className="block truncate font-mono text-xs font-normal text-ink3 @2xl:hidden">{hint}</span>
      </>
    ),
  },
  {
    name: "Key",
    className: "hidden w-48 @2xl:table-cell",
    look: "font-mono text-sm text-ink2",
    cell: ({ hint }) => hint,
  },
  {
    name: "Scopes",
    className: "hidden @4xl:table-cell",
    look: "text-ink2",
    cell: ({ scopes }) => <span title={scopes.join(", ")}>{scopesInWords(scopes)}</span>,
  },
  {
    name: "Last used",
    className: "w-28 px-2 @2xl:w-32 @2xl:px-3",
    look: "text-ink2",
    cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime iso={lastUsedAt} /> : "never"),
  },
  {
    name: "Actions",
    head: "hidden",
    className: "w-20 text-right @2xl:w-24",
    acts: true,
    cell: (key) =>
      key.revokedAt ? (
        <span className="text-xs text-ink3">Revoked</span>
      ) : (
        <Button size="sm" look="quiet" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
          Revoke
        </Button>
      ),
  },
];

export function ApiKeyList() {
  const { workspace } = useViewer();
  const mayManage = useMay("keys");
  const pager = usePager();
  const { data, error, refetch } = useQuery({ ...apiKeyList(pager.cursor), enabled: mayManage });
  const [isNew, setNew] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const crumbs = [{ label: workspace.name }];
  if (!mayManage) {
    return (
      <>
        <PageHead crumbs={crumbs} title="API keys" />
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace see its API keys.</Panel>
      </>
    );
  }
  const columns = columnsOf(setRevoking);
  const isEmpty = data?.data.length === 0 && !pager.cursor;
  const add = !isNew && !made && (
    <Button look="primary" onClick={() => setNew(true)}>
      <Plus aria-hidden />
      Create API key
    </Button>
  );
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title="API keys"
        sub="With these your product publishes events and manages endpoints. They open every project of the workspace."
        actions={!isEmpty && add}
      />
      {isNew && (
        <NewApiKey
          onClose={() => setNew(false)}
          onMade={(key) => {
            setNew(false);
            setMade(key);
          }}
        />
      )}
      {made && (
        <div className="mb-4">
          <SecretReveal
            title="The new API key, shown this once"
            secret={made}
            variable="POSTHORN_API_KEY"
            onStored={() => setMade(null)}
          >
            We keep only its hash and cannot show it again.
          </SecretReveal>
        </div>
      )}
      {revoking && <RevokeQuestion apiKey={revoking} onDone={() => setRevoking(null)} />}
      {error && !data ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !data ? (
        <TableSkeleton label="API keys" columns={columns} />
      ) : isEmpty ? (
        !isNew && (
          <Panel>
            <EmptyState icon={KeyRound} title="No API key yet" action={add}>
              Create one for your product, so that it can publish its first event.
            </EmptyState>
          </Panel>
        )
      ) : (
        <>
          <DataTable label="API keys" columns={columns} rows={data.data} idOf={({ id }) => id} />
          <Pager pager={pager} nextCursor={data.nextCursor} shown={data.data.length} noun="keys" />
        </>
      )}
    </>
  );
}

function RevokeQuestion({ apiKey, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api("DELETE", `/workspace/api-keys/${apiKey.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["api-keys"] });
      toast.done("API key revoked.");
      onDone();
    },
  });
  return (
    <Confirm
      title={`Revoke ${apiKey.name}?`}
      verb="Revoke API key"
      look="danger"
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={revoke.mutate}
      onCancel={onDone}
    >
      Whatever still uses <span className="font-mono">{apiKey.hint}</span> is refused, everywhere within two
      seconds. It cannot be undone.
    </Confirm>
  );
}
