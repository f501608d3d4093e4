"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, KeyRound, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, messageOf } from "@/components/api-client";
import { Button, ButtonLink, buttonLook } from "@/components/ui/button";
import { Confirm } from "@/components/ui/confirm";
import { Menu, MenuButton } from "@/components/ui/menu";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { toast } from "@/components/ui/toaster";
import { useMay, useProjectPath } from "@/components/viewer";
import type { Endpoint, EndpointWithSecret, SentTest } from "@/lib/contract/endpoints";

export type Asking = "disable" | "delete" | "rotate" | null;

/** Asks the API to act on an endpoint; every page that shows it is fetched again. */
function useEndpointAction<Answer>(endpoint: Endpoint, action: string, onSuccess: (answer: Answer) => void) {
  const client = useQueryClient();
  const path = `/projects/${endpoint.projectId}/endpoints/${endpoint.id}`;
  return useMutation({
    mutationFn: () =>
      action === "delete"
        ? api<Answer>("DELETE", path)
        : api<Answer>("POST", `${path}/${action}`, { body: {} }),
    onSuccess: (answer) => {
      onSuccess(answer);
      return client.invalidateQueries({ queryKey: [endpoint.projectId] });
    },
  });
}

type ButtonsProps = { endpoint: Endpoint; onAsk: (asking: Asking) => void };

/** The buttons a person's role allows. */
export function EndpointButtons({ endpoint, onAsk }: ButtonsProps) {
  const router = useRouter();
  const mayWrite = useMay("endpoints:write");
  const mayRotate = useMay("endpoints:admin");
  const list = useProjectPath()(endpoint.projectId);
  const test = useEndpointAction<SentTest>(endpoint, "test", ({ deliveryId }) =>
    toast.done("Test event on its way.", {
      label: "Watch it",
      run: () => router.push(`${list}/deliveries/${deliveryId}`),
    }),
  );
  const enable = useEndpointAction<Endpoint>(endpoint, "enable", () => toast.done("Endpoint enabled."));
  const isEnabled = endpoint.status === "enabled";
  if (!mayWrite) return null;
  return (
    <>
      <Menu
        label="More actions"
        triggerClassName={buttonLook({ look: "quiet", size: "icon" })}
        trigger={<Ellipsis aria-hidden />}
      >
        {mayRotate && (
          <MenuButton onClick={() => onAsk("rotate")}>
            <KeyRound aria-hidden />
            Rotate secret
          </MenuButton>
        )}
        <MenuButton className="text-bad" onClick={() => onAsk("delete")}>
          <Trash2 aria-hidden />
          Delete endpoint
        </MenuButton>
      </Menu>
      <ButtonLink href={`${list}/endpoints/${endpoint.id}/edit`}>Edit</ButtonLink>
      {isEnabled ? (
        <>
          <Button onClick={() => onAsk("disable")}>Disable</Button>
          <Button
            look="primary"
            busy={test.isPending}
            onClick={() => test.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}
          >
            Send test event
          </Button>
        </>
      ) : (
        <Button
          look="primary"
          busy={enable.isPending}
          onClick={() => enable.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}
        >
          Enable
        </Button>
      )}
    </>
  );
}

/** The question or the secret that follows a button. */
export function EndpointQuestion({
  endpoint,
  asking,
  onDone,
}: {
  endpoint: Endpoint;
  asking: Asking;
  onDone: () => void;
}) {
  if (asking === "rotate") return <RotateQuestion endpoint={endpoint} onDone={onDone} />;
  if (asking === "delete") return <DeleteQuestion endpoint={endpoint} onDone={onDone} />;
  return asking === "disable" ? <DisableQuestion endpoint={endpoint} onDone={onDone} /> : null;
}

type QuestionProps = { endpoint: Endpoint; onDone: () => void };

function DisableQuestion({ endpoint, onDone }: QuestionProps) {
  const disable = useEndpointAction<Endpoint>(endpoint, "disable", () => {
    onDone();
    toast.done("Endpoint disabled.");
  });
  return (
    <Confirm
      title="Disable this endpoint?"
      verb="Disable"
      look="danger"
      isBusy={disable.isPending}
      error={disable.error}
      onConfirm={disable.mutate}
      onCancel={onDone}
    >
      Deliveries that wait for it are cancelled, and events published while it is disabled do not reach it.
      You can enable it again at any time and replay what it missed.
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
      onConfirm={remove.mutate}
      onCancel={onDone}
    >
      Deliveries that wait for it are cancelled and its signing secret is gone for good. What was delivered
      stays in the history. To stop it for a while, disable it instead.
    </Confirm>
  );
}

function RotateQuestion({ endpoint, onDone }: QuestionProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const rotate = useEndpointAction<EndpointWithSecret>(endpoint, "rotate-secret", (answer) =>
    setSecret(answer.secret),
  );
  const signsBoth = endpoint.policy.signature?.separator != null;
  if (secret !== null) {
    return (
      <div className="mb-4">
        <SecretReveal
          title="The new signing secret, shown this once"
          secret={secret}
          variable="WEBHOOK_SECRET"
          onStored={onDone}
        >
          {signsBoth
            ? "For the next 24 hours requests are signed with the previous secret as well."
            : "Requests are signed with it from now on."}
        </SecretReveal>
      </div>
    );
  }
  return (
    <Confirm
      title="Rotate the signing secret?"
      verb="Rotate secret"
      look="primary"
      isBusy={rotate.isPending}
      error={rotate.error}
      onConfirm={rotate.mutate}
      onCancel={onDone}
    >
      {signsBoth
        ? "A new secret is made and shown once. For 24 hours requests carry a signature of each, so the receiver can change over without missing any."
        : "A new secret is made and shown once. This dialect signs with one secret only, so requests fail the receiver's check until it has the new one."}
    </Confirm>
  );
}
