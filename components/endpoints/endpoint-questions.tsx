"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { messageOf } from "@/components/api-client";
import { RecoverPanel } from "@/components/recover/recover-panel";
import { Confirm } from "@/components/ui/confirm";
import { count } from "@/components/ui/quantities";
import { toast } from "@/components/ui/toaster";
import { useProjectPath } from "@/components/viewer";
import type { Endpoint } from "@/lib/contract/endpoints";
import { COUNTED_WAITING } from "@/lib/contract/waiting";
import { endpointWaiting, healthOfEndpoints } from "./queries";
import { RotateQuestion } from "./rotate-question";
import { useEndpointAction } from "./use-endpoint-action";

export type Asking = "disable" | "delete" | "rotate" | "recover" | null;

type QuestionProps = { endpoint: Endpoint; onDone: () => void };

/** The question or the secret that follows a button. */
export function EndpointQuestion({ asking, ...props }: QuestionProps & { asking: Asking }) {
  switch (asking) {
    case "rotate":
      return <RotateQuestion {...props} />;
    case "delete":
      return <DeleteQuestion {...props} />;
    case "disable":
      return <DisableQuestion {...props} />;
    case "recover":
      return <Recover {...props} />;
    case null:
      return null;
  }
}

const counted = (n: number) =>
  n >= COUNTED_WAITING
    ? `More than ${(n - 1).toLocaleString("en")} deliveries`
    : count(n, "delivery", "deliveries");

function heldPart(held: number, total: number): string {
  if (held === 0) return "";
  const which = held === total ? "" : `${held.toLocaleString("en")} of them `;
  return `, ${which}held until ${total === 1 ? "its" : "their"} run ends`;
}

/** What is lost, in numbers, and what that does to what comes. */
function Consequence({ endpoint }: { endpoint: Endpoint }) {
  const { data: waiting } = useQuery(endpointWaiting(endpoint.projectId, endpoint.id));
  const { data: health } = useQuery(healthOfEndpoints(endpoint.projectId, [endpoint.id]));
  const attempts = health?.data[0]?.attempts;
  if (!waiting) return <>Counting what waits for it … </>;
  const { pending, held } = waiting;
  const total = pending + held;
  return (
    <>
      <b className="font-medium text-ink">
        {total === 0
          ? "Nothing waits for it now."
          : `${counted(total)} ${total === 1 ? "waits" : "wait"} for it and will be cancelled${heldPart(held, total)}.`}
      </b>{" "}
      {attempts !== undefined &&
        attempts > 0 &&
        `${count(attempts, "request")} went to it in the last 24 hours. `}
    </>
  );
}

function DisableQuestion({ endpoint, onDone }: QuestionProps) {
  const enable = useEndpointAction<Endpoint>(endpoint, "enable", () => toast.done("Endpoint enabled again."));
  const disable = useEndpointAction<Endpoint>(endpoint, "disable", () => {
    onDone();
    toast.done("Endpoint disabled.", {
      label: "Undo",
      // The question is gone by then, so its mutation has nobody else to tell.
      run: () => enable.mutateAsync({}).catch((error) => toast.error(messageOf(error))),
    });
  });
  return (
    <Confirm
      title="Disable this endpoint?"
      verb="Disable"
      look="danger"
      isBusy={disable.isPending}
      error={disable.error}
      onConfirm={() => disable.mutate({})}
      onCancel={onDone}
    >
      <Consequence endpoint={endpoint} />
      Events published while it is disabled do not reach it. You can enable it again at any time and recover
      what it missed.
    </Confirm>
  );
}

function DeleteQuestion({ endpoint, onDone }: QuestionProps) {
  const base = useProjectPath()(endpoint.projectId);
  const router = useRouter();
  const remove = useEndpointAction<undefined>(endpoint, "delete", () => {
    router.push(`${base}/endpoints`);
    toast.done("Endpoint deleted.");
  });
  return (
    <Confirm
      title="Delete this endpoint?"
      verb="Delete endpoint"
      look="danger"
      isBusy={remove.isPending || remove.isSuccess}
      error={remove.error}
      onConfirm={() => remove.mutate({})}
      onCancel={onDone}
    >
      <Consequence endpoint={endpoint} />
      Its signing secret is gone for good; what was delivered stays in the history. To stop it for a while,
      disable it instead.
    </Confirm>
  );
}

const DAY_MS = 86_400_000;

function Recover({ endpoint, onDone }: QuestionProps) {
  const { projectId, id, url, description, status, failingSince, disabledAt } = endpoint;
  return (
    <RecoverPanel
      project={projectId}
      endpoint={{ id, name: description || url, isDisabled: status === "disabled" }}
      since={failingSince ?? disabledAt ?? new Date(Date.now() - DAY_MS).toISOString()}
      onClose={onDone}
    />
  );
}
