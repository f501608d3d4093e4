"use client";

import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Choice, Part, Rows } from "./parts";
import {
  ALGORITHMS,
  type Policy,
  SECRET_FORMATS,
  SIGNED_PARTS,
  type Signature,
  type SignedPart,
} from "./words";

type PartProps = {
  policy: Policy;
  onChange: (change: Partial<Policy>) => void;
  /** Endpoints hold secrets of this format already. */
  isFormatFixed: boolean;
};

const FIRST: Signature = {
  algorithm: "hmac-sha256",
  signed: [{ from: "body" }],
  encoding: "hex",
  prefix: "",
  separator: null,
};

const ENCODINGS = { hex: "Hexadecimal", base64: "Base64" } as const;

export function SignaturePart({ policy, onChange, isFormatFixed }: PartProps) {
  const { signature } = policy;
  const set = (change: Partial<Signature>) => onChange({ signature: { ...(signature ?? FIRST), ...change } });
  return (
    <Part title="Signature">
      <Checkbox
        checked={signature !== null}
        className="text-sm"
        onChange={(signs) => onChange({ signature: signs ? FIRST : null })}
      >
        Sign requests
      </Checkbox>
      <Field
        label="Signing secret"
        hint={isFormatFixed ? "Cannot change: endpoints hold secrets of this format." : undefined}
      >
        {() => (
          <Choice
            label="Signing secret"
            className="max-w-96"
            disabled={isFormatFixed}
            value={policy.secretFormat}
            words={SECRET_FORMATS}
            onChange={(secretFormat) => onChange({ secretFormat })}
          />
        )}
      </Field>
      {signature && <SignatureFields signature={signature} onChange={set} />}
    </Part>
  );
}

type FieldsProps = { signature: Signature; onChange: (change: Partial<Signature>) => void };

function SignatureFields({ signature, onChange }: FieldsProps) {
  return (
    <>
      <div>
        <p className="mb-1.5 text-sm font-medium">How it is computed and written</p>
        <div className="flex flex-wrap gap-2">
          <Choice
            label="Algorithm"
            className="w-52"
            value={signature.algorithm}
            words={ALGORITHMS}
            onChange={(algorithm) => onChange({ algorithm })}
          />
          <Choice
            label="Encoding"
            className="w-40"
            value={signature.encoding}
            words={ENCODINGS}
            onChange={(encoding) => onChange({ encoding })}
          />
        </div>
      </div>
      <div>
        <p className="mb-1.5 text-sm font-medium">What is signed, one after the other</p>
        <Rows
          noun="part"
          rows={signature.signed}
          least={1}
          make={(): SignedPart => ({ from: "body" })}
          onChange={(signed) => onChange({ signed })}
        >
          {(part, change, nth) => (
            <>
              <Choice
                label={`Part ${nth}`}
                className="w-44 grow"
                value={"literal" in part ? "literal" : part.from}
                words={SIGNED_PARTS}
                onChange={(from) => change(from === "literal" ? { literal: "." } : { from })}
              />
              {"literal" in part && (
                <Input
                  aria-label={`Characters of part ${nth}`}
                  className="w-24 grow font-mono"
                  spellCheck={false}
                  value={part.literal}
                  onChange={({ target }) => change({ literal: target.value })}
                />
              )}
            </>
          )}
        </Rows>
      </div>
      <Field label="Before each signature" optional hint="Such as v1, or sha256=">
        {(wiring) => (
          <Input
            value={signature.prefix}
            className="max-w-48 font-mono"
            spellCheck={false}
            onChange={({ target }) => onChange({ prefix: target.value })}
            {...wiring}
          />
        )}
      </Field>
      <Checkbox
        checked={signature.separator !== null}
        className="text-sm"
        onChange={(both) => onChange({ separator: both ? " " : null })}
      >
        While a secret rotates, sign with both
      </Checkbox>
      {signature.separator !== null && (
        <Field label="Between two signatures" hint="A space counts.">
          {(wiring) => (
            <Input
              value={signature.separator ?? ""}
              className="max-w-24 font-mono"
              spellCheck={false}
              onChange={({ target }) => onChange({ separator: target.value })}
              {...wiring}
            />
          )}
        </Field>
      )}
    </>
  );
}
