import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/auth/callback-path";
import { principalOfCookies } from "@/app/auth/session-principal";
import { signInProviders } from "@/app/auth/sign-in-providers";
import { PeopleCard } from "@/components/people/people-card";
import { ProviderButtons } from "@/components/people/provider-buttons";
import { SignInForm } from "@/components/people/sign-in-form";
import { problemInWords } from "@/components/people/sign-in-problems";
import { workspacesOf } from "@/lib/members";
import { appOrigin } from "@/lib/platform/env";
import { isOwned } from "@/lib/setup";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error } = await searchParams;
  const next = callbackPath(callbackUrl, appOrigin());
  const person = await principalOfCookies((await headers()).get("cookie"));
  const isMember = person !== null && (await workspacesOf(person.userId)).length > 0;
  if (isMember) redirect(next);
  if (!(await isOwned())) return <PeopleCard title="Not set up yet" lead={UNOWNED} />;
  return (
    <PeopleCard title="Sign in" lead={person ? strandedLead(person.name) : LEAD}>
      <SignInForm next={next} problem={problemInWords(error)}>
        <ProviderButtons next={next} providers={signInProviders().map(({ id, name }) => ({ id, name }))} />
      </SignInForm>
    </PeopleCard>
  );
}

const LEAD = "See what was sent, and what came back.";
const UNOWNED =
  "Nobody owns this installation. Open the set-up link that the server printed in its terminal.";
const strandedLead = (name: string) =>
  `${name} belongs to no workspace. Ask an owner to add you, or sign in as somebody else.`;
