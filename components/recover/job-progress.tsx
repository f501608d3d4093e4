"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { useProjectPath } from "@/components/viewer";
import type { ReplayJob } from "@/lib/contract/replays";
import { replayJob } from "./queries";

const WORDS: Record<ReplayJob["status"], string> = {
  running: "on their way",
  paused: "on their way, the rest paused",
  cancelled: "on their way, the rest cancelled",
  done: "on their way: done",
};

type JobProgressProps = { project: string; job: string; endpoint: string; onClose: () => void };

/** How far a paced job is, live; it goes on without this page. */
export function JobProgress({ project, job, endpoint, onClose }: JobProgressProps) {
  const client = useQueryClient();
  const base = useProjectPath()(project);
  const { data } = useQuery(replayJob(project, job));
  const change = useMutation({
    mutationFn: (status: string) =>
      api<ReplayJob>("PATCH", `/projects/${project}/replays/${job}`, { body: { status } }),
    onSuccess: (changed) => client.setQueryData(replayJob(project, job).queryKey, changed),
  });
  if (!data) return <p aria-busy className="mt-3 min-h-14" />;
  const isOver = data.status === "done" || data.status === "cancelled";
  return (
    <>
      <p className="mt-3 text-sm" role="status">
        {data.done.toLocaleString("en")} of {data.total.toLocaleString("en")} {WORDS[data.status]}.
      </p>
      <progress
        aria-label="Progress"
        max={Math.max(1, data.total)}
        value={data.status === "done" ? Math.max(1, data.total) : data.done}
        className="mt-2 h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-line2 [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-line2 [&::-webkit-progress-value]:bg-ink"
      />
      {change.error && <FieldError message={messageOf(change.error)} />}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {!isOver && (
          <>
            <Button onClick={() => change.mutate(data.status === "paused" ? "running" : "paused")}>
              {data.status === "paused" ? "Go on" : "Pause"}
            </Button>
            <Button look="danger" onClick={() => change.mutate("cancelled")}>
              Cancel the rest
            </Button>
          </>
        )}
        <Button onClick={onClose}>Close</Button>
        <Link
          href={`${base}/deliveries?endpoint=${endpoint}`}
          className="rounded-sm text-sm text-ink2 underline hover:text-ink"
        >
          See its deliveries
        </Link>
      </div>
    </>
  );
}
