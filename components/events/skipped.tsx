"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { toast } from "@/components/ui/toaster";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";
import type { EventDetail } from "@/lib/contract/events";

type SkippedProps = { project: string; event: string; skipped: EventDetail["skipped"] };

/** The endpoints that did not get it, why, and the way to send it to one all the same. */
export function Skipped({ project, event, skipped }: SkippedProps) {
  const base = useProjectPath()(project);
  const maySend = useMay("replay");
  const client = useQueryClient();
  const router = useRouter();
  const send = useMutation({
    mutationFn: (endpointId: string) =>
      api<Delivery>("POST", `/projects/${project}/events/${event}/deliveries`, { body: { endpointId } }),
    onSuccess: ({ id }) => {
      toast.done("On its way.", {
        label: "Watch it",
        run: () => router.push(`${base}/deliveries/${id}`),
      });
      return client.invalidateQueries({ queryKey: [project, "events"] });
    },
    onError: (error) => toast.error(messageOf(error)),
  });
  return (
    <section aria-labelledby="skipped">
      <h2 id="skipped" className="mb-2 font-medium">
        Did not get it
      </h2>
      <Panel>
        <ul>
          {skipped.map(({ endpointId, endpoint, words }) => (
            <li
              key={endpointId}
              className="flex min-h-9 flex-col gap-x-4 border-b border-line2 px-3.5 py-1.5 last:border-b-0 sm:flex-row sm:items-center"
            >
              <Link
                href={`${base}/endpoints/${endpointId}`}
                title={endpoint.url}
                className="min-w-0 truncate rounded-sm text-sm hover:underline sm:grow"
              >
                <span className={endpoint.description ? undefined : "font-mono"}>
                  <PlainText>{endpoint.description || endpoint.url}</PlainText>
                </span>
              </Link>
              <span className="text-sm text-ink2 sm:max-w-1/2 sm:shrink-0">{words}</span>
              {maySend && (
                <Button
                  size="sm"
                  look="quiet"
                  className="-ms-2 self-start sm:ms-0 sm:-me-2 sm:self-auto"
                  aria-label={`Send it anyway to ${endpoint.description || endpoint.url}`}
                  busy={send.isPending && send.variables === endpointId}
                  onClick={() => send.mutate(endpointId)}
                >
                  Send it anyway
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Panel>
    </section>
  );
}
