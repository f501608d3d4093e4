"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { useSettled } from "@/components/dialects/use-settled";
import { JsonEditor, jsonMistake, tidied } from "@/components/event-types/json-editor";
import { eventTypeDetail } from "@/components/event-types/queries";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { ErrorState } from "@/components/ui/error-state";
import { FieldError } from "@/components/ui/field";
import { Panel, PanelHead } from "@/components/ui/panel";
import { EditorSkeleton, LinesSkeleton } from "@/components/ui/panel-skeleton";
import { PlainText } from "@/components/ui/plain-text";
import { toast } from "@/components/ui/toaster";
import { useMay, useViewer } from "@/components/viewer";
import type { MessageTemplateInForce, MessageTemplateJson } from "@/lib/contract/message-templates";
import { unescaped } from "./mrkdwn";
import { messagePreview, messageTemplate, templatePath } from "./queries";
import { SlackMessage } from "./slack-message";
import { TemplateForm } from "./template-form";

/** How Slack shows the events of one type, and the layout behind it. */
export function MessageEditor({ name }: { name: string }) {
  const { workspace } = useViewer();
  const template = useQuery(messageTemplate(name));
  const type = useQuery(eventTypeDetail(name));
  const path = `/event-types/${encodeURIComponent(name)}`;
  const error = template.error ?? type.error;
  return (
    <>
      <PageHead
        crumbs={[
          { label: workspace.name },
          { label: "Event types", href: "/event-types" },
          { label: name, href: path },
          { label: "Slack message" },
        ]}
        title="Slack message"
        sub={
          <>
            What a Slack channel sees of <span className="font-mono">{<PlainText>{name}</PlainText>}</span>,
            in every project of the workspace.
          </>
        }
      />
      {template.data && type.data ? (
        <Editor
          // Another template than the one it began with is another form.
          key={template.data.updatedAt ?? "derived"}
          inForce={template.data}
          example={type.data.example}
        />
      ) : error ? (
        <Panel>
          <ErrorState
            error={error}
            onRetry={() => Promise.all([template.refetch(), type.refetch()])}
            back={{ href: "/event-types", label: "All event types" }}
          />
        </Panel>
      ) : (
        <EditorSkeleton />
      )}
    </>
  );
}

function Editor({ inForce, example }: { inForce: MessageTemplateInForce; example: string | null }) {
  const { type, template: saved, isDerived } = inForce;
  const mayWrite = useMay("workspace:write");
  /** Null until somebody changes something: then a derived layout goes on following each payload. */
  const [draft, setDraft] = useState<MessageTemplateJson | null>(null);
  const [payload, setPayload] = useState(() => tidied(example ?? '{"id":"1234"}'));
  const settled = useSettled(draft);
  const tried = useSettled(payload);
  const isJson = jsonMistake(tried) === null && tried.trim() !== "";
  const preview = useQuery(
    messagePreview(type, {
      template: settled ? finished(settled) : isDerived ? null : saved,
      payload: isJson ? tried : undefined,
    }),
  );
  const { save, reset } = useTemplateChanges(inForce);
  const shown = draft ?? (isDerived ? (preview.data?.template ?? saved) : saved);
  const error = save.error ?? preview.error;
  const isAtField = ["title", "text", "fields", "context", "link"].some((field) =>
    fieldErrorOf(error, `template.${field}`),
  );
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,28rem)]">
      {mayWrite ? (
        <form
          noValidate
          className="flex min-w-0 flex-col gap-5"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate(finished(shown));
          }}
        >
          <p className="max-w-[62ch] text-sm text-ink2">
            {isDerived
              ? "Each message is laid out from its own payload. Change anything and save, and all of them look like this."
              : "All messages of this type are laid out like this."}
          </p>
          <TemplateForm
            value={shown}
            onChange={(next) => {
              save.reset();
              setDraft(next);
            }}
            paths={preview.data?.paths ?? []}
            error={error}
          />
          {Boolean(save.error) && !isAtField && <FieldError message={messageOf(save.error)} />}
          <div className="flex flex-wrap gap-2 border-t pt-5">
            <Button
              type="submit"
              look="primary"
              busy={save.isPending}
              disabled={draft === null && !isDerived}
            >
              Save
            </Button>
            {!isDerived && (
              <Button busy={reset.isPending} onClick={() => reset.mutate()}>
                Lay out from each payload
              </Button>
            )}
            <ButtonLink href={`/event-types/${encodeURIComponent(type)}`}>Cancel</ButtonLink>
          </div>
        </form>
      ) : (
        <p className="text-sm text-ink2">
          {isDerived ? "Each message is laid out from its own payload." : "The workspace has laid it out."} An
          owner or admin can change it.
        </p>
      )}
      <div className="order-first flex min-w-0 flex-col gap-4 lg:sticky lg:top-5 lg:order-none">
        <Panel>
          <PanelHead title="As Slack shows it" />
          {Boolean(preview.error) && !isAtField && (
            <div className="border-b px-3.5 pb-2 last:border-b-0">
              <FieldError message={messageOf(preview.error)} />
            </div>
          )}
          {preview.data ? (
            <div className={cn("transition-opacity", preview.isPlaceholderData && "opacity-60")}>
              <SlackMessage blocks={preview.data.blocks} />
              <p className="border-t border-line2 px-3.5 py-2.5 text-xs text-ink3 [overflow-wrap:anywhere]">
                Notifications say: <PlainText>{unescaped(preview.data.text)}</PlainText>
              </p>
            </div>
          ) : (
            !preview.error && <LinesSkeleton lines={4} className="h-64" />
          )}
        </Panel>
        <details className="group" open={fieldErrorOf(preview.error, "payload") ? true : undefined}>
          <summary className="inline-flex list-none items-center gap-1 rounded-sm text-sm font-medium [&::-webkit-details-marker]:hidden">
            <ChevronRight
              aria-hidden
              className="size-4 text-ink3 transition-transform group-open:rotate-90"
            />
            Try it with another payload
          </summary>
          <div className="mt-3">
            <JsonEditor
              label="Payload"
              hint="It begins as the type's example and is not saved."
              value={payload}
              onChange={setPayload}
              error={fieldErrorOf(preview.error, "payload")}
            />
          </div>
        </details>
      </div>
    </div>
  );
}

/** Without rows that nobody has written anything into yet. */
const finished = (template: MessageTemplateJson): MessageTemplateJson => ({
  ...template,
  fields: template.fields.filter(({ label, path }) => label.trim() !== "" || path !== ""),
});

function useTemplateChanges({ type, template: before, isDerived }: MessageTemplateInForce) {
  const client = useQueryClient();
  const change = (template: MessageTemplateJson | null) =>
    api<MessageTemplateInForce>("PATCH", templatePath(type), { body: { template } });
  const refresh = () => client.invalidateQueries({ queryKey: messageTemplate(type).queryKey });
  const save = useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await refresh();
      toast.done("Saved. The next event looks like this.");
    },
  });
  const reset = useMutation({
    mutationFn: () => change(null),
    onSuccess: async () => {
      await refresh();
      toast.done(
        "Laid out from each payload again.",
        isDerived ? undefined : { label: "Undo", run: () => save.mutate(before) },
      );
    },
    onError: (error) => toast.error(messageOf(error)),
  });
  return { save, reset };
}
