"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { useProjectPath } from "@/components/viewer";
import type { Delivery } from "@/lib/contract/deliveries";
import { runDetail } from "./queries";
import { heldLink } from "./run-list";

const link = "rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink";

/** What a delivery of a run waits for, or went along with; nothing for every other delivery. */
export function DeliveryRun({ project, delivery }: { project: string; delivery: Delivery }) {
  const base = useProjectPath()(project);
  if (delivery.batch)
    return (
      <p className="-mt-2 mb-4 text-sm text-ink2">
        <Link href={`${base}/deliveries/${delivery.batch}`} className={link}>
          See the request that carries it
        </Link>
      </p>
    );
  if (delivery.status !== "held" || delivery.run === null) return null;
  return <HeldBy project={project} run={delivery.run} />;
}

function HeldBy({ project, run: name }: { project: string; run: string }) {
  const base = useProjectPath()(project);
  const { data: run } = useQuery(runDetail(project, name));
  if (!run) return <p className="-mt-2 mb-4 min-h-5" />;
  return (
    <p className="-mt-2 mb-4 max-w-[70ch] text-sm text-ink2 [overflow-wrap:anywhere]">
      The run{" "}
      <span className="font-mono text-ink">
        <PlainText>{run.run}</PlainText>
      </span>{" "}
      began <RelativeTime iso={run.startedAt} /> and holds{" "}
      <Link href={heldLink(base, run.run)} className={link}>
        {count(run.held, "delivery", "deliveries")}
      </Link>
      . Unless it ends before, they leave by themselves <RelativeTime iso={run.flushAt} />.{" "}
      <Link href={`${base}/runs`} className={link}>
        See all runs
      </Link>
    </p>
  );
}
