import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { callbackPath } from "@/app/auth/callback-path";
import { principalOfCookies } from "@/app/auth/session-principal";
import { PeopleCard } from "@/components/people/people-card";
import { SignInForm } from "@/components/people/sign-in-form";
import { workspacesOf } from "@/lib/members";
import { appOrigin } from "@/lib/platform/env";
import { isOwned } from "@/lib/setup";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const next = callbackPath((await searchParams).callbackUrl, appOrigin());
  const person = await principalOfCookies((await headers()).get("cookie"));
  const isMember = person !== null && (await workspacesOf(person.userId)).length > 0;
  if (isMember) redirect(next);
  return (
    <PeopleCard title="Sign in" lead={leadFor(person?.name ?? null, await isOwned())}>
      <SignInForm next={next} />
    </PeopleCard>
  );
}

function leadFor(name: string | null, owned: boolean): string {
  if (!owned)
    return "Nobody owns this installation yet. Open the set-up link that the server printed in its terminal.";
  if (name) return `${name} belongs to no workspace. Ask an owner to add you, or sign in as somebody else.`;
  return "See what was sent, and what came back.";
}
