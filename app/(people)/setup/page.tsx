import type { Metadata } from "next";
import { connection } from "next/server";
import { PeopleCard } from "@/components/people/people-card";
import { SetupForm } from "@/components/people/setup-form";
import { ButtonLink } from "@/components/ui/button";
import { isOwned } from "@/lib/setup";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  await connection();
  if (await isOwned())
    return (
      <PeopleCard
        title="Already set up"
        lead="This installation has an owner, and its set-up link no longer works."
      >
        <ButtonLink href="/sign-in" look="primary" className="w-full">
          Sign in
        </ButtonLink>
      </PeopleCard>
    );
  return (
    <PeopleCard title="Set up Posthorn" lead="You become the first owner of this installation.">
      <SetupForm />
    </PeopleCard>
  );
}
