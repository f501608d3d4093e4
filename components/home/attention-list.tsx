"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, CircleCheck, CircleX, Hourglass, type LucideIcon } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { disabledInWords } from "@/components/endpoints/disabled-in-words";
import { Button, ButtonLink } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { NeedsAttention } from "@/lib/contract/stats";
import { deliveriesHref } from "./delivery-links";
import { projectAttention } from "./queries";

const RecoverPanel = dynamic(
  () => import("@/components/recover/recover-panel").then((module) => module.RecoverPanel),
  { loading: () => null },
);

const COUNTED = 1_000;

const ICONS: Record<NeedsAttention["kind"], { icon: LucideIcon; look: string }> = {
  disabled: { icon: Ban, look: "text-bad" },
  failing: { icon: CircleX, look: "text-bad" },
  backlog: { icon: Hourglass, look: "text-wait" },
};

/** What somebody should look at, each with what to do about it; one quiet line when there is nothing. */
export function AttentionList({ project }: { project: string }) {
  const base = useProjectPath()(project);
  const { data } = useQuery(projectAttention(project));
  // Once it is enabled it needs no attention any more, and yet its recovery goes on.
  const [recovering, setRecovering] = useState<NeedsAttention | null>(null);
  if (!data) return null;
  if (recovering) {
    return (
      <RecoverPanel
        project={project}
        endpoint={{
          id: recovering.endpointId,
          name: nameOf(recovering),
          isDisabled: recovering.kind === "disabled",
        }}
        since={recovering.since}
        onClose={() => setRecovering(null)}
      />
    );
  }
  if (data.total === 0) {
    return (
      <p className="mb-4 flex items-center gap-2 text-sm text-ink2">
        <CircleCheck aria-hidden className="size-4 text-ok" />
        No endpoint needs attention.
      </p>
    );
  }
  return (
    <section aria-labelledby="attention" className="mb-4">
      <h2 id="attention" className="mb-2 font-medium">
        {data.total === 1 ? "One endpoint needs attention" : `${data.total} endpoints need attention`}
      </h2>
      <Panel>
        <ul>
          {data.data.map((item) => (
            <Item key={item.endpointId} project={project} item={item} onRecover={() => setRecovering(item)} />
          ))}
        </ul>
        {data.total > data.data.length && (
          <p className="border-t border-line2 px-3.5 py-2 text-sm">
            <Link href={`${base}/endpoints`} className="rounded-sm text-ink2 hover:text-ink hover:underline">
              and {data.total - data.data.length} more
            </Link>
          </p>
        )}
      </Panel>
    </section>
  );
}

const nameOf = ({ description, url }: NeedsAttention) => description || url.replace(/^https?:\/\//, "");

type ItemProps = { project: string; item: NeedsAttention; onRecover: () => void };

function Item({ project, item, onRecover }: ItemProps) {
  const base = useProjectPath()(project);
  const mayReplay = useMay("replay");
  const mayWrite = useMay("endpoints:write");
  const { icon: Icon, look } = ICONS[item.kind];
  const isOffByHand = item.kind === "disabled" && item.reason === "manual";
  const detail = `${base}/endpoints/${item.endpointId}`;
  return (
    <li className="flex flex-col gap-2 border-b border-line2 px-3.5 py-2.5 last:border-b-0 sm:flex-row sm:items-center sm:justify-between sm:gap-4">
      <div className="flex min-w-0 items-start gap-2.5">
        <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isOffByHand ? "text-ink3" : look}`} />
        <p className="min-w-0 [overflow-wrap:anywhere]">
          <Link href={detail} className="rounded-sm font-medium hover:underline">
            <PlainText>{nameOf(item)}</PlainText>
          </Link>{" "}
          <Sentence item={item} base={base} />
        </p>
      </div>
      <div className="flex shrink-0 gap-2 ps-6.5 sm:ps-0">
        <ButtonLink size="sm" href={detail}>
          View
        </ButtonLink>
        {item.kind !== "backlog" && mayReplay && (item.kind === "failing" || mayWrite) && (
          <Button size="sm" onClick={onRecover}>
            Recover…
          </Button>
        )}
        {item.kind === "disabled" && mayWrite && (
          <EnableButton project={project} item={item} look={isOffByHand ? "plain" : "primary"} />
        )}
      </div>
    </li>
  );
}

function Sentence({ item, base }: { item: NeedsAttention; base: string }) {
  const since = <RelativeTime iso={item.since} />;
  if (item.kind === "disabled") {
    return (
      <>
        was disabled {since}: {disabledInWords(item.reason)}
      </>
    );
  }
  const waiting = item.waiting > 0 && (
    <>
      {" "}
      <Link
        href={deliveriesHref(base, { status: ["pending"], endpoint: item.endpointId })}
        prefetch={false}
        className="rounded-sm underline decoration-edge underline-offset-3 hover:decoration-ink"
      >
        {item.waiting === COUNTED
          ? "More than 999 deliveries"
          : count(item.waiting, "delivery", "deliveries")}
      </Link>{" "}
      {item.waiting === 1 ? "waits" : "wait"} for it.
    </>
  );
  if (item.kind === "backlog")
    return (
      <>
        is behind: what was due {since} has not been sent.{waiting}
      </>
    );
  return (
    <>
      started to fail {since}.
      {item.lastStatusCode !== null && ` Its server last answered ${item.lastStatusCode}.`}
      {waiting}
    </>
  );
}

type EnableProps = { project: string; item: NeedsAttention; look: "plain" | "primary" };

function EnableButton({ project, item, look }: EnableProps) {
  const client = useQueryClient();
  const enable = useMutation({
    mutationFn: () =>
      api<Endpoint>("POST", `/projects/${project}/endpoints/${item.endpointId}/enable`, { body: {} }),
    onSuccess: () => {
      toast.done("Endpoint enabled.");
      return client.invalidateQueries({ queryKey: [project] });
    },
    onError: (error) => toast.error(messageOf(error)),
  });
  return (
    <Button size="sm" look={look} busy={enable.isPending} onClick={() => enable.mutate()}>
      Enable
    </Button>
  );
}
