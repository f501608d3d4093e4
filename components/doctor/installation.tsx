"use client";

import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay } from "@/components/viewer";
import { CHECK_TITLES, type Finding, STATES } from "@/lib/contract/doctor";
import { examination } from "./queries";
import { StateMark } from "./state-mark";

/** How this Posthorn itself is doing: what is wrong first, then what was looked at and is right. */
export function Installation() {
  const mayExamine = useMay("installation");
  const { data, error, refetch, isFetching } = useQuery({ ...examination(), enabled: mayExamine });
  const crumbs = [{ label: "Posthorn" }];
  if (!mayExamine)
    return (
      <>
        <PageHead crumbs={crumbs} title="Installation" />
        <Panel className="p-4 text-ink2">Only owners see how the installation itself is doing.</Panel>
      </>
    );
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title="Installation"
        sub={data ? inOneSentence(data.findings) : "What would lose, delay or expose events."}
        actions={
          !(error && !data) && (
            <Button onClick={() => void refetch()} busy={isFetching}>
              <RotateCw aria-hidden />
              Check again
            </Button>
          )
        }
      />
      {data ? (
        <Findings findings={data.findings} />
      ) : (
        <Panel>{error ? <ErrorState error={error} onRetry={refetch} /> : <FindingsSkeleton />}</Panel>
      )}
    </>
  );
}

function inOneSentence(findings: Finding[]): string {
  const count = (state: Finding["state"]) => findings.filter((finding) => finding.state === state).length;
  const [warnings, errors] = [count("warning"), count("error")];
  if (errors + warnings === 0) return `All ${findings.length} checks passed.`;
  const parts = [
    errors > 0 && `${errors} ${errors === 1 ? "error" : "errors"}`,
    warnings > 0 && `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
  ].filter(Boolean);
  return `${parts.join(" and ")}; ${count("ok")} of ${findings.length} checks passed.`;
}

/** The worst first; among equals the order of the checks, so that rows keep their places. */
const byState = (a: Finding, b: Finding) => STATES.indexOf(b.state) - STATES.indexOf(a.state);

function Findings({ findings }: { findings: Finding[] }) {
  return (
    <Panel>
      <ul aria-label="Checks" aria-live="polite">
        {findings.toSorted(byState).map(({ check, state, sentence, advice }) => (
          <li
            key={check}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 border-b border-line2 px-3.5 py-2.5 last:border-b-0 md:grid-cols-[6rem_11rem_minmax(0,1fr)]"
          >
            <span className="flex h-5 items-center">
              <StateMark state={state} />
            </span>
            <h2 className="text-sm font-medium">{CHECK_TITLES[check]}</h2>
            <div className="col-span-2 text-sm text-ink2 [overflow-wrap:anywhere] md:col-span-1">
              <p>
                <PlainText>{sentence}</PlainText>
              </p>
              {advice && (
                <p className="mt-0.5 text-ink">
                  <PlainText>{advice}</PlainText>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function FindingsSkeleton() {
  return (
    <div aria-busy className="divide-y divide-line2">
      {Object.keys(CHECK_TITLES).map((check) => (
        <div
          key={check}
          className="grid h-10 grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 px-3.5 md:grid-cols-[6rem_11rem_minmax(0,1fr)]"
        >
          <Skeleton className="h-5 w-14" />
          <Skeleton className="w-28" />
          <Skeleton className="hidden w-3/5 md:block" />
        </div>
      ))}
    </div>
  );
}
