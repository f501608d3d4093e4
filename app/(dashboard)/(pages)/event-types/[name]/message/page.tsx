import type { Metadata } from "next";
import { Prefetched } from "@/app/(dashboard)/prefetch";
import { requireViewer } from "@/app/(dashboard)/viewer";
import { GET as getMessageTemplate } from "@/app/api/v1/workspace/event-types/[name]/message-template/route";
import { GET as getEventType } from "@/app/api/v1/workspace/event-types/[name]/route";
import { eventTypeDetail } from "@/components/event-types/queries";
import { MessageEditor } from "@/components/messages/message-editor";
import { messageTemplate } from "@/components/messages/queries";

export const metadata: Metadata = { title: "Slack message" };

type Props = { params: Promise<{ name: string }> };

export default async function MessagePage({ params }: Props) {
  const name = decodeURIComponent((await params).name);
  await requireViewer(`/event-types/${name}/message`);
  return (
    <Prefetched
      asked={[
        [eventTypeDetail(name), getEventType],
        [messageTemplate(name), getMessageTemplate],
      ]}
      params={{ name }}
    >
      <MessageEditor name={name} />
    </Prefetched>
  );
}
