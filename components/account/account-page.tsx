"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useViewer } from "@/components/viewer";
import { AccountSection } from "./account-section";
import { ChangePassword } from "./change-password";
import { ownAccount } from "./queries";
import { SessionList } from "./session-list";
import { TwoFactor } from "./two-factor";

export function AccountPage() {
  const { name } = useViewer();
  const { data: account, error, refetch } = useQuery(ownAccount());
  // A form that is done begins anew, empty.
  const [round, setRound] = useState(0);
  return (
    <>
      <PageHead
        crumbs={[{ label: name }]}
        title="Account"
        sub={account ? <PlainText>{account.email}</PlainText> : <Skeleton className="my-1 w-48" />}
      />
      {account ? (
        <div className="mt-6">
          <AccountSection title="Sessions" lead="The browsers you are signed in with.">
            <SessionList sessions={account.sessions} />
          </AccountSection>
          <AccountSection title="Password" lead="A new one ends all of your sessions but this.">
            <ChangePassword key={round} onDone={() => setRound(round + 1)} />
          </AccountSection>
          <AccountSection
            title="Second factor"
            lead="After your password, a code from an app on your phone: who steals the one cannot sign in without the other."
          >
            <TwoFactor isOn={account.twoFactor} codesLeft={account.recoveryCodesLeft} />
          </AccountSection>
        </div>
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
