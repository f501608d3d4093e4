"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Inbox, Server } from "lucide-react";
import { api, messageOf } from "@/components/api-client";
import { Button, ButtonLink } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { useProjectPath, useViewer } from "@/components/viewer";
import type { EndpointWithSecret } from "@/lib/contract/endpoints";
import type { PlayInbox } from "@/lib/contract/play";

type ChooseReceiverProps = {
  project: string;
  onMade: (made: { endpoint: EndpointWithSecret; inbox: string }) => void;
};

/** An inbox of our own and an endpoint that sends to it. */
async function makeWithInbox(project: string) {
  const inbox = await api<PlayInbox>("POST", "/workspace/play", { body: { name: "First steps" } });
  const body = { url: inbox.url, description: "Play inbox", subscriptions: ["*"] };
  const endpoint = await api<EndpointWithSecret>("POST", `/projects/${project}/endpoints`, { body });
  return { endpoint, inbox: inbox.id };
}

/** Who is to receive the events: we ourselves, or a server that is already there. */
export function ChooseReceiver({ project, onMade }: ChooseReceiverProps) {
  const client = useQueryClient();
  const base = useProjectPath()(project);
  const { isPortal } = useViewer();
  const make = useMutation({
    mutationFn: () => makeWithInbox(project),
    onSuccess: (made) => {
      onMade(made);
      return client.invalidateQueries({ queryKey: [project, "endpoints"] });
    },
  });
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {!isPortal && (
        <section aria-label="Play inbox" className="flex flex-col rounded-xl border bg-panel p-4">
          <p className="flex items-center gap-2 font-medium">
            <Inbox aria-hidden className="size-4 text-ink3" />
            Receive here
          </p>
          <p className="mt-1 mb-3 grow text-sm text-ink2">
            We make an inbox that takes the events and shows them to you. No server needed.
          </p>
          <Button look="primary" className="self-start" busy={make.isPending} onClick={() => make.mutate()}>
            Use a Play inbox
          </Button>
          {make.error && <FieldError message={messageOf(make.error)} />}
        </section>
      )}
      <section aria-label="Own server" className="flex flex-col rounded-xl border bg-panel p-4">
        <p className="flex items-center gap-2 font-medium">
          <Server aria-hidden className="size-4 text-ink3" />
          Receive on a server
        </p>
        <p className="mt-1 mb-3 grow text-sm text-ink2">
          You have a URL that takes POST requests, or a Slack channel.
        </p>
        <ButtonLink href={`${base}/endpoints/new`} className="self-start">
          Add its URL
        </ButtonLink>
      </section>
    </div>
  );
}
