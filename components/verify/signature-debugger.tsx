"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { messageOf } from "@/components/api-client";
import { deliveryDetail } from "@/components/deliveries/queries";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Panel, PanelHead } from "@/components/ui/panel";
import { timeInWords } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toaster";
import type { Delivery, DeliveryDetail } from "@/lib/contract/deliveries";
import type { Endpoint } from "@/lib/contract/endpoints";
import { CapturedFields, linesOf } from "./captured-fields";
import { DiagnosisWords } from "./diagnosis-words";
import { sentDeliveries } from "./queries";
import { type Given, useDiagnosis } from "./use-diagnosis";

const NOTHING: Given = { headers: "", body: "", secret: "", computed: "", receivedAtMs: null };

/** A delivery as the receiver got it, at the time it got it. */
function capturedOf(delivery: DeliveryDetail): Pick<Given, "headers" | "body" | "receivedAtMs"> | null {
  const last = delivery.attempts.at(-1);
  const { body, bodyEncoding } = delivery.request;
  if (!last || body === null || bodyEncoding !== "utf8") return null;
  return {
    headers: linesOf(last.requestHeaders),
    body,
    receivedAtMs: Date.parse(last.startedAt),
  };
}

/** Finds out, in the browser alone, whether a request verifies and which mistake it is when it does not. */
export function SignatureDebugger({ endpoint }: { endpoint: Endpoint }) {
  const [given, setGiven] = useState(NOTHING);
  const change = (part: Partial<Given>) => setGiven((before) => ({ ...before, ...part }));
  const diagnosis = useDiagnosis(endpoint.policy, given);
  return (
    <Panel>
      <PanelHead title="Why does it not verify?" />
      <div className="flex flex-col gap-4 p-3.5">
        <p className="max-w-[70ch] text-sm text-ink2">
          Give a request as your server received it, and the secret it checks with. Your browser computes the
          signature itself and says which mistake explains the difference.
        </p>
        <TakeDelivery endpoint={endpoint} onTaken={change} />
        <div className="grid gap-4 lg:grid-cols-2">
          <CapturedFields
            headers={given.headers}
            body={given.body}
            onHeaders={(headers) => change({ headers, receivedAtMs: null })}
            onBody={(body) => change({ body })}
            onWhole={(captured) => change({ ...captured, receivedAtMs: null })}
          />
          <Field label="Signing secret" hint="It stays in this browser and is gone when you leave the page.">
            {(wiring) => (
              <Input
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                value={given.secret}
                onChange={({ target }) => change({ secret: target.value })}
                {...wiring}
              />
            )}
          </Field>
          <Field label="Signature your code computed" optional hint="Then its mistake can be told as well.">
            {(wiring) => (
              <Input
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                value={given.computed}
                onChange={({ target }) => change({ computed: target.value })}
                {...wiring}
              />
            )}
          </Field>
        </div>
        <div className="min-h-10 border-t border-line2 pt-3">
          {diagnosis ? (
            <DiagnosisWords diagnosis={diagnosis} />
          ) : (
            <p className="text-sm text-ink3">
              The answer appears here as soon as there are headers and a secret.
            </p>
          )}
        </div>
      </div>
    </Panel>
  );
}

type TakeProps = {
  endpoint: Endpoint;
  onTaken: (taken: Pick<Given, "headers" | "body" | "receivedAtMs">) => void;
};

/** One that another delivery carried has no request of its own. */
const hasRequest = ({ attemptCount, batch }: Delivery) => attemptCount > 0 && batch === null;
const labelOf = ({ type, status, createdAt }: Delivery, now: number) =>
  `${type}, ${status}, ${timeInWords(Date.parse(createdAt), now)}`;

/** Fills the fields with what we sent, so that only the secret has to be given. */
function TakeDelivery({ endpoint: { projectId, id }, onTaken }: TakeProps) {
  const client = useQueryClient();
  const { data } = useQuery(sentDeliveries(projectId, id));
  const [now] = useState(() => Date.now());
  const rows = data?.data.filter(hasRequest) ?? [];
  if (rows.length === 0) return null;
  const take = async (delivery: string) => {
    try {
      const detail = await client.fetchQuery(deliveryDetail(projectId, delivery));
      const taken = capturedOf(detail);
      if (taken) onTaken(taken);
      else toast.error("Its payload is no longer kept. Choose a newer delivery.");
    } catch (error) {
      toast.error(messageOf(error));
    }
  };
  return (
    <Field label="Take what we sent">
      {(wiring) => (
        <Select
          className="max-w-120"
          defaultValue=""
          onChange={({ target }) => target.value && void take(target.value)}
          {...wiring}
        >
          <option value="">Choose a recent delivery, or paste a request below</option>
          {rows.map((row) => (
            // The server counted the seconds a moment before.
            <option key={row.id} value={row.id} suppressHydrationWarning>
              {labelOf(row, now)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
