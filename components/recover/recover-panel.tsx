"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { PlainText } from "@/components/ui/plain-text";
import { count } from "@/components/ui/quantities";
import type { Endpoint } from "@/lib/contract/endpoints";
import type { ReplayJob } from "@/lib/contract/replays";
import { JobProgress } from "./job-progress";
import { instantOf, localMinute } from "./local-time";

type RecoverPanelProps = {
  project: string;
  endpoint: { id: string; name: string; isDisabled: boolean };
  /** Since when things went wrong. */
  since: string;
  onClose: () => void;
};

/** What is offered begins this much earlier: what waited when things went wrong was made before. */
const EARLIER_MS = 3_600_000;

const WHICH = {
  failed: "What failed or was cancelled",
  missing: "What was never sent to it",
  all: "Both",
} as const;
type Which = keyof typeof WHICH;

/** Sends an endpoint again what it missed: since when, what, how fast; counted before, followed after. */
export function RecoverPanel({ project, endpoint, since, onClose }: RecoverPanelProps) {
  const [job, setJob] = useState<string | null>(null);
  const [isDisabled, setDisabled] = useState(endpoint.isDisabled);
  return (
    <section
      aria-label="Recover"
      tabIndex={-1}
      ref={(section) => {
        if (section && !section.contains(document.activeElement)) section.focus();
      }}
      className="mb-4 max-w-3xl rounded-xl border bg-panel p-4"
    >
      <h2 className="font-medium [overflow-wrap:anywhere]">
        Send <PlainText>{endpoint.name}</PlainText> again what it missed
      </h2>
      {job ? (
        <JobProgress project={project} job={job} endpoint={endpoint.id} onClose={onClose} />
      ) : isDisabled ? (
        <EnableFirst
          project={project}
          endpoint={endpoint.id}
          onEnabled={() => setDisabled(false)}
          onClose={onClose}
        />
      ) : (
        <Choose project={project} endpoint={endpoint.id} since={since} onStarted={setJob} onClose={onClose} />
      )}
    </section>
  );
}

type EnableProps = { project: string; endpoint: string; onEnabled: () => void; onClose: () => void };

function EnableFirst({ project, endpoint, onEnabled, onClose }: EnableProps) {
  const client = useQueryClient();
  const enable = useMutation({
    mutationFn: () =>
      api<Endpoint>("POST", `/projects/${project}/endpoints/${endpoint}/enable`, { body: {} }),
    onSuccess: () => {
      onEnabled();
      return client.invalidateQueries({ queryKey: [project] });
    },
  });
  return (
    <>
      <p className="mt-1 max-w-[70ch] text-sm text-ink2">
        It has to be enabled first: new events go to it at once, so its server should be answering again. Then
        you see how much it missed and decide.
      </p>
      {enable.error && <FieldError message={messageOf(enable.error)} />}
      <div className="mt-3 flex gap-2">
        <Button look="primary" busy={enable.isPending} onClick={() => enable.mutate()}>
          Enable it
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}

type ChooseProps = {
  project: string;
  endpoint: string;
  since: string;
  onStarted: (job: string) => void;
  onClose: () => void;
};

function Choose({ project, endpoint, since, onStarted, onClose }: ChooseProps) {
  const [from, setFrom] = useState(() => localMinute(new Date(Date.parse(since) - EARLIER_MS)));
  const [only, setOnly] = useState<Which>("all");
  const [pace, setPace] = useState("50");
  const path = `/projects/${project}/endpoints/${endpoint}/recover`;
  const body = { since: instantOf(from), only, perSecond: Number(pace) };
  const isComplete = body.since !== null && body.perSecond >= 1;
  const counted = useQuery({
    queryKey: [project, "recover", endpoint, body.since, only],
    queryFn: ({ signal }) =>
      api<{ total: number }>("POST", path, { body: { since: body.since, only, dryRun: true }, signal }),
    enabled: body.since !== null,
  });
  const start = useMutation({
    mutationFn: () => api<ReplayJob>("POST", path, { body }),
    onSuccess: ({ id }) => onStarted(id),
  });
  const total = counted.data?.total;
  return (
    <>
      <div className="mt-3 grid gap-4 sm:grid-cols-3">
        <Field label="Since">
          {(wiring) => (
            <Input
              type="datetime-local"
              value={from}
              max={localMinute(new Date())}
              onChange={({ target }) => setFrom(target.value)}
              {...wiring}
            />
          )}
        </Field>
        <Field label="What">
          {(wiring) => (
            <Select value={only} onChange={({ target }) => setOnly(target.value as Which)} {...wiring}>
              {Object.entries(WHICH).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label="At most, per second">
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
      <p className="mt-3 min-h-5 text-sm text-ink2" role="status">
        {counted.error
          ? messageOf(counted.error)
          : total === undefined
            ? "Counting …"
            : total === 0
              ? "Nothing to send again in this time."
              : `${count(total, "delivery", "deliveries")} will be made.`}
      </p>
      {start.error && <FieldError message={messageOf(start.error)} />}
      <div className="mt-3 flex gap-2">
        <Button
          look="primary"
          disabled={!isComplete || !total}
          busy={start.isPending}
          onClick={() => start.mutate()}
        >
          Send again
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </>
  );
}
