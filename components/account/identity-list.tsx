"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { api } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import type { Account, AccountIdentity } from "@/lib/contract/account";

const NAMES: Record<string, string> = { github: "GitHub", google: "Google", oidc: "Single sign-on" };
const nameOf = (provider: string) => NAMES[provider] ?? provider;

/** The accounts elsewhere that open this one; the last way in cannot be removed. */
export function IdentityList({ identities, hasPassword }: Pick<Account, "identities" | "hasPassword">) {
  const [asked, setAsked] = useState<AccountIdentity | null>(null);
  const mayRemove = hasPassword || identities.length > 1;
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      <Panel>
        <ul>
          {identities.map((identity) => {
            const { provider, email, linkedAt } = identity;
            return (
              <li
                key={provider + linkedAt}
                className="flex min-h-13 items-center gap-3 border-b border-line2 px-3.5 py-2 text-sm last:border-b-0"
              >
                <p className="min-w-0 grow">
                  <span className="block font-medium">{nameOf(provider)}</span>
                  <span className="block truncate text-xs text-ink3">
                    <PlainText>{email}</PlainText>, since <RelativeTime iso={linkedAt} />
                  </span>
                </p>
                {mayRemove && (
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={`Remove ${nameOf(provider)}`}
                    onClick={() => setAsked(identity)}
                  >
                    Remove
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </Panel>
      {!mayRemove && (
        <p className="text-sm text-ink2">It is your only way in. To remove it, choose a password first.</p>
      )}
      {asked && <RemoveQuestion key={asked.provider} identity={asked} onDone={() => setAsked(null)} />}
    </div>
  );
}

function RemoveQuestion({ identity, onDone }: { identity: AccountIdentity; onDone: () => void }) {
  const client = useQueryClient();
  const name = nameOf(identity.provider);
  const remove = useMutation({
    mutationFn: () => api("DELETE", `/account/identities/${encodeURIComponent(identity.provider)}`),
    onSuccess: () => {
      onDone();
      toast.done(`${name} is removed.`);
      return client.invalidateQueries({ queryKey: ["account"] });
    },
  });
  return (
    <Confirm
      title={`Remove ${name}?`}
      verb="Remove"
      look="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={remove.mutate}
      onCancel={onDone}
    >
      The account of <PlainText>{identity.email}</PlainText> there no longer counts as yours here. Whoever
      next signs in with {name} under your address here is linked again. You stay signed in.
    </Confirm>
  );
}

/** For who has only ever come in from elsewhere. */
export function NoPassword() {
  return (
    <p className="max-w-md text-sm text-ink2">
      You have none, and need none. To have one as well,{" "}
      <Link href="/forgot-password" className="text-ink underline underline-offset-2">
        ask for a link
      </Link>{" "}
      as if you had forgotten it.
    </p>
  );
}
