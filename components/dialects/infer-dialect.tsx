"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { PageHead } from "@/components/ui/breadcrumbs";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { Field, FieldError } from "@/components/ui/field";
import { FormSkeleton } from "@/components/ui/form-skeleton";
import { Input } from "@/components/ui/input";
import { Panel, PanelHead } from "@/components/ui/panel";
import { PlainText } from "@/components/ui/plain-text";
import { CapturedFields } from "@/components/verify/captured-fields";
import { readCapturedText } from "@/components/verify/captured-text";
import { SigningFacts } from "@/components/verify/signing-facts";
import { useMay, useViewer } from "@/components/viewer";
import type { InferredDialect } from "@/lib/contract/dialect-inference";
import { DialectForm, policyOf } from "./dialect-form";
import { dialectList } from "./queries";
import { useCreateDialect } from "./use-create-dialect";
import type { Policy } from "./words";

type Given = { headers: string; body: string; secret: string };

/** What the request shows, over a policy that says the rest: retries, pace, when an endpoint is disabled. */
function policyFrom(base: Policy, explains: NonNullable<InferredDialect["explains"]>): Policy {
  const { signature, secretFormat, headers, body, contentType, userAgent } = explains;
  return {
    ...base,
    title: "As inferred",
    signature,
    secretFormat,
    headers,
    body,
    contentType: contentType ?? base.contentType,
    userAgent: userAgent ?? base.userAgent,
  };
}

/** From one captured request and its secret to the dialect that makes such requests. */
export function InferDialect() {
  const { workspace } = useViewer();
  const mayWrite = useMay("workspace:write");
  const { data: dialects, error, refetch } = useQuery(dialectList());
  const [given, setGiven] = useState<Given>({ headers: "", body: "", secret: "" });
  const change = (part: Partial<Given>) => setGiven((before) => ({ ...before, ...part }));
  const [unreadable, setUnreadable] = useState(false);
  const infer = useMutation({
    mutationFn: (body: object) => api<InferredDialect>("POST", "/workspace/dialects/infer", { body }),
  });
  const base = dialects?.data[0]?.policy;
  const ask = () => {
    const captured = readCapturedText(given.headers.trim());
    setUnreadable(captured === null);
    if (captured) infer.mutate({ headers: captured.headers, body: given.body, secret: given.secret });
  };
  return (
    <>
      <PageHead
        crumbs={[{ label: workspace.name }, { label: "Dialects", href: "/dialects" }, { label: "Infer" }]}
        title="Infer a dialect from a request"
        sub="One request that another system sent and the secret it signed with are enough to find out how it signs."
      />
      {!mayWrite ? (
        <Panel className="p-4 text-ink2">Only owners and admins of the workspace define dialects.</Panel>
      ) : error && !dialects ? (
        <Panel>
          <ErrorState error={error} onRetry={refetch} />
        </Panel>
      ) : !base ? (
        <FormSkeleton fields={5} />
      ) : (
        <>
          <form
            noValidate
            className="mb-6 grid max-w-5xl gap-4 lg:grid-cols-2"
            onSubmit={(event) => {
              event.preventDefault();
              ask();
            }}
          >
            <CapturedFields
              {...given}
              onHeaders={(headers) => change({ headers })}
              onBody={(body) => change({ body })}
              onWhole={change}
            />
            <Field
              label="Signing secret"
              error={fieldErrorOf(infer.error, "secret")}
              hint="Used for this answer only; it is neither stored nor logged."
            >
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
            <div className="flex flex-wrap items-center gap-2 lg:col-span-2">
              <Button type="submit" look="primary" busy={infer.isPending}>
                Infer dialect
              </Button>
              <ButtonLink href="/dialects">Cancel</ButtonLink>
              {unreadable && (
                <FieldError message="The headers cannot be read. Write one per line: a name, a colon and the value." />
              )}
              {infer.error && !fieldErrorOf(infer.error, "secret") && (
                <FieldError message={messageOf(infer.error)} />
              )}
            </div>
          </form>
          {infer.data && <Inferred key={infer.submittedAt} found={infer.data} base={base} />}
        </>
      )}
    </>
  );
}

/** What was found, and the editor filled in with it. */
function Inferred({ found, base }: { found: InferredDialect; base: Policy }) {
  const create = useCreateDialect();
  const { explains, confidence, remarks } = found;
  const Icon = explains ? CircleCheck : CircleAlert;
  const policy = explains && policyFrom(base, explains);
  return (
    <>
      <div role="status" aria-label="What was found" className="mb-6 max-w-5xl">
        <Panel>
          <PanelHead title={explains ? "How it signs" : "Nothing fits"} />
          <div className="flex items-start gap-2 p-3.5 text-sm">
            <Icon
              aria-hidden
              className={`mt-0.5 size-4 shrink-0 ${explains ? "text-ok" : "text-accent-ink"}`}
            />
            <div className="flex max-w-[70ch] flex-col gap-1">
              <p>
                {explains
                  ? `This construction gives exactly the signature in the request${confidence === "likely" ? "; something around it was guessed" : ""}.`
                  : `None of ${found.tried.toLocaleString("en")} constructions gives the signature in the request.`}
              </p>
              {remarks.map((remark) => (
                <p key={remark} className="text-ink2">
                  <PlainText>{remark}</PlainText>
                </p>
              ))}
            </div>
          </div>
          {policy && (
            <div className="border-t border-line2">
              <SigningFacts policy={policy} />
            </div>
          )}
        </Panel>
      </div>
      {policy && (
        <section aria-labelledby="define">
          <h2 id="define" className="mb-3 font-medium">
            Define it as a dialect
          </h2>
          <DialectForm
            first={policy}
            onSubmit={({ name, policy: own }) => create.mutate({ name, policy: policyOf(own) })}
            isBusy={create.isPending || create.isSuccess}
            error={create.error}
            submitLabel="Define dialect"
          >
            <ButtonLink href="/dialects">Cancel</ButtonLink>
          </DialectForm>
        </section>
      )}
    </>
  );
}
