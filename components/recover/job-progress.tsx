"use client";

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { useProjectPath } from "@/components/viewer";
import type { ReplayJob } from "@/lib/contract/replays";
import { replayJob } from "./queries";

/** `endpoint` is the one they send to; null where they send to several. */
type JobProgressProps = {
  project: string;
  jobs: readonly string[];
  endpoint: string | null;
  onClose: () => void;
};

const isOpen = ({ status }: ReplayJob) => status === "running" || status === "paused";
const sumOf = (jobs: readonly ReplayJob[], name: "done" | "total") =>
  jobs.reduce((sum, job) => sum + job[name], 0);

/** Where the jobs stand together. */
function standing(jobs: readonly ReplayJob[]): string {
  if (jobs.some(({ status }) => status === "running")) return "on their way";
  if (jobs.some(({ status }) => status === "paused")) return "on their way, the rest paused";
  if (jobs.some(({ status }) => status === "cancelled")) return "on their way, the rest cancelled";
  return "on their way: done";
}

/** How far paced jobs are, live; they go on without this page. */
export function JobProgress({ project, jobs: ids, endpoint, onClose }: JobProgressProps) {
  const client = useQueryClient();
  const base = useProjectPath()(project);
  const jobs = useQueries({ queries: ids.map((id) => replayJob(project, id)) }).flatMap(
    ({ data }) => data ?? [],
  );
  const open = jobs.filter(isOpen);
  const isPaused = open.length > 0 && open.every(({ status }) => status === "paused");
  const change = useMutation({
    mutationFn: (status: string) =>
      Promise.all(
        open.map(({ id }) =>
          api<ReplayJob>("PATCH", `/projects/${project}/replays/${id}`, { body: { status } }),
        ),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: [project, "replays"] }),
  });
  if (jobs.length < ids.length) return <p aria-busy className="mt-3 min-h-14" />;
  const total = sumOf(jobs, "total");
  const isDone = jobs.every(({ status }) => status === "done");
  return (
    <>
      <p className="mt-3 text-sm" role="status">
        {sumOf(jobs, "done").toLocaleString("en")} of {total.toLocaleString("en")} {standing(jobs)}.
      </p>
      <progress
        aria-label="Progress"
        max={Math.max(1, total)}
        value={isDone ? Math.max(1, total) : sumOf(jobs, "done")}
        className="mt-2 h-1.5 w-full appearance-none overflow-hidden rounded-sm bg-line2 [&::-moz-progress-bar]:bg-ink [&::-webkit-progress-bar]:bg-line2 [&::-webkit-progress-value]:bg-ink"
      />
      {change.error && <FieldError message={messageOf(change.error)} />}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {open.length > 0 && (
          <>
            <Button onClick={() => change.mutate(isPaused ? "running" : "paused")}>
              {isPaused ? "Go on" : "Pause"}
            </Button>
            <Button look="danger" onClick={() => change.mutate("cancelled")}>
              Cancel the rest
            </Button>
          </>
        )}
        <Button onClick={onClose}>Close</Button>
        <Link
          href={`${base}/deliveries?${endpoint ? `endpoint=${endpoint}` : "category=replay"}`}
          className="rounded-sm text-sm text-ink2 underline hover:text-ink"
        >
          {endpoint ? "See its deliveries" : "See the replays"}
        </Link>
      </div>
    </>
  );
}
