"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { api, fieldErrorOf, messageOf } from "@/components/api-client";
import { PasswordInput } from "@/components/people/password-input";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Panel } from "@/components/ui/panel";
import { download } from "@/components/ui/secret-reveal";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toaster";
import type { RecoveryCodes, TwoFactorSecret } from "@/lib/contract/account";

/** Needed once in an account's life. The room it takes is kept, so that nothing moves when it comes. */
const QrCode = dynamic(() => import("./qr-code").then((loaded) => loaded.QrCode), {
  loading: () => <Skeleton className="size-44" />,
});

type Step =
  | { at: "rest" }
  | { at: "secret"; secret: TwoFactorSecret }
  | { at: "codes"; codes: readonly string[] };

/** Turns a second factor on in three steps, or off. */
export function TwoFactor({ isOn, codesLeft }: { isOn: boolean; codesLeft: number }) {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ at: "rest" });
  const refresh = () => client.invalidateQueries({ queryKey: ["account"] });
  if (step.at === "secret")
    return <Confirm secret={step.secret} onCodes={(codes) => setStep({ at: "codes", codes })} />;
  if (step.at === "codes")
    return (
      <Codes
        codes={step.codes}
        onStored={() => {
          setStep({ at: "rest" });
          return refresh();
        }}
      />
    );
  return (
    <div className="flex max-w-md flex-col gap-4">
      {isOn && (
        <p className="text-sm">
          On. {codesLeft} of 10 recovery codes are left.
          {codesLeft < 3 && " Turn it off and on again for new ones."}
        </p>
      )}
      {isOn ? (
        <ByPassword
          key="off"
          path="/account/two-factor/disable"
          verb="Turn off"
          onDone={() => {
            toast.done("The second factor is off.");
            return refresh();
          }}
        />
      ) : (
        <ByPassword<TwoFactorSecret>
          key="on"
          path="/account/two-factor"
          verb="Turn on"
          onDone={(secret) => setStep({ at: "secret", secret })}
        />
      )}
    </div>
  );
}

type ByPasswordProps<Answer> = { path: string; verb: string; onDone: (answer: Answer) => unknown };

/** Something only the person themselves may do, not whoever finds their browser open. */
function ByPassword<Answer>({ path, verb, onDone }: ByPasswordProps<Answer>) {
  const ask = useMutation({
    mutationFn: (currentPassword: string) => api<Answer>("POST", path, { body: { currentPassword } }),
    onSuccess: onDone,
  });
  const atField = fieldErrorOf(ask.error, "currentPassword");
  return (
    <form
      method="post"
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate(String(new FormData(event.currentTarget).get("currentPassword")));
      }}
    >
      <Field label="Your password" error={atField}>
        {(wiring) => <PasswordInput {...wiring} name="currentPassword" autoComplete="current-password" />}
      </Field>
      {ask.error && !atField && <FieldError message={messageOf(ask.error)} />}
      <Button type="submit" busy={ask.isPending} className="self-start">
        {verb}
      </Button>
    </form>
  );
}

const grouped = (secret: string) => secret.match(/.{1,4}/g)?.join(" ") ?? secret;

function Confirm({
  secret: { secret, uri },
  onCodes,
}: {
  secret: TwoFactorSecret;
  onCodes: (codes: readonly string[]) => void;
}) {
  const confirm = useMutation({
    mutationFn: (code: string) =>
      api<RecoveryCodes>("POST", "/account/two-factor/confirm", { body: { code } }),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  const atField = fieldErrorOf(confirm.error, "code");
  return (
    <form
      noValidate
      className="flex max-w-md flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate(String(new FormData(event.currentTarget).get("code")).trim());
      }}
    >
      <div className="text-sm">
        <p>
          Scan this with your authenticator app. On the phone itself,{" "}
          <a className="underline underline-offset-2" href={uri}>
            open it in the app
          </a>
          .
        </p>
        <div className="my-3">
          <QrCode text={uri} label="The key, to scan" />
        </div>
        <p>Or add an account there by hand with this key:</p>
        <p className="mt-2 rounded-lg border border-dashed bg-panel px-3 py-2.5 font-mono break-words select-all">
          <output aria-label="Key">{grouped(secret)}</output>
        </p>
        <CopyButton text={secret} label="Copy key" size="sm" className="mt-2" />
      </div>
      <Field label="Code" error={atField} hint="The six digits the app shows now.">
        {(wiring) => (
          <Input
            {...wiring}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            maxLength={8}
            className="max-w-40 font-mono"
          />
        )}
      </Field>
      {confirm.error && !atField && <FieldError message={messageOf(confirm.error)} />}
      <Button type="submit" look="primary" busy={confirm.isPending} className="self-start">
        Confirm
      </Button>
    </form>
  );
}

function Codes({ codes, onStored }: { codes: readonly string[]; onStored: () => unknown }) {
  const text = `${codes.join("\n")}\n`;
  return (
    <Panel className="max-w-md border-accent-line bg-accent-bg p-4">
      <h3 className="font-semibold text-accent-ink">Your recovery codes, shown this once</h3>
      <p className="mt-1 text-sm">
        Each works once in place of the app's code. Keep them where you keep what must not be lost.
      </p>
      <ul aria-label="Recovery codes" className="mt-3 grid gap-1 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton text={text} label="Copy" />
        <Button onClick={() => download("posthorn-recovery-codes.txt", text)}>Download</Button>
        <Button look="primary" className="sm:ms-auto" onClick={onStored}>
          I have stored them
        </Button>
      </div>
    </Panel>
  );
}
