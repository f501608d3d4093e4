"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { endpointNames } from "@/components/endpoints/queries";
import { Button } from "@/components/ui/button";
import { PlainText } from "@/components/ui/plain-text";
import { SecretReveal } from "@/components/ui/secret-reveal";
import { useMay } from "@/components/viewer";
import type { Endpoint, EndpointWithSecret } from "@/lib/contract/endpoints";
import { ChooseReceiver } from "./choose-receiver";
import { SendTest } from "./send-test";
import { Step, type StepState } from "./step";
import { VerifyFirst } from "./verify-first";
import { type Arrival, WatchArrival } from "./watch-arrival";

type Made = { endpoint: EndpointWithSecret; inbox: string | null };

/** From an empty project to a delivery that was seen to arrive and to be ours; the secret stays on this page. */
export function GettingStarted({ project, onDone }: { project: string; onDone: () => void }) {
  const { data: endpoints } = useQuery(endpointNames(project));
  const mayWrite = useMay("endpoints:write");
  const [made, setMade] = useState<Made | null>(null);
  const [isStored, setStored] = useState(false);
  const [delivery, setDelivery] = useState<string | null>(null);
  const [arrival, setArrival] = useState<Arrival | null>(null);
  const endpoint: Endpoint | undefined = made?.endpoint ?? endpoints?.data[0];
  const secret = made?.endpoint.secret ?? null;
  const done = [
    endpoint !== undefined,
    endpoint !== undefined && (secret === null || isStored),
    delivery !== null,
    arrival !== null,
  ];
  const now = done.indexOf(false);
  const stateOf = (at: number): StepState => (done[at] ? "done" : at === now || now < 0 ? "now" : "later");
  if (!mayWrite) {
    return (
      <p className="max-w-[62ch] text-ink2">
        Nothing has been sent in this project yet. Someone with the role member, admin or owner can add an
        endpoint and send a first event.
      </p>
    );
  }
  return (
    <div className="max-w-3xl">
      <p className="mb-6 text-ink2">Five steps to a first delivery. It takes about a minute.</p>
      <ol>
        <Step number={1} title="Add an endpoint" state={stateOf(0)}>
          {endpoint ? (
            <p className="font-mono text-sm [overflow-wrap:anywhere] text-ink2">
              <PlainText>{endpoint.url}</PlainText>
            </p>
          ) : (
            <ChooseReceiver project={project} onMade={setMade} />
          )}
        </Step>
        <Step number={2} title="Store its signing secret" state={stateOf(1)}>
          {secret !== null && !isStored && (
            <SecretReveal
              title="Its signing secret, shown this once"
              secret={secret}
              variable="WEBHOOK_SECRET"
              onStored={() => setStored(true)}
            >
              Whoever receives the events checks with it that they come from you. We keep it encrypted and
              cannot show it again; if it gets lost, rotate it.
            </SecretReveal>
          )}
        </Step>
        <Step number={3} title="Send a test event" state={stateOf(2)}>
          {endpoint && now === 2 && <SendTest endpoint={endpoint} onSent={setDelivery} />}
        </Step>
        <Step number={4} title="Watch it arrive" state={stateOf(3)}>
          {delivery && (
            <WatchArrival
              project={project}
              delivery={delivery}
              inbox={made?.inbox ?? null}
              onArrived={setArrival}
            />
          )}
        </Step>
        <Step number={5} title="Verify the signature" state={now < 0 ? "now" : "later"}>
          {endpoint && arrival && (
            <>
              <VerifyFirst endpoint={endpoint} secret={secret} arrival={arrival} />
              <Button look="primary" className="mt-4" onClick={onDone}>
                Go to the project's home
              </Button>
            </>
          )}
        </Step>
      </ol>
    </div>
  );
}
