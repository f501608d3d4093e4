"use client";

import { CircleCheck, CircleX } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { duration } from "@/components/ui/quantities";
import { RelativeTime } from "@/components/ui/relative-time";
import type { Attempt, DeliveryDetail } from "@/lib/contract/deliveries";
import { PhaseBar } from "./phase-bar";
import { statusPhrase } from "./status-phrase";

type AttemptListProps = {
  delivery: DeliveryDetail;
  shown: Attempt | undefined;
  onShow: (number: number) => void;
};

/** What a trigger adds to "attempt 2"; the ordinary one adds nothing. */
const TRIGGERS: Record<string, string> = {
  replay: "asked for by replay",
  test: "a test",
  recover: "asked for by recovery",
  interrupted: "after an interruption",
};

/** The attempts, newest first; the one that is chosen is shown below with its request and its answer. */
export function AttemptList({ delivery, shown, onShow }: AttemptListProps) {
  const attempts = [...delivery.attempts].sort((a, b) => b.number - a.number);
  return (
    <Panel>
      <PanelHead title={attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`} />
      {attempts.length === 0 && (
        <p className="p-3.5 text-sm text-ink2">None yet. The first one shows up here by itself.</p>
      )}
      <ol>
        {attempts.map((attempt, at) => {
          // Success ends a delivery, so only the last attempt of a succeeded one has succeeded.
          const isSuccess = delivery.status === "succeeded" && at === 0;
          return (
            <li key={attempt.id} className="border-b border-line2 last:border-b-0">
              <AttemptRow
                attempt={attempt}
                isSuccess={isSuccess}
                isShown={attempts.length > 1 && attempt.number === shown?.number}
                onShow={() => onShow(attempt.number)}
              />
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}

type AttemptRowProps = { attempt: Attempt; isSuccess: boolean; isShown: boolean; onShow: () => void };

function AttemptRow({ attempt, isSuccess, isShown, onShow }: AttemptRowProps) {
  const { number, trigger, statusCode, error, startedAt, durationMs } = attempt;
  const Icon = isSuccess ? CircleCheck : CircleX;
  // A sentence that goes on: "attempt 2" follows.
  const title =
    error?.message.replace(/\.$/, "") ?? (statusCode === null ? "No answer" : statusPhrase(statusCode));
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={onShow}
      className={cn(
        "grid w-full grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-3.5 py-3 text-left -outline-offset-2 hover:bg-hover",
        isShown && "bg-hover",
      )}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4", isSuccess ? "text-ok" : "text-bad")} />
      <span className="block min-w-0">
        <span className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="sr-only">{isSuccess ? "Succeeded: " : "Failed: "}</span>
            <span className="font-medium">
              <PlainText>{title}</PlainText>
            </span>{" "}
            <span className="text-ink2">
              attempt {number}
              {TRIGGERS[trigger] && `, ${TRIGGERS[trigger]}`}
            </span>
          </span>
          <span className="text-sm whitespace-nowrap text-ink2">
            <span className="text-ink">{duration(durationMs)}</span>, <RelativeTime iso={startedAt} />
          </span>
        </span>
        <PhaseBar attempt={attempt} />
      </span>
    </button>
  );
}
