"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { JobProgress } from "@/components/recover/job-progress";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { heldFocus } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";
import { count } from "@/components/ui/quantities";
import type { ReplayJob } from "@/lib/contract/replays";

/** What a replay is asked for: deliveries by their ids, or a filter. */
export type Wanted = { filter: Record<string, unknown>; selected: number | null };

type ReplayManyProps = { project: string; wanted: Wanted; onStarted: () => void; onClose: () => void };

/** Replays many deliveries at a pace: counted before, followed after. */
export function ReplayMany({ project, wanted, onStarted, onClose }: ReplayManyProps) {
  const [job, setJob] = useState<string | null>(null);
  return (
    <section
      aria-label="Replay deliveries"
      tabIndex={-1}
      ref={heldFocus}
      onKeyDown={(event) => event.key === "Escape" && job === null && onClose()}
      className="mb-4 max-w-3xl scroll-mt-4 rounded-xl border bg-panel p-4"
    >
      <h2 className="font-medium">
        {wanted.selected === null
          ? "Replay everything that matches"
          : `Replay ${count(wanted.selected, "delivery", "deliveries")}`}
      </h2>
      {job ? (
        <JobProgress project={project} jobs={[job]} endpoint={null} onClose={onClose} />
      ) : (
        <Ask
          project={project}
          wanted={wanted}
          onStarted={(id) => {
            setJob(id);
            onStarted();
          }}
          onClose={onClose}
        />
      )}
    </section>
  );
}

type AskProps = { project: string; wanted: Wanted; onStarted: (job: string) => void; onClose: () => void };

function Ask({ project, wanted, onStarted, onClose }: AskProps) {
  const [pace, setPace] = useState("50");
  const path = `/projects/${project}/replays`;
  const { filter } = wanted;
  const counted = useQuery({
    queryKey: [project, "replays", "count", filter],
    queryFn: ({ signal }) => api<{ total: number }>("POST", path, { body: { filter, dryRun: true }, signal }),
    staleTime: 0,
    retry: false,
  });
  const perSecond = Number(pace);
  const start = useMutation({
    mutationFn: () => api<ReplayJob>("POST", path, { body: { filter, perSecond } }),
    onSuccess: ({ id }) => onStarted(id),
  });
  const total = counted.data?.total;
  const error = counted.error ?? start.error;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <p className="mt-1 min-h-10 max-w-[70ch] text-sm text-ink2" role="status">
        {total === undefined ? (error ? "" : "Counting …") : inWords(total, wanted.selected)}
      </p>
      <div className="mt-3 w-44">
        <Field label="Deliveries per second, at most">
          {(wiring) => (
            <Input
              type="number"
              min={1}
              max={10_000}
              value={pace}
              onChange={({ target }) => setPace(target.value)}
              {...wiring}
            />
          )}
        </Field>
      </div>
      {Boolean(error) && <FieldError message={messageOf(error)} />}
      <div className="mt-4 flex gap-2">
        <Button type="submit" look="primary" disabled={!total || !(perSecond >= 1)} busy={start.isPending}>
          {total ? `Replay ${total.toLocaleString("en")}` : "Replay"}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

/** How many go out again, and why not all that were ticked. */
function inWords(total: number, selected: number | null): string {
  const goes = `${count(total, "new delivery", "new deliveries")} of the same bytes ${total === 1 ? "goes" : "go"} out.`;
  if (selected === null)
    return `${total === 0 ? "There is nothing to send." : goes} What has since arrived, is still on its way, or whose endpoint is disabled is left out.`;
  const rest = selected - total;
  if (rest === 0) return goes;
  return `${total === 0 ? "Nothing can be sent." : goes} ${count(rest, "delivery is", "deliveries are")} left out: still on ${rest === 1 ? "its" : "their"} way, or the endpoint is disabled or deleted.`;
}
