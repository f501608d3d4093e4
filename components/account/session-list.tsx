"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import type { AccountSession } from "@/lib/contract/account";
import { browserInWords } from "./browser-in-words";

export function SessionList({ sessions }: { sessions: readonly AccountSession[] }) {
  const client = useQueryClient();
  const after = (words: string) => ({
    onSuccess: () => {
      toast.done(words);
      return client.invalidateQueries({ queryKey: ["account"] });
    },
    onError: (error: unknown) => toast.error(messageOf(error)),
  });
  const end = useMutation({
    mutationFn: (id: string) => api("DELETE", `/account/sessions/${id}`),
    ...after("Session ended."),
  });
  const endOthers = useMutation({
    mutationFn: () => api("POST", "/account/sessions/end-others", { body: {} }),
    ...after("All other sessions have ended."),
  });
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      <Panel>
        <ul>
          {sessions.map((session) => {
            const words = browserInWords(session.userAgent);
            return (
              <li
                key={session.id}
                className="flex min-h-13 items-center gap-3 border-b border-line2 px-3.5 py-2 text-sm last:border-b-0"
              >
                <Monitor aria-hidden className="size-4 shrink-0 text-ink3" />
                <p className="min-w-0 grow" title={session.userAgent}>
                  <span className="block truncate font-medium">{words}</span>
                  <span className="block truncate text-xs text-ink3">
                    {session.address && (
                      <>
                        from <PlainText>{session.address}</PlainText>,{" "}
                      </>
                    )}
                    last seen <RelativeTime iso={session.lastSeenAt} />
                  </span>
                </p>
                {session.isCurrent ? (
                  <span className="text-xs text-ink3">this browser</span>
                ) : (
                  <Button
                    size="sm"
                    look="quiet"
                    aria-label={`End the session of ${words}`}
                    busy={end.isPending && end.variables === session.id}
                    onClick={() => end.mutate(session.id)}
                  >
                    End
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      </Panel>
      {sessions.length > 1 && (
        <Button className="self-start" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
          End all others
        </Button>
      )}
    </div>
  );
}
