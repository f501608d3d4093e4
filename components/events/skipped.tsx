"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
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

type SkippedEndpoint = EventDetail["skipped"][number];
type SkippedProps = { project: string; event: string; skipped: SkippedEndpoint[] };

/** Of many, so many stand there at once: the payload comes below them. */
const SHOWN = 5;
const FOLDED_FROM = 7;

const isOrdinary = ({ reason }: SkippedEndpoint) => reason === "not-subscribed";

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
  const row = (each: SkippedEndpoint) => (
    <SkippedRow
      key={each.endpointId}
      href={`${base}/endpoints/${each.endpointId}`}
      skipped={each}
      isSending={send.isPending && send.variables === each.endpointId}
      onSend={maySend ? () => send.mutate(each.endpointId) : null}
    />
  );
  // What is out of the ordinary first.
  const ordered = skipped.toSorted((a, b) => Number(isOrdinary(a)) - Number(isOrdinary(b)));
  const shown = skipped.length > FOLDED_FROM ? SHOWN : skipped.length;
  return (
    <section aria-labelledby="skipped">
      <h2 id="skipped" className="mb-2 font-medium">
        Did not get it
      </h2>
      <Panel>
        <ul>{ordered.slice(0, shown).map(row)}</ul>
        {skipped.length > shown && (
          <details className="group border-t border-line2">
            <summary className="flex h-9 list-none items-center gap-1 px-3 text-sm text-ink2 -outline-offset-2 hover:text-ink [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                className="size-4 text-ink3 transition-transform group-open:rotate-90"
              />
              {`${skipped.length - shown} more`}
            </summary>
            <ul className="border-t border-line2">{ordered.slice(shown).map(row)}</ul>
          </details>
        )}
      </Panel>
    </section>
  );
}

type SkippedRowProps = {
  href: string;
  skipped: SkippedEndpoint;
  isSending: boolean;
  /** Null for who may not. */
  onSend: (() => void) | null;
};

function SkippedRow({ href, skipped: { endpoint, words }, isSending, onSend }: SkippedRowProps) {
  return (
    <li className="flex min-h-9 flex-col gap-x-4 border-b border-line2 px-3.5 py-1.5 last:border-b-0 sm:flex-row sm:items-center">
      <Link
        href={href}
        title={endpoint.url}
        className="min-w-0 truncate rounded-sm text-sm hover:underline sm:grow"
      >
        <span className={endpoint.description ? undefined : "font-mono"}>
          <PlainText>{endpoint.description || endpoint.url}</PlainText>
        </span>
      </Link>
      <span className="text-sm text-ink2 sm:max-w-1/2 sm:shrink-0">{words}</span>
      {onSend && (
        <Button
          size="sm"
          look="quiet"
          className="-ms-2 self-start sm:ms-0 sm:-me-2 sm:self-auto"
          aria-label={`Send it anyway to ${endpoint.description || endpoint.url}`}
          busy={isSending}
          onClick={onSend}
        >
          Send it anyway
        </Button>
      )}
    </li>
  );
}
