"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHead } from "@/components/ui/breadcrumbs";
import { ErrorState } from "@/components/ui/error-state";
import { SectionsSkeleton } from "@/components/ui/form-skeleton";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useViewer } from "@/components/viewer";
import { AccountSection } from "./account-section";
import { ChangePassword } from "./change-password";
import { IdentityList, NoPassword } from "./identity-list";
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
        sub={account ? <PlainText>{account.email}</PlainText> : !error && <Skeleton className="my-1 w-48" />}
      />
      {account ? (
        <div className="mt-6">
          <AccountSection title="Sessions" lead="The browsers you are signed in with.">
            <SessionList sessions={account.sessions} />
          </AccountSection>
          {account.identities.length > 0 && (
            <AccountSection title="Other ways in" lead="Accounts elsewhere with which you have signed in.">
              <IdentityList identities={account.identities} hasPassword={account.hasPassword} />
            </AccountSection>
          )}
          <AccountSection title="Password" lead="A new one ends all your other sessions.">
            {account.hasPassword ? (
              <ChangePassword key={round} onDone={() => setRound(round + 1)} />
            ) : (
              <NoPassword />
            )}
          </AccountSection>
          <AccountSection
            title="Second factor"
            lead="After your password, a code from an app on your phone: whoever steals one cannot sign in without the other."
          >
            {account.hasPassword ? (
              <TwoFactor isOn={account.twoFactor} codesLeft={account.recoveryCodesLeft} />
            ) : (
              <p className="max-w-md text-sm text-ink2">
                Needs a password. Until you have one, the factors of the account you sign in with count.
              </p>
            )}
          </AccountSection>
        </div>
      ) : error ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : (
        <SectionsSkeleton />
      )}
    </>
  );
}
