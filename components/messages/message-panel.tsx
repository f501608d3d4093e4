"use client";

import Link from "next/link";
import { cn } from "@/components/ui/class-names";
import { Panel, PanelHead } from "@/components/ui/panel";
import { LinesSkeleton } from "@/components/ui/panel-skeleton";
import { useViewer } from "@/components/viewer";
import type { MessageBlock } from "@/lib/contract/message-templates";
import { SlackMessage } from "./slack-message";

type MessagePanelProps = {
  /** The event type that the message is about. */
  type: string | undefined;
  /** A request's body as it goes to Slack. */
  body: string | undefined;
  isStale: boolean;
};

/** A request to Slack as people see it there. */
export function MessagePanel({ type, body, isStale }: MessagePanelProps) {
  const { isPortal } = useViewer();
  const blocks = body === undefined ? null : blocksIn(body);
  return (
    <Panel>
      <PanelHead title="As Slack shows it">
        {type && !isPortal && (
          <Link
            href={`/event-types/${encodeURIComponent(type)}/message`}
            className="text-xs text-ink2 hover:text-ink hover:underline"
          >
            Change its layout
          </Link>
        )}
      </PanelHead>
      {blocks ? (
        <div className={cn("transition-opacity", isStale && "opacity-60")}>
          <SlackMessage blocks={blocks} />
        </div>
      ) : (
        <LinesSkeleton lines={4} className="h-48" />
      )}
    </Panel>
  );
}

/** Null for a body of another kind, which is what stands there until the preview has followed. */
function blocksIn(body: string): MessageBlock[] | null {
  try {
    const { blocks } = JSON.parse(body) as { blocks?: MessageBlock[] };
    return Array.isArray(blocks) ? blocks : null;
  } catch {
    // Not JSON: a dialect may send something else.
    return null;
  }
}
