import type { Metadata } from "next";
import { connection } from "next/server";
import { ForgotForm } from "@/components/people/forgot-form";
import { PeopleCard } from "@/components/people/people-card";
import { ButtonLink } from "@/components/ui/button";
import { sendsMail } from "@/lib/mail";

export const metadata: Metadata = { title: "Forgotten password" };

export default async function ForgotPasswordPage() {
  await connection();
  if (sendsMail())
    return (
      <PeopleCard title="Forgotten password" lead="We mail you a link with which you choose a new one.">
        <ForgotForm />
      </PeopleCard>
    );
  return (
    <PeopleCard
      title="Forgotten password"
      lead="This Posthorn sends no mail. Ask an owner or admin of your workspace for a reset link: they find it at your name, under Members."
    >
      <ButtonLink href="/sign-in" className="w-full">
        Back to sign in
      </ButtonLink>
    </PeopleCard>
  );
}
