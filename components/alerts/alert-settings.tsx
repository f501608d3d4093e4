"use client";

import { useQuery } from "@tanstack/react-query";
import { BellPlus } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { projectList } from "@/components/projects/queries";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Panel } from "@/components/ui/panel";
import { Skeleton } from "@/components/ui/skeleton";
import { useMay } from "@/components/viewer";
import { AlertRuleRow } from "./alert-rule-row";
import { alertRules } from "./queries";

const NewAlertRule = dynamic(() => import("./new-alert-rule").then((loaded) => loaded.NewAlertRule), {
  loading: () => null,
});

/** Who is told when an endpoint needs somebody. */
export function AlertSettings() {
  const mayChange = useMay("workspace:write");
  const { data, error, refetch } = useQuery(alertRules());
  const { data: projects } = useQuery(projectList());
  const [isAdding, setAdding] = useState(false);
  const nameOf = (id: string) => projects?.data.find((each) => each.id === id)?.name ?? id;
  return (
    <section
      aria-label="Alerts"
      className="grid gap-x-8 gap-y-3 border-t py-6 lg:grid-cols-[16rem_minmax(0,1fr)]"
    >
      <div>
        <h2 className="font-medium">Alerts</h2>
        <p className="mt-1 text-sm text-ink2">
          Who is told when an endpoint needs somebody: once when it begins, and once when it is over.
        </p>
      </div>
      <div className="flex max-w-2xl min-w-0 flex-col gap-3">
        {data ? (
          data.data.length > 0 ? (
            <Panel>
              <ul>
                {data.data.map((rule) => (
                  <AlertRuleRow key={rule.id} rule={rule} mayChange={mayChange} nameOf={nameOf} />
                ))}
              </ul>
            </Panel>
          ) : (
            !isAdding && <p className="text-sm text-ink2">Nobody is told yet.</p>
          )
        ) : error ? (
          <Panel>
            <ErrorState error={error} onRetry={refetch} />
          </Panel>
        ) : (
          <Skeleton className="h-16" />
        )}
        {mayChange && data && !isAdding && (
          <Button className="self-start" onClick={() => setAdding(true)}>
            <BellPlus aria-hidden />
            Add alert
          </Button>
        )}
        {isAdding && data && (
          <NewAlertRule
            sendsMail={data.sendsMail}
            projects={projects?.data ?? []}
            onClose={() => setAdding(false)}
          />
        )}
      </div>
    </section>
  );
}
