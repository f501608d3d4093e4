"use client";

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldError } from "@/components/ui/field";
import { heldFocus } from "@/components/ui/held-focus";
import { Input } from "@/components/ui/input";
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

const KINDS = {
  failed: "What failed or was cancelled",
  missing: "What was never sent to it, because it was disabled or not subscribed",
} as const;
type Kind = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as Kind[];

/** Sends an endpoint again what it missed: since when, what, how fast; counted before, followed after. */
export function RecoverPanel({ project, endpoint, since, onClose }: RecoverPanelProps) {
  const [jobs, setJobs] = useState<readonly string[]>([]);
  const [isDisabled, setDisabled] = useState(endpoint.isDisabled);
  return (
    <section
      aria-label="Recover"
      tabIndex={-1}
      ref={heldFocus}
      onKeyDown={(event) => event.key === "Escape" && jobs.length === 0 && onClose()}
      className="mb-4 max-w-3xl rounded-xl border bg-panel p-4"
    >
      <h2 className="font-medium [overflow-wrap:anywhere]">
        Recover what <PlainText>{endpoint.name}</PlainText> missed
      </h2>
      {jobs.length > 0 ? (
        <JobProgress project={project} jobs={jobs} endpoint={endpoint.id} onClose={onClose} />
      ) : isDisabled ? (
        <EnableFirst
          project={project}
          endpoint={endpoint.id}
          onEnabled={() => setDisabled(false)}
          onClose={onClose}
        />
      ) : (
        <Choose
          project={project}
          endpoint={endpoint.id}
          wasDisabled={endpoint.isDisabled}
          since={since}
          onStarted={setJobs}
          onClose={onClose}
        />
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
  /** Then there are also events that were never sent to it. */
  wasDisabled: boolean;
  since: string;
  onStarted: (jobs: string[]) => void;
  onClose: () => void;
};

/** How many deliveries of each kind would be made; undefined while it is counted. */
function useCounts(
  path: string,
  since: string | null,
): Record<Kind, number | undefined> & { error: unknown } {
  const [failed, missing] = useQueries({
    queries: KIND_NAMES.map((only) => ({
      queryKey: [path, since, only],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api<{ total: number }>("POST", path, { body: { since, only, dryRun: true }, signal }),
      enabled: since !== null,
    })),
  });
  return {
    failed: failed?.data?.total,
    missing: missing?.data?.total,
    error: failed?.error ?? missing?.error,
  };
}

function Choose({ project, endpoint, wasDisabled, since, onStarted, onClose }: ChooseProps) {
  const [from, setFrom] = useState(() => localMinute(new Date(Date.parse(since) - EARLIER_MS)));
  const [chosen, setChosen] = useState<readonly Kind[]>(wasDisabled ? KIND_NAMES : ["failed"]);
  const [pace, setPace] = useState("50");
  const path = `/projects/${project}/endpoints/${endpoint}/recover`;
  const counts = useCounts(path, instantOf(from));
  const perSecond = Number(pace);
  const kinds = chosen.filter((kind) => counts[kind]);
  const start = useMutation({
    mutationFn: async () => {
      const jobs: string[] = [];
      for (const only of kinds) {
        const body = { since: instantOf(from), only, perSecond };
        jobs.push((await api<ReplayJob>("POST", path, { body })).id);
      }
      return jobs;
    },
    onSuccess: onStarted,
  });
  return (
    <>
      <div className="mt-3 grid gap-4 sm:grid-cols-2">
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
      <fieldset className="mt-4 flex flex-col gap-2 text-sm">
        <legend className="sr-only">What</legend>
        {KIND_NAMES.map((kind) => (
          <Checkbox
            key={kind}
            checked={chosen.includes(kind)}
            onChange={(isOn) => setChosen(isOn ? [...chosen, kind] : chosen.filter((each) => each !== kind))}
          >
            <span>
              {KINDS[kind]}:{" "}
              <span className="font-medium">
                {counts[kind] === undefined ? "counting …" : count(counts[kind], "delivery", "deliveries")}
              </span>
            </span>
          </Checkbox>
        ))}
      </fieldset>
      {Boolean(counts.error ?? start.error) && (
        <FieldError message={messageOf(counts.error ?? start.error)} />
      )}
      <div className="mt-4 flex gap-2">
        <Button
          look="primary"
          disabled={kinds.length === 0 || !(perSecond >= 1)}
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
