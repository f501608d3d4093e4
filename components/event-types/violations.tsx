"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { api, messageOf } from "@/components/api-client";
import { projectDetail } from "@/components/projects/queries";
import { ownWorkspace } from "@/components/settings/queries";
import { Button } from "@/components/ui/button";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import { useMay } from "@/components/viewer";
import type { SchemaViolations } from "@/lib/contract/schema-checks";
import { ProblemList } from "./problem-list";
import { eventTypeViolations } from "./queries";

/** What of `n` payloads became of, in words. */
function inWords({ warned, refused }: SchemaViolations): string {
  const parts = [
    ...(refused > 0 ? [`${count(refused, "event")} refused`] : []),
    ...(warned > 0 ? [`${count(warned, "event")} accepted all the same`] : []),
  ];
  return parts.join(", ");
}

const CHECKS = {
  off: "This workspace does not check payloads against schemas.",
  warn: "Payloads that do not fit the schema are accepted and counted here.",
  block: "Events whose payload does not fit the schema are refused and counted here.",
};

/** How often published payloads broke the type's schema, and the last one that did. */
export function Violations({ name, hasSchema }: { name: string; hasSchema: boolean }) {
  const { data } = useQuery(eventTypeViolations(name));
  const { data: workspace } = useQuery(ownWorkspace());
  const violations = data?.data;
  if (!data || !workspace || (!violations && (!hasSchema || workspace.schemaCheck === "off"))) return null;
  return (
    <Panel>
      <PanelHead title="Payloads that do not fit">{violations && <Clear name={name} />}</PanelHead>
      {violations ? (
        <Last violations={violations} />
      ) : (
        <p className="p-3.5 text-sm text-ink2">None so far. {CHECKS[workspace.schemaCheck]}</p>
      )}
    </Panel>
  );
}

function Last({ violations }: { violations: SchemaViolations }) {
  const { since, lastAt, lastProjectId, lastProblems, lastSample } = violations;
  const { data: project } = useQuery(projectDetail(lastProjectId));
  return (
    <div className="flex flex-col gap-3 p-3.5 text-sm">
      <p>
        {inWords(violations)} since <ExactTime iso={since} />; the last one <RelativeTime iso={lastAt} /> in{" "}
        <Link
          href={`/projects/${lastProjectId}/events`}
          className="rounded-sm underline decoration-edge underline-offset-2 hover:decoration-ink"
        >
          {project ? <PlainText>{project.name}</PlainText> : "a project"}
        </Link>
        :
      </p>
      <ProblemList title="What did not fit" problems={lastProblems} />
      <div>
        <h3 className="mb-1.5 text-xs text-ink3">Its payload, the first 4 KiB</h3>
        <pre className="max-h-60 overflow-auto rounded-md border bg-code p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
          <PlainText>{lastSample}</PlainText>
        </pre>
      </div>
    </div>
  );
}

function Clear({ name }: { name: string }) {
  const client = useQueryClient();
  const mayWrite = useMay("workspace:write");
  const clear = useMutation({
    mutationFn: () => api("DELETE", `/workspace/event-types/${encodeURIComponent(name)}/violations`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["event-types"] }),
    onError: (error) => toast.error(messageOf(error)),
  });
  if (!mayWrite) return null;
  return (
    <Button
      look="quiet"
      size="sm"
      busy={clear.isPending}
      title="Starts the count again; events stay as they are"
      onClick={() => clear.mutate()}
    >
      Clear
    </Button>
  );
}
