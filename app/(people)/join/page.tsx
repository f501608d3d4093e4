import type { Metadata } from "next";
import { connection } from "next/server";
import { signInProviders } from "@/app/auth/sign-in-providers";
import { JoinForm } from "@/components/people/join-form";
import { PeopleCard } from "@/components/people/people-card";
import { ProviderButtons } from "@/components/people/provider-buttons";

export const metadata: Metadata = { title: "Join" };

export default async function JoinPage() {
  await connection();
  const providers = signInProviders().map(({ id, name }) => ({ id, name }));
  return (
    <PeopleCard
      title="Join your team"
      lead="You have been added to a workspace. Choose the password you will sign in with."
    >
      <JoinForm />
      <ProviderButtons next="/" providers={providers} />
    </PeopleCard>
  );
}
