"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { eventTypeSubscribers } from "@/components/event-types/queries";
import { Panel, PanelHead } from "@/components/ui/panel";
import { LinesSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { RetryLine } from "@/components/ui/retry-line";
import type { EventType } from "@/lib/contract/event-types";

type ReceiversProps = { project: string; type: EventType | null };

/** Which of the project's endpoints would get an event of the type, before it is published. */
export function Receivers({ project, type }: ReceiversProps) {
  const { data, error, refetch } = useQuery({
    ...eventTypeSubscribers(type?.name ?? ""),
    enabled: type !== null,
  });
  const mine = type ? data?.data.filter(({ projectId }) => projectId === project) : undefined;
  return (
    <Panel>
      <PanelHead title={mine ? `Goes to ${count(mine.length, "endpoint")}` : "Goes to"} />
      {!type ? (
        <p className="p-3.5 text-sm text-ink2">
          Choose a type to see which endpoints get it. For one that is not in the catalogue this is known once
          it is published.
        </p>
      ) : !mine ? (
        error ? (
          <RetryLine onRetry={refetch}>Who subscribes to it could not be read.</RetryLine>
        ) : (
          <LinesSkeleton lines={1} />
        )
      ) : mine.length === 0 ? (
        <p className="p-3.5 text-sm text-ink2">
          No enabled endpoint of this project subscribes to it. The event is kept, and nobody is sent it.
        </p>
      ) : (
        <ul>
          {mine.map(({ endpointId, url, description }) => (
            <li key={endpointId} className="border-b border-line2 last:border-b-0">
              <Link
                href={`/projects/${project}/endpoints/${endpointId}`}
                title={url}
                className="flex min-h-9 items-center px-3.5 text-sm -outline-offset-2 hover:bg-hover"
              >
                <span className={description ? "truncate" : "truncate font-mono"}>
                  <PlainText>{description || url.replace(/^https?:\/\//, "")}</PlainText>
                </span>
              </Link>
            </li>
          ))}
          {data?.more && <li className="px-3.5 py-2 text-sm text-ink2">And more than are listed here.</li>}
        </ul>
      )}
    </Panel>
  );
}
