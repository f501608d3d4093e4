"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { api, fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { useSettled } from "@/components/dialects/use-settled";
import { jsonMistake, tidied } from "@/components/event-types/json-editor";
import { ProblemList } from "@/components/event-types/problem-list";
import { eventTypeList } from "@/components/event-types/queries";
import { usePayloadProblems } from "@/components/event-types/use-payload-problems";
import { useProjectCrumb } from "@/components/projects/use-project-crumb";
import { ownWorkspace } from "@/components/settings/queries";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { EventType } from "@/lib/contract/event-types";
import type { AcceptedEvent } from "@/lib/contract/events";
import { FIELDS, newKey, type Publication, textOf } from "./publication";
import { Receivers } from "./publish-receivers";
import { TypePicker } from "./type-picker";

const EMPTY = "{}";
const NAME = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;

/** Asks for the publication; the same one again, after no answer came, with the same key. */
function usePublish(project: string) {
  const client = useQueryClient();
  const router = useRouter();
  const last = useRef({ text: "", key: "" });
  return useMutation({
    mutationFn: (publication: Publication) => {
      const text = textOf(publication);
      if (last.current.text !== text) last.current = { text, key: newKey() };
      const call = { body: text, idempotencyKey: last.current.key };
      return api<AcceptedEvent>("POST", `/projects/${project}/events`, call);
    },
    onSuccess: async ({ id }) => {
      toast.done("Event published.");
      router.push(`/projects/${project}/events/${id}`);
      await client.invalidateQueries({ queryKey: [project, "events", "list"] });
    },
  });
}

/** The type as the catalogue has it; undefined while it is looked up, null when it is not in there. */
function useKnownType(name: string): EventType | null | undefined {
  const settled = useSettled(name);
  const { data, isPlaceholderData } = useQuery({
    ...eventTypeList({ q: settled, cursor: null, archived: true }),
    enabled: NAME.test(settled),
  });
  if (settled !== name || isPlaceholderData || !data) return NAME.test(name) ? undefined : null;
  return data.data.find((type) => type.name === name) ?? null;
}

type PublishEventProps = { project: string; initialType: string };

/** Publishes one event by hand: a type, its example to begin with, its schema to hold it against. */
export function PublishEvent({ project, initialType }: PublishEventProps) {
  const [type, setType] = useState(initialType);
  const [written, setWritten] = useState<string | null>(null);
  const [more, setMore] = useState({ channel: "", id: "", orderingKey: "" });
  const { data: workspace } = useQuery(ownWorkspace());
  const known = useKnownType(type.trim());
  const payload = written ?? (known?.example ? tidied(known.example) : EMPTY);
  const problems = usePayloadProblems(known?.schema ?? null, payload);
  const publish = usePublish(project);
  const isBlocked = problems.length > 0 && workspace?.schemaCheck === "block";
  const isReady = NAME.test(type.trim()) && payload.trim() !== "" && jsonMistake(payload) === null;
  const events = `/projects/${project}/events`;
  const { error } = publish;
  const isAtField = FIELDS.some((field) => fieldErrorOf(error, field));
  return (
    <>
      <PageHead
        crumbs={[useProjectCrumb(project), { label: "Events", href: events }, { label: "Publish" }]}
        title="Publish event"
        sub="A real event: it goes to every endpoint of this project that subscribes to it, and cannot be taken back."
      />
      <form
        noValidate
        className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBlocked) publish.mutate({ type, payload, ...more });
        }}
      >
        <div className="flex min-w-0 flex-col gap-4">
          <Field
            label="Event type"
            error={fieldErrorOf(error, "type")}
            hint={
              known === null && isReady
                ? "Not in the catalogue."
                : "Choose one of the catalogue, or type a name."
            }
          >
            {(wiring) => <TypePicker value={type} onChange={setType} {...wiring} />}
          </Field>
          <div>
            <Field
              label="Payload"
              error={jsonMistake(payload) ?? fieldErrorOf(error, "data")}
              hint={
                written === null && known?.example
                  ? "The type's example. It travels byte for byte as it stands here."
                  : "JSON. It travels byte for byte as it stands here."
              }
            >
              {(wiring) => (
                <Textarea
                  rows={14}
                  spellCheck={false}
                  className="font-mono leading-5"
                  value={payload}
                  onChange={({ target }) => setWritten(target.value)}
                  {...wiring}
                />
              )}
            </Field>
            <ProblemList
              title={
                isBlocked
                  ? "It does not fit the type's schema, and this workspace refuses such events"
                  : "It does not fit the type's schema; it can be published all the same"
              }
              problems={problems}
            />
          </div>
          <MoreFields value={more} onChange={setMore} error={error} />
          {Boolean(error) && !isAtField && <FieldError message={messageOf(error)} />}
          {isApiError(error) && isAtField && (
            <p className="sr-only" role="alert">
              {error.message}
            </p>
          )}
          <div className="flex gap-2">
            <Button
              type="submit"
              look="primary"
              busy={publish.isPending || publish.isSuccess}
              disabled={!isReady || isBlocked}
            >
              Publish event
            </Button>
            <ButtonLink href={events}>Cancel</ButtonLink>
          </div>
        </div>
        <Receivers project={project} type={known ?? null} />
      </form>
    </>
  );
}

type More = Pick<Publication, "channel" | "id" | "orderingKey">;
type MoreFieldsProps = { value: More; onChange: (value: More) => void; error: unknown };

const MORE = [
  { name: "channel", label: "Channel", hint: "Endpoints may take one channel only." },
  { name: "id", label: "Your id", hint: "An id can be published only once." },
  { name: "orderingKey", label: "Ordering key", hint: "Deliveries with the same key go out in order." },
] as const;

/** What most events do without. */
function MoreFields({ value, onChange, error }: MoreFieldsProps) {
  return (
    <details className="group">
      <summary className="inline-flex list-none items-center gap-1 rounded-sm text-sm font-medium [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-ink3 transition-transform group-open:rotate-90" />
        More settings
        <span className="font-normal text-ink3">channel, your id, ordering key</span>
      </summary>
      <div className="mt-3 grid gap-4 sm:grid-cols-3">
        {MORE.map(({ name, label, hint }) => (
          <Field key={name} label={label} optional hint={hint} error={fieldErrorOf(error, name)}>
            {(wiring) => (
              <Input
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                maxLength={128}
                value={value[name]}
                onChange={({ target }) => onChange({ ...value, [name]: target.value })}
                {...wiring}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
