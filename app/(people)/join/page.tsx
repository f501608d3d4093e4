import type { Metadata } from "next";
import { headers } from "next/headers";
import { principalOfCookies } from "@/app/auth/session-principal";
import { signInProviders } from "@/app/auth/sign-in-providers";
import { JoinForm } from "@/components/people/join-form";
import { PeopleCard } from "@/components/people/people-card";
import { ProviderButtons } from "@/components/people/provider-buttons";
import { sendsMail } from "@/lib/mail";
import { addressWithoutPassword } from "@/lib/users";

export const metadata: Metadata = { title: "Join" };

export default async function JoinPage() {
  const person = await principalOfCookies((await headers()).get("cookie"));
  const signedInAs = person && (await addressWithoutPassword(person.userId));
  const providers = signInProviders().map(({ id, name }) => ({ id, name }));
  return (
    <PeopleCard
      title="Join your team"
      lead="You are invited to a workspace. Choose the password you will sign in with."
    >
      <JoinForm signedInAs={signedInAs} sendsMail={sendsMail()}>
        <ProviderButtons next="/" providers={providers} />
      </JoinForm>
    </PeopleCard>
  );
}
