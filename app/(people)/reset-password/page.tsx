import type { Metadata } from "next";
import { PeopleCard } from "@/components/people/people-card";
import { ResetForm } from "@/components/people/reset-form";

export const metadata: Metadata = { title: "New password" };

export default function ResetPasswordPage() {
  return (
    <PeopleCard title="Choose a new password" lead="It signs you out everywhere else.">
      <ResetForm />
    </PeopleCard>
  );
}
