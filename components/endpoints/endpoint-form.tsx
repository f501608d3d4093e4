"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { fieldErrorOf, isApiError, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Field, FieldError } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { Destination } from "@/lib/contract/destinations";
import type { Endpoint, Subscription } from "@/lib/contract/endpoints";
import { DestinationFields, destinationOf, firstUrl } from "./destination-fields";
import { EventPicker } from "./event-picker";
import { FormPreview, useFormPreview } from "./form-preview";
import { type HeaderRow, HeaderRows, headersOf } from "./header-rows";
import { NOTHING, selectionOf, subscriptionsOf } from "./selection";

/** What the form asks the API for: the body of a create or an update. */
export type EndpointBody = {
  url?: string;
  destination: Destination;
  description: string;
  subscriptions: Subscription[];
  channel: string | null;
  ordering: string | null;
  throttle: { limit: number; periodMs: number } | "none" | null;
  headers?: Record<string, string>;
};

type EndpointFormProps = {
  project: string;
  endpoint?: Endpoint;
  onSubmit: (body: EndpointBody) => void;
  isBusy: boolean;
  error: unknown;
  submitLabel: string;
  /** Stands beside the submit button. */
  children: ReactNode;
};

const AT_FIELDS = ["url", "description", "subscriptions", "channel", "ordering", "throttle", "headers"];

const wordsAt = (error: unknown, field: string) => {
  const isUrl = field === "url" && isApiError(error) && error.code === "refused_url";
  return fieldErrorOf(error, field) ?? (isUrl ? messageOf(error) : undefined);
};

/** `60 per minute` from the form's two fields. */
function throttleOf(form: FormData, before: Endpoint | undefined): EndpointBody["throttle"] {
  const limit = Number(form.get("limit"));
  if (limit > 0) return { limit, periodMs: Number(form.get("periodMs")) };
  return before?.overrides.throttle === "none" ? "none" : null;
}

export function EndpointForm({
  project,
  endpoint,
  onSubmit,
  isBusy,
  error,
  submitLabel,
  children,
}: EndpointFormProps) {
  const [selection, setSelection] = useState(endpoint ? selectionOf(endpoint.subscriptions) : NOTHING);
  const [rows, setRows] = useState<readonly HeaderRow[]>([]);
  const [nothingChosen, setNothingChosen] = useState(false);
  const [type, setType] = useState(endpoint?.destination.type ?? "https");
  const [url, setUrl] = useState(firstUrl(endpoint));
  const { urlRefusal, ...shown } = useFormPreview({
    project,
    endpoint,
    type,
    url,
    headers: headersOf(rows),
    selection,
  });
  const submit = (entered: FormData) => {
    const text = (name: string) => String(entered.get(name) ?? "").trim();
    const subscriptions = subscriptionsOf(selection);
    setNothingChosen(subscriptions.length === 0);
    if (subscriptions.length === 0) return;
    const headers = headersOf(rows);
    onSubmit({
      ...destinationOf({ endpoint, type, url }),
      description: text("description"),
      subscriptions,
      channel: text("channel") || null,
      ordering: text("ordering") || null,
      throttle: throttleOf(entered, endpoint),
      ...(Object.keys(headers).length > 0 ? { headers } : {}),
    });
  };
  const form = useRef<HTMLFormElement>(null);
  // Outside of React: the focus, which goes to the first field that was refused.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const isAtField = AT_FIELDS.some((field) => wordsAt(error, field));
  return (
    <div className="grid max-w-[74rem] items-start gap-x-6 gap-y-8 xl:grid-cols-[minmax(0,42rem)_minmax(0,1fr)]">
      <form
        ref={form}
        noValidate
        className="flex min-w-0 flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <DestinationFields
          endpoint={endpoint}
          type={type}
          onType={setType}
          url={url}
          onUrl={setUrl}
          error={urlRefusal ?? wordsAt(error, "url")}
        />
        <Field label="Description" optional error={wordsAt(error, "description")}>
          {(wiring) => (
            <Input
              name="description"
              placeholder={type === "slack" ? "#orders" : "ERP, shipping team"}
              autoComplete="off"
              maxLength={2000}
              defaultValue={endpoint?.description}
              {...wiring}
            />
          )}
        </Field>
        <EventPicker
          project={project}
          value={selection}
          onChange={(value) => {
            setSelection(value);
            setNothingChosen(false);
          }}
          error={
            nothingChosen ? "Choose at least one event, or all events." : wordsAt(error, "subscriptions")
          }
        />
        <details className="group">
          <summary className="inline-flex list-none items-center gap-1 rounded-sm text-sm font-medium [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden
              className="size-4 text-ink3 transition-transform group-open:rotate-90"
            />
            More settings
            <span className="font-normal text-ink3">channel, pace, order, custom headers</span>
          </summary>
          <div className="mt-4 flex flex-col gap-5 border-s ps-4">
            <MoreFields endpoint={endpoint} error={error} />
            <HeaderRows
              rows={rows}
              onChange={setRows}
              kept={endpoint?.headerNames ?? []}
              error={wordsAt(error, "headers")}
            />
          </div>
        </details>
        {Boolean(error) && !isAtField && <FieldError message={messageOf(error)} />}
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={isBusy}>
            {submitLabel}
          </Button>
          {children}
        </div>
      </form>
      <div className="min-w-0 xl:sticky xl:top-5">
        <FormPreview {...shown} endpoint={endpoint} type={type} />
      </div>
    </div>
  );
}

const PERIODS = [
  [1_000, "per second"],
  [60_000, "per minute"],
  [3_600_000, "per hour"],
] as const;

function MoreFields({ endpoint, error }: { endpoint: Endpoint | undefined; error: unknown }) {
  const throttle = endpoint?.overrides.throttle;
  const pace = typeof throttle === "object" ? throttle : undefined;
  return (
    <>
      <Field
        label="Channel"
        optional
        error={wordsAt(error, "channel")}
        hint="Only events published on this channel, of those chosen above."
      >
        {(wiring) => (
          <Input
            name="channel"
            className="max-w-80 font-mono"
            spellCheck={false}
            autoComplete="off"
            maxLength={128}
            defaultValue={endpoint?.channel ?? ""}
            {...wiring}
          />
        )}
      </Field>
      <Field
        label="Pace"
        optional
        error={wordsAt(error, "throttle")}
        hint="At most this many requests to this server. What comes faster waits its turn; nothing is dropped."
      >
        {(wiring) => (
          <div className="flex max-w-80 gap-2">
            <Input
              name="limit"
              type="number"
              min={1}
              className="w-28"
              defaultValue={pace?.limit}
              {...wiring}
            />
            <Select name="periodMs" aria-label="Period" defaultValue={pace?.periodMs ?? 1_000}>
              {PERIODS.map(([ms, words]) => (
                <option key={ms} value={ms}>
                  {words}
                </option>
              ))}
              {pace && !PERIODS.some(([ms]) => ms === pace.periodMs) && (
                <option value={pace.periodMs}>per {pace.periodMs} ms</option>
              )}
            </Select>
          </div>
        )}
      </Field>
      <Field label="Order" error={wordsAt(error, "ordering")}>
        {(wiring) => (
          <Select
            name="ordering"
            className="max-w-80"
            defaultValue={endpoint?.overrides.ordering ?? ""}
            {...wiring}
          >
            <option value="">As the dialect says</option>
            <option value="none">As fast as possible, in any order</option>
            <option value="fifo">One at a time, in the order published</option>
            <option value="run">In order within each run</option>
          </Select>
        )}
      </Field>
    </>
  );
}
