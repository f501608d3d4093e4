import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listMembers } from "@/app/api/v1/workspace/members/route";
import { MemberList } from "@/components/members/member-list";
import { memberList } from "@/components/members/queries";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage() {
  await requireViewer("/members");
  return (
    <Prefetched asked={[[memberList(), listMembers]]}>
      <MemberList />
    </Prefetched>
  );
}
