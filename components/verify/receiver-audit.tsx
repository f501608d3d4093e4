"use client";

import { useMutation } from "@tanstack/react-query";
import { CircleCheck, CircleHelp, CircleX, type LucideIcon } from "lucide-react";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { duration } from "@/components/ui/quantities";
import { useMay } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { ReceiverAudit } from "@/lib/contract/receiver-audits";

type Check = ReceiverAudit["checks"][number];
type Probe = ReceiverAudit["probes"][number];

const CHECKS: Record<Check["name"], string> = {
  accepts: "Accepts what is genuine",
  signatures: "Refuses what is forged",
  time: "Refuses what is old",
  speed: "Answers in time",
  duplicates: "Copes with a repeat",
};

const VERDICTS: Record<Check["verdict"], { word: string; icon: LucideIcon; look: string }> = {
  good: { word: "Good", icon: CircleCheck, look: "text-ok" },
  bad: { word: "Needs work", icon: CircleX, look: "text-bad" },
  unknown: { word: "Unknown", icon: CircleHelp, look: "text-ink3" },
};

const PROBES: Record<Probe["name"], string> = {
  genuine: "A genuine delivery",
  tampered: "One changed after it was signed",
  unsigned: "One without a signature",
  stale: "One signed an hour ago",
  repeated: "The genuine one again",
};

/** Tries the receiver from outside: what it accepts, what it refuses, how fast. */
export function ReceiverAuditPanel({ endpoint }: { endpoint: Endpoint }) {
  const mayWrite = useMay("endpoints:write");
  const audit = useMutation({
    mutationFn: () =>
      api<ReceiverAudit>("POST", `/projects/${endpoint.projectId}/endpoints/${endpoint.id}/audit`, {
        body: {},
      }),
  });
  const isDisabled = endpoint.status === "disabled";
  if (!mayWrite) return null;
  return (
    <Panel>
      <PanelHead title="Does your server check?" />
      <div className="p-3.5">
        <p className="max-w-[70ch] text-sm text-ink2">
          Sends up to five test requests of the type <span className="font-mono">posthorn.audit</span>: a
          genuine one, forged ones that should be refused, and the genuine one a second time. They are counted
          nowhere, and none says that anything happened.
        </p>
        <Button className="mt-3" busy={audit.isPending} disabled={isDisabled} onClick={() => audit.mutate()}>
          {audit.isPending ? "Trying the receiver" : audit.data ? "Try it again" : "Try the receiver"}
        </Button>
        {isDisabled && (
          <p className="mt-2 text-sm text-ink2">The endpoint is disabled. Enable it to try its receiver.</p>
        )}
        {audit.error && <FieldError message={messageOf(audit.error)} />}
      </div>
      {audit.data && (
        <div role="status" aria-label="What was found">
          <Checks checks={audit.data.checks} />
          <Probes probes={audit.data.probes} />
        </div>
      )}
    </Panel>
  );
}

function Checks({ checks }: { checks: Check[] }) {
  return (
    <ul className="border-t border-line2">
      {checks.map(({ name, verdict, words }) => {
        const { word, icon: Icon, look } = VERDICTS[verdict];
        return (
          <li
            key={name}
            className="grid gap-x-4 gap-y-0.5 border-b border-line2 px-3.5 py-2.5 text-sm last:border-b-0 sm:grid-cols-[12rem_minmax(0,1fr)]"
          >
            <span className="flex items-start gap-2 font-medium">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${look}`} />
              <span>
                {CHECKS[name]}
                <span className={`block text-xs font-normal ${look}`}>{word}</span>
              </span>
            </span>
            <p className="max-w-[62ch] ps-6 text-ink2 sm:ps-0">
              <PlainText>{words}</PlainText>
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function Probes({ probes }: { probes: Probe[] }) {
  return (
    <table className="w-full border-t text-sm">
      <caption className="sr-only">What was sent and what came back</caption>
      <thead className="text-left text-xs text-ink3">
        <tr>
          <th scope="col" className="h-8 ps-3.5 font-medium">
            Sent
          </th>
          <th scope="col" className="h-8 px-3 font-medium">
            Answer
          </th>
          <th scope="col" className="h-8 w-24 pe-3.5 text-right font-medium">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {probes.map(({ name, statusCode, durationMs, error }) => (
          <tr key={name} className="border-t border-line2">
            <td className="py-1.5 ps-3.5">{PROBES[name]}</td>
            <td className="px-3 py-1.5 text-ink2 [overflow-wrap:anywhere]">
              {statusCode ?? <PlainText>{error ?? "none"}</PlainText>}
            </td>
            <td className="py-1.5 pe-3.5 text-right text-ink2">{duration(durationMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
