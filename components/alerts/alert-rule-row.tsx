"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, messageOf } from "@/components/api-client";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { PlainText } from "@/components/ui/plain-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import type { AlertRule, AlertTest } from "@/lib/contract/alerts";
import { ruleInWords } from "./alert-rule-words";

type RowProps = { rule: AlertRule; mayChange: boolean; nameOf: (project: string) => string };

export function AlertRuleRow({ rule, mayChange, nameOf }: RowProps) {
  const { id, target, enabled, open, lastSentAt, lastError, projectId } = rule;
  const { change, remove, test } = useRuleChanges(id);
  const words = ruleInWords(rule);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 border-b border-line2 px-3.5 py-3 text-sm last:border-b-0">
      <div className="min-w-0 grow basis-60">
        <p className={enabled ? "font-medium" : "font-medium text-ink3"}>
          {words}
          {projectId && (
            <span className="font-normal text-ink2">
              {" "}
              in <PlainText>{nameOf(projectId)}</PlainText>
            </span>
          )}
        </p>
        <p className="mt-0.5 text-ink2 [overflow-wrap:anywhere]">
          <TargetWords target={target} nameOf={nameOf} />
        </p>
        <p className="mt-0.5 text-xs text-ink3">
          {!enabled
            ? "Off"
            : open === 0
              ? "Nothing now"
              : `${open} ${open === 1 ? "endpoint" : "endpoints"} now`}
          {lastSentAt && (
            <>
              , last sent <RelativeTime iso={lastSentAt} />
            </>
          )}
        </p>
        {lastError && <FieldError message={`The last message did not arrive. ${lastError}`} />}
      </div>
      {mayChange && (
        <div className="flex items-center gap-1">
          <Checkbox checked={enabled} onChange={(next) => change.mutate(next)} className="me-2 text-sm">
            On
          </Checkbox>
          <Button
            size="sm"
            look="quiet"
            busy={test.isPending}
            aria-label={`Send a test: ${words}`}
            onClick={() => test.mutate()}
          >
            Send a test
          </Button>
          <Button
            size="sm"
            look="quiet"
            busy={remove.isPending}
            aria-label={`Delete: ${words}`}
            onClick={() => remove.mutate()}
          >
            Delete
          </Button>
        </div>
      )}
    </li>
  );
}

function TargetWords({ target, nameOf }: Pick<RowProps, "nameOf"> & Pick<AlertRule, "target">) {
  if (target.type === "email")
    return (
      <>
        Mail to <PlainText>{target.to.join(", ")}</PlainText>
      </>
    );
  if (target.type === "chat")
    return (
      <>
        Slack, <span className="font-mono text-xs">{target.url}</span>
      </>
    );
  return (
    <>
      An event in <PlainText>{nameOf(target.projectId)}</PlainText>
    </>
  );
}

function useRuleChanges(id: string) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["alert-rules"] });
  const onError = (error: unknown) => {
    toast.error(messageOf(error));
    return refresh();
  };
  const path = `/workspace/alert-rules/${id}`;
  const change = useMutation({
    mutationFn: (enabled: boolean) => api<AlertRule>("PATCH", path, { body: { enabled } }),
    onSuccess: refresh,
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api("DELETE", path),
    onSuccess: () => {
      toast.done("Alert deleted.");
      return refresh();
    },
    onError,
  });
  const test = useMutation({
    mutationFn: () => api<AlertTest>("POST", `${path}/test`),
    onSuccess: ({ sent, error }) => {
      if (sent && !error) toast.done("Test sent.");
      else
        toast.error(`${sent ? "The test did not reach everybody" : "The test could not be sent"}: ${error}`);
      return refresh();
    },
    onError,
  });
  return { change, remove, test };
}
