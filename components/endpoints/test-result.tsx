"use client";

import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import Link from "next/link";
import { deliveryDetail } from "@/components/deliveries/queries";
import { statusPhrase } from "@/components/deliveries/status-phrase";
import { Button } from "@/components/ui/button";
import { PlainText } from "@/components/ui/plain-text";
import { duration } from "@/components/ui/quantities";
import { StatusBadge } from "@/components/ui/status-badge";
import { useProjectPath } from "@/components/viewer";

type TestResultProps = { project: string; delivery: string; onClose: () => void };

const SHOWN = 400;

/** A test event, from being sent to what came back, without leaving the page. */
export function TestResult({ project, delivery: id, onClose }: TestResultProps) {
  const base = useProjectPath()(project);
  const { data: delivery } = useQuery({
    ...deliveryDetail(project, id),
    refetchInterval: ({ state }) => (state.data?.settledAt ? false : 1_000),
  });
  const last = delivery?.attempts.at(-1);
  const body = last?.responseBodyEncoding === "utf8" ? last.responseBody : null;
  return (
    <section aria-label="Test event" className="mb-4 max-w-3xl rounded-xl border bg-panel p-3.5">
      <div className="flex items-start justify-between gap-3">
        <div role="status" className="flex min-h-6 min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-medium">Test event</span>
          {delivery && <StatusBadge status={delivery.status} />}
          {last?.statusCode != null && (
            <span className="text-sm text-ink2">
              {statusPhrase(last.statusCode)} in {duration(last.durationMs)}
            </span>
          )}
        </div>
        <Button look="quiet" size="icon-sm" aria-label="Close the test's result" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </div>
      <p className="mt-1 min-h-5 text-sm text-ink2">
        {delivery?.explanation ? <PlainText>{delivery.explanation}</PlainText> : "It is on its way."}
      </p>
      {body && (
        <pre className="mt-2 max-h-40 overflow-auto rounded-md bg-code p-2.5 font-mono text-[0.78125rem] leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
          <PlainText>{body.length > SHOWN ? `${body.slice(0, SHOWN)}…` : body}</PlainText>
        </pre>
      )}
      <Link
        href={`${base}/deliveries/${id}`}
        className="mt-2 inline-block rounded-sm text-sm text-ink2 underline decoration-edge underline-offset-2 hover:text-ink hover:decoration-ink"
      >
        See the delivery
      </Link>
    </section>
  );
}
