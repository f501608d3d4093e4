"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Choice, Part, Written } from "./parts";
import { FINAL_ERRORS, ORDERINGS, type Policy } from "./words";
import {
  readDuration,
  readDurations,
  readRanges,
  readStatuses,
  writeDuration,
  writeDurations,
  writeRanges,
  writeStatuses,
} from "./written";

type PartProps = { policy: Policy; onChange: (change: Partial<Policy>) => void };
type Retry = Policy["retry"];

const NO_DURATION = "Write a number and ms, s, min, h or d.";
const NO_RANGES = "Write statuses such as 200-299, 304.";

/** How an answer is read, and what happens when it is a bad one. */
export function RetryPart({ policy, onChange }: PartProps) {
  const set = (change: Partial<Retry>) => onChange({ retry: { ...policy.retry, ...change } });
  const { retry } = policy;
  return (
    <Part title="Answers and retries">
      <Written
        label="Success"
        hint="Statuses that mean the receiver has it."
        className="max-w-64 font-mono"
        value={policy.success}
        write={writeRanges}
        read={(written) => (written.trim() === "" ? null : readRanges(written))}
        onChange={(success) => onChange({ success })}
        wrong={NO_RANGES}
      />
      <Written
        label="Deadline"
        hint="For a whole attempt, from the first byte of DNS to the last of the answer."
        className="max-w-32"
        value={policy.timeoutMs}
        write={writeDuration}
        read={readDuration}
        onChange={(timeoutMs) => onChange({ timeoutMs })}
        wrong={NO_DURATION}
      />
      <Written
        label="Waits before each retry"
        hint="Their number is the number of retries. Empty: none."
        className="max-w-96"
        value={retry.waitsMs}
        write={writeDurations}
        read={readDurations}
        onChange={(waitsMs) => set({ waitsMs })}
        wrong={NO_DURATION}
      />
      <Written
        label="Random spread of the waits"
        hint="In percent, up and down, so that many receivers are not tried at the same moment."
        className="max-w-32"
        value={retry.jitter}
        write={(jitter) => String(Math.round(jitter * 100))}
        read={(written) =>
          /^\d{1,3}$/.test(written) && Number(written) <= 100 ? Number(written) / 100 : null
        }
        onChange={(jitter) => set({ jitter })}
        wrong="Write a number from 0 to 100."
      />
      <Written
        label="Final statuses"
        hint="Not retried. Empty: every failure is."
        className="max-w-64 font-mono"
        value={retry.finalStatuses}
        write={writeRanges}
        read={readRanges}
        onChange={(finalStatuses) => set({ finalStatuses })}
        wrong={NO_RANGES}
      />
      <Written
        label="Retried all the same"
        hint="Exceptions from the final ones, such as 408, 429."
        className="max-w-64 font-mono"
        value={retry.retriedStatuses}
        write={writeStatuses}
        read={readStatuses}
        onChange={(retriedStatuses) => set({ retriedStatuses })}
        wrong="Write statuses such as 408, 429."
      />
      <FinalErrors value={retry.finalErrors} onChange={(finalErrors) => set({ finalErrors })} />
      <Checkbox
        checked={retry.honourRetryAfter}
        className="text-sm"
        onChange={(honourRetryAfter) => set({ honourRetryAfter })}
      >
        Wait at least as long as Retry-After says
      </Checkbox>
      <Checkbox
        checked={retry.disableOnGone}
        className="text-sm"
        onChange={(disableOnGone) => set({ disableOnGone })}
      >
        410 Gone disables the endpoint
      </Checkbox>
    </Part>
  );
}

type FinalErrorsProps = { value: Retry["finalErrors"]; onChange: (value: Retry["finalErrors"]) => void };

function FinalErrors({ value, onChange }: FinalErrorsProps) {
  const all = Object.keys(FINAL_ERRORS) as (keyof typeof FINAL_ERRORS)[];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Final without an answer</legend>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {all.map((error) => (
          <Checkbox
            key={error}
            checked={value.includes(error)}
            className="py-1 text-sm"
            onChange={(on) => onChange(all.filter((each) => (each === error ? on : value.includes(each))))}
          >
            {FINAL_ERRORS[error]}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

type AutoDisable = Policy["autoDisable"];
const AUTO_DISABLE: Record<AutoDisable["kind"], string> = {
  never: "Never",
  "consecutive-failures": "After failed deliveries in a row",
  "failing-for": "When every attempt fails for",
};
const FIRST_RULE: Record<AutoDisable["kind"], AutoDisable> = {
  never: { kind: "never" },
  "consecutive-failures": { kind: "consecutive-failures", count: 10 },
  "failing-for": { kind: "failing-for", durationMs: 432_000_000 },
};

/** How an endpoint is treated over time, unless it says otherwise itself. */
export function PacePart({ policy, onChange }: PartProps) {
  const { autoDisable, throttle } = policy;
  return (
    <Part title="Endpoints over time" lead="An endpoint or project may say otherwise for itself.">
      <Field label="Disable an endpoint">
        {() => (
          <div className="flex flex-wrap gap-2">
            <Choice
              label="Disable an endpoint"
              className="w-72"
              value={autoDisable.kind}
              words={AUTO_DISABLE}
              onChange={(kind) => onChange({ autoDisable: FIRST_RULE[kind] })}
            />
            {autoDisable.kind === "consecutive-failures" && (
              <NumberInput
                label="Failures in a row"
                value={autoDisable.count}
                onChange={(count) => onChange({ autoDisable: { ...autoDisable, count } })}
              />
            )}
          </div>
        )}
      </Field>
      {autoDisable.kind === "failing-for" && (
        <Written
          label="Failing for"
          className="max-w-32"
          value={autoDisable.durationMs}
          write={writeDuration}
          read={readDuration}
          onChange={(durationMs) => onChange({ autoDisable: { kind: "failing-for", durationMs } })}
          wrong={NO_DURATION}
        />
      )}
      <Field label="Order">
        {() => (
          <Choice
            label="Order"
            className="max-w-80"
            value={policy.ordering}
            words={ORDERINGS}
            onChange={(ordering) => onChange({ ordering })}
          />
        )}
      </Field>
      <Checkbox
        checked={throttle !== null}
        className="text-sm"
        onChange={(on) => onChange({ throttle: on ? { limit: 60, periodMs: 60_000 } : null })}
      >
        Keep to a pace
      </Checkbox>
      {throttle && (
        <div className="flex flex-wrap items-end gap-2">
          <NumberInput
            label="Requests"
            value={throttle.limit}
            onChange={(limit) => onChange({ throttle: { ...throttle, limit } })}
          />
          <Written
            label="per"
            className="w-28"
            value={throttle.periodMs}
            write={writeDuration}
            read={readDuration}
            onChange={(periodMs) => onChange({ throttle: { ...throttle, periodMs } })}
            wrong={NO_DURATION}
          />
        </div>
      )}
      <Field label="Requests at once" hint="To one endpoint.">
        {() => (
          <NumberInput
            label="Requests at once"
            value={policy.maxInFlight}
            onChange={(maxInFlight) => onChange({ maxInFlight })}
          />
        )}
      </Field>
    </Part>
  );
}

type NumberInputProps = { label: string; value: number; onChange: (value: number) => void };

const NumberInput = ({ label, value, onChange }: NumberInputProps) => (
  <Input
    type="number"
    min={1}
    aria-label={label}
    className="w-28"
    value={value}
    onChange={({ target }) => onChange(target.valueAsNumber || 0)}
  />
);
