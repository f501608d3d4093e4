import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Account } from "@/lib/contract/account";

const NAMES: Record<string, string> = { github: "GitHub", google: "Google", oidc: "Single sign-on" };

export function IdentityList({ identities }: Pick<Account, "identities">) {
  return (
    <Panel className="max-w-2xl">
      <ul>
        {identities.map(({ provider, email, linkedAt }) => (
          <li
            key={provider + linkedAt}
            className="flex min-h-13 flex-col justify-center border-b border-line2 px-3.5 py-2 text-sm last:border-b-0"
          >
            <span className="font-medium">{NAMES[provider] ?? provider}</span>
            <span className="truncate text-xs text-ink3">
              <PlainText>{email}</PlainText>, since <RelativeTime iso={linkedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
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
