import type { Metadata } from "next";
import { JoinForm } from "@/components/people/join-form";
import { PeopleCard } from "@/components/people/people-card";

export const metadata: Metadata = { title: "Join" };

export default function JoinPage() {
  return (
    <PeopleCard
      title="Join your team"
      lead="You have been added to a workspace. Choose the password you will sign in with."
    >
      <JoinForm />
    </PeopleCard>
  );
}
