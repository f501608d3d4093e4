"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Destination, DestinationType } from "@/lib/contract/destinations";
import type { Endpoint } from "@/lib/contract/endpoints";

/** A secret URL is not known here: its field begins empty, and stays so to keep it. */
const hasSecretUrl = (endpoint: Endpoint | undefined) => endpoint?.destination.type === "slack";

export const firstUrl = (endpoint: Endpoint | undefined): string =>
  hasSecretUrl(endpoint) ? "" : (endpoint?.url ?? "");

type Entered = { endpoint: Endpoint | undefined; type: DestinationType; url: string };

/** What the form asks for of where events go. */
export function destinationOf({ endpoint, type, url }: Entered): { url?: string; destination: Destination } {
  const isKept = hasSecretUrl(endpoint) && url.trim() === "";
  return { ...(isKept ? {} : { url: url.trim() }), destination: { type } };
}

const TYPES = [
  { type: "https", name: "A server", about: "An address that takes POST requests" },
  { type: "slack", name: "A Slack channel", about: "A message people can read" },
] as const;

type DestinationFieldsProps = Entered & {
  onType: (type: DestinationType) => void;
  onUrl: (url: string) => void;
  error: string | undefined;
};

/** Where the events go: chosen once, then only its URL can be replaced. */
export function DestinationFields({ endpoint, type, onType, url, onUrl, error }: DestinationFieldsProps) {
  return (
    <>
      {!endpoint && (
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">Send events to</legend>
          <div className="grid gap-2 xs:grid-cols-2">
            {TYPES.map((each) => (
              <label
                key={each.type}
                className="flex cursor-pointer items-start gap-2.5 rounded-lg border bg-panel px-3 py-2.5 hover:border-edge has-checked:border-btn has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="destination"
                  value={each.type}
                  checked={type === each.type}
                  onChange={() => onType(each.type)}
                  className="mt-0.5 size-4 shrink-0 appearance-none rounded-full border-[1.5px] border-edge bg-panel outline-none checked:border-5 checked:border-btn"
                />
                <span className="min-w-0">
                  <span className="block text-sm font-medium">{each.name}</span>
                  <span className="block text-xs text-ink3">{each.about}</span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {type === "slack" ? (
        <WebhookUrl kept={endpoint?.url} url={url} onUrl={onUrl} error={error} />
      ) : (
        <Field label="URL" error={error} hint="Where the events are posted to.">
          {(wiring) => (
            <UrlInput placeholder="https://example.com/webhooks" value={url} onUrl={onUrl} {...wiring} />
          )}
        </Field>
      )}
    </>
  );
}

type WebhookUrlProps = {
  /** What may be shown of the URL that is there. */
  kept: string | undefined;
  url: string;
  onUrl: (url: string) => void;
  error: string | undefined;
};

function WebhookUrl({ kept, url, onUrl, error }: WebhookUrlProps) {
  return (
    <Field
      label="Incoming webhook URL"
      optional={kept !== undefined}
      error={error}
      hint={
        kept === undefined
          ? "Slack gives it to you for one channel, under Incoming Webhooks. Whoever knows it can post there, so we encrypt it and never show it again."
          : `Leave it empty to keep ${kept}. We cannot show it; paste another to replace it.`
      }
    >
      {(wiring) => (
        <UrlInput
          placeholder="https://hooks.slack.com/services/T…/B…/…"
          value={url}
          onUrl={onUrl}
          {...wiring}
        />
      )}
    </Field>
  );
}

type UrlInputProps = {
  placeholder: string;
  value: string;
  onUrl: (url: string) => void;
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

function UrlInput({ onUrl, ...props }: UrlInputProps) {
  return (
    <Input
      name="url"
      type="url"
      inputMode="url"
      className="font-mono"
      autoComplete="off"
      spellCheck={false}
      maxLength={2048}
      onChange={({ target }) => onUrl(target.value)}
      {...props}
    />
  );
}
