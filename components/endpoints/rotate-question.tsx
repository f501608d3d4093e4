"use client";

import { useState } from "react";
import { Confirm } from "@/components/ui/confirm";
import { Field } from "@/components/ui/field";
import { heldFocus } from "@/components/ui/held-focus";
import { Select } from "@/components/ui/input";
import { RelativeTime } from "@/components/ui/relative-time";
import { SecretReveal } from "@/components/ui/secret-reveal";
import type { Endpoint, EndpointWithSecret } from "@/lib/contract/endpoints";
import { useEndpointAction } from "./use-endpoint-action";

const OVERLAPS = [
  [0, "No time: it is worth nothing at once"],
  [3_600, "1 hour"],
  [86_400, "24 hours"],
  [604_800, "7 days"],
  [2_592_000, "30 days"],
] as const;

type RotateProps = { endpoint: Endpoint; onDone: () => void };

/** A new secret beside the old one, for as long as the receiver needs to change over. */
export function RotateQuestion(props: RotateProps) {
  return (
    <div tabIndex={-1} ref={heldFocus}>
      <AskAndShow {...props} />
    </div>
  );
}

function AskAndShow({ endpoint, onDone }: RotateProps) {
  const [made, setMade] = useState<EndpointWithSecret | null>(null);
  const [seconds, setSeconds] = useState(86_400);
  const rotate = useEndpointAction<EndpointWithSecret>(endpoint, "rotate-secret", setMade);
  const signsBoth = endpoint.policy.signature?.separator != null;
  if (made) {
    return (
      <div className="mb-4">
        <SecretReveal
          title="The new signing secret, shown this once"
          secret={made.secret}
          variable="WEBHOOK_SECRET"
          onStored={onDone}
        >
          {signsBoth && made.rotating ? (
            <>
              Requests carry a signature of each; the previous secret ends{" "}
              <RelativeTime iso={made.rotating.previousExpiresAt} />.
            </>
          ) : (
            "Requests are signed with it alone from now on."
          )}
        </SecretReveal>
      </div>
    );
  }
  const revokeNow = !signsBoth || seconds === 0;
  return (
    <Confirm
      title="Rotate the signing secret?"
      verb="Rotate secret"
      look="primary"
      isBusy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate(revokeNow ? { revokeNow } : { expiresInSeconds: seconds })}
      onCancel={onDone}
    >
      {signsBoth ? (
        <>
          <p className="mb-3">
            A new secret is made and shown once. Until the previous one ends, requests carry a signature of
            each, so the receiver can change over without missing any.
          </p>
          <Field label="The previous secret goes on signing for">
            {(wiring) => (
              <Select
                className="max-w-80"
                value={seconds}
                onChange={({ target }) => setSeconds(Number(target.value))}
                {...wiring}
              >
                {OVERLAPS.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </>
      ) : (
        "A new secret is made and shown once. This dialect signs with one secret only, so requests fail the receiver's check until it has the new one."
      )}
    </Confirm>
  );
}
