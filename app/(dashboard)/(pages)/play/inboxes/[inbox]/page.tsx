import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as listDialects } from "@/app/api/v1/workspace/dialects/route";
import { GET as listRequests } from "@/app/api/v1/workspace/play/[inbox]/requests/route";
import { GET as getInbox } from "@/app/api/v1/workspace/play/[inbox]/route";
import { dialectList } from "@/components/dialects/queries";
import { InboxDetail } from "@/components/play/inbox-detail";
import { playInbox, playRequests } from "@/components/play/queries";

export const metadata: Metadata = { title: "Inbox" };

type Props = { params: Promise<{ inbox: string }> };

export default async function InboxPage({ params }: Props) {
  const { inbox } = await params;
  await requireViewer(`/play/inboxes/${inbox}`);
  return (
    <Prefetched
      asked={[
        [playInbox(inbox), getInbox],
        [playRequests(inbox), listRequests],
        [dialectList(), listDialects],
      ]}
      params={{ inbox }}
    >
      <InboxDetail id={inbox} />
    </Prefetched>
  );
}
