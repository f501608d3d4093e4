"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useEffect } from "react";
import { deliveryDetail } from "@/components/deliveries/queries";
import { playRequest, playRequests } from "@/components/play/queries";
import { BodyPanel } from "@/components/ui/body-panel";
import { PlainText } from "@/components/ui/plain-text";
import { StatusBadge } from "@/components/ui/status-badge";
import { useProjectPath } from "@/components/viewer";
import type { PlayRequestDetail } from "@/lib/contract/play";

/** What came to the inbox; null where somebody else's server received it. */
export type Arrival = { request: PlayRequestDetail | null };

type WatchArrivalProps = {
  project: string;
  delivery: string;
  inbox: string | null;
  onArrived: (arrival: Arrival) => void;
};

/** The delivery until it has arrived and, in an inbox of ours, the request as it came. */
export function WatchArrival({ project, delivery, inbox, onArrived }: WatchArrivalProps) {
  const base = useProjectPath()(project);
  const { data } = useQuery({ ...deliveryDetail(project, delivery), refetchInterval: 1_000 });
  const { data: requests } = useQuery({ ...playRequests(inbox ?? ""), enabled: inbox !== null });
  const newest = requests?.data[0]?.id;
  const { data: request } = useQuery({
    ...playRequest(inbox ?? "", newest ?? ""),
    enabled: inbox !== null && newest !== undefined,
  });
  const isThere = data?.status === "succeeded" && (inbox === null || request !== undefined);
  // Outside of this component: the steps that follow.
  useEffect(() => {
    if (isThere) onArrived({ request: request ?? null });
  }, [isThere, request, onArrived]);
  if (!data) return <p className="min-h-6" />;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm" role="status">
        <StatusBadge status={data.status} />
        {data.explanation && <PlainText>{data.explanation}</PlainText>}
        <Link
          href={`${base}/deliveries/${delivery}`}
          className="rounded-sm text-ink2 underline hover:text-ink"
        >
          See the delivery
        </Link>
      </p>
      {request && (
        <BodyPanel
          title="What came"
          body={{ text: request.body, encoding: request.bodyEncoding }}
          headers={request.headers}
          fileName={`${request.id}.txt`}
          absent="It had no body."
        />
      )}
    </div>
  );
}
