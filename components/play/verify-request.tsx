"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { dialectList } from "@/components/dialects/queries";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { Panel, PanelHead } from "@/components/ui/panel";
import { plainText } from "@/components/ui/plain-text";
import { type Diagnosis, diagnoseSignature } from "@/components/verify/diagnose-signature";
import { DiagnosisWords } from "@/components/verify/diagnosis-words";
import type { PlayRequestDetail } from "@/lib/contract/play";
import type { DeliveryPolicyJson } from "@/lib/contract/policies";

type Given = { secret: string; dialect: string | null };

/** Typed once, for as long as the page is open; it goes nowhere. */
let remembered: Given = { secret: "", dialect: null };

/** The dialect whose headers a request has most of. */
function likelyDialect(policies: readonly DeliveryPolicyJson[], headers: PlayRequestDetail["headers"]) {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const share = ({ headers: own }: DeliveryPolicyJson) =>
    own.filter(({ name }) => names.has(name.toLowerCase())).length / Math.max(1, own.length);
  return policies.toSorted((a, b) => share(b) - share(a))[0]?.name ?? null;
}

/** A secret, and whether the request was signed with it. */
export function VerifyRequest({ request }: { request: PlayRequestDetail }) {
  const { data } = useQuery(dialectList());
  const [given, setGiven] = useState(remembered);
  const set = (change: Partial<Given>) => {
    remembered = { ...given, ...change };
    setGiven(remembered);
  };
  const policies = data?.data.map(({ policy }) => policy) ?? [];
  const name = given.dialect ?? likelyDialect(policies, request.headers);
  const policy = policies.find((each) => each.name === name);
  return (
    <Panel>
      <PanelHead title="Signature" />
      <div className="flex flex-col gap-4 p-3.5">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <Field label="Signing secret" hint="It stays in this browser.">
            {(wiring) => (
              <Input
                className="font-mono"
                autoComplete="off"
                spellCheck={false}
                value={given.secret}
                onChange={({ target }) => set({ secret: target.value })}
                {...wiring}
              />
            )}
          </Field>
          <Field label="Dialect">
            {(wiring) => (
              <Select
                value={name ?? ""}
                onChange={({ target }) => set({ dialect: target.value })}
                {...wiring}
              >
                {data?.data.map(({ name: each, title }) => (
                  <option key={each} value={each}>
                    {plainText(title)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {policy && given.secret.trim() !== "" && (
          <Verdict policy={policy} secret={given.secret} request={request} />
        )}
      </div>
    </Panel>
  );
}

const bytesOf = ({ body, bodyEncoding }: PlayRequestDetail) =>
  bodyEncoding === "utf8" ? body : Uint8Array.from(atob(body), (char) => char.charCodeAt(0));

type VerdictProps = { policy: DeliveryPolicyJson; secret: string; request: PlayRequestDetail };

/** Whether the signature was right when the request came and, if not, which mistake it is. */
export function Verdict({ policy, secret, request }: VerdictProps) {
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  // Outside of React: the browser's own cryptography, which answers later.
  useEffect(() => {
    let isCurrent = true;
    diagnoseSignature(policy, {
      headers: request.headers,
      body: bytesOf(request),
      secret,
      nowMs: Date.parse(request.receivedAt),
    }).then((answer) => isCurrent && setDiagnosis(answer));
    return () => {
      isCurrent = false;
    };
  }, [policy, secret, request]);
  if (request.truncated) {
    return (
      <p className="text-sm text-ink2">Only the first 64 KiB were kept, so it cannot be verified here.</p>
    );
  }
  if (!diagnosis) return <p className="min-h-5" />;
  return <DiagnosisWords diagnosis={diagnosis} />;
}
