import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listInboxes } from "@/app/api/v1/workspace/play/route";
import { InboxList } from "@/components/play/inbox-list";
import { playInboxes } from "@/components/play/queries";

export const metadata: Metadata = { title: "Play" };

export default async function PlayPage() {
  await requireViewer("/play");
  return (
    <Prefetched asked={[[playInboxes(), listInboxes]]}>
      <InboxList />
    </Prefetched>
  );
}
