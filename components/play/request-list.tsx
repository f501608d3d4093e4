"use client";

import { cn } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { size } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { PlayRequest } from "@/lib/contract/play";

type RequestListProps = {
  requests: readonly PlayRequest[] | undefined;
  chosen: string | null;
  onChoose: (request: string) => void;
  url: string;
};

/** What came, newest first. */
export function RequestList({ requests, chosen, onChoose, url }: RequestListProps) {
  return (
    <Panel>
      <PanelHead title="Requests">
        <span className="inline-flex items-center gap-1.5 text-xs text-ink3">
          <span aria-hidden className="size-1.5 rounded-full bg-ok" />
          Live
        </span>
      </PanelHead>
      {!requests ? (
        <div aria-busy className="p-3.5">
          <Skeleton className="w-2/3" />
        </div>
      ) : requests.length === 0 ? (
        <Waiting url={url} />
      ) : (
        <ul className="max-h-64 lg:max-h-[36rem] overflow-y-auto" aria-label="Requests">
          {requests.map((request) => (
            <li key={request.id} className="border-b border-line2 last:border-b-0">
              <button
                type="button"
                aria-pressed={request.id === chosen}
                onClick={() => onChoose(request.id)}
                className={cn(
                  "block w-full px-3.5 py-2 text-left -outline-offset-2 hover:bg-hover",
                  request.id === chosen && "bg-line2",
                )}
              >
                <span className="flex items-baseline justify-between gap-2">
                  <span className="font-medium">
                    {request.method}{" "}
                    <span
                      className={cn("font-normal", request.answeredStatus < 300 ? "text-ok" : "text-bad")}
                    >
                      answered {request.answeredStatus}
                    </span>
                  </span>
                  <RelativeTime iso={request.receivedAt} className="shrink-0 text-xs text-ink3" />
                </span>
                <span className="block truncate font-mono text-xs text-ink2">
                  {request.preview ? <PlainText>{request.preview}</PlainText> : size(request.size)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Waiting({ url }: { url: string }) {
  const curl = `curl -d '{"hello":1}' ${url}`;
  return (
    <div className="p-3.5 text-sm">
      <p>Nothing has come yet. Use the URL as an endpoint's, or send something yourself:</p>
      <p className="mt-2 rounded-md bg-code px-2.5 py-2 font-mono text-xs break-all">{curl}</p>
      <CopyButton text={curl} label="Copy" size="sm" className="mt-2" />
    </div>
  );
}
