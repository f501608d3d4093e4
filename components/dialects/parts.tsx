"use client";

import { ArrowUp, Plus, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";

type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  words: Record<Value, string>;
  onChange: (value: Value) => void;
  disabled?: boolean;
  className?: string;
};

/** One of a closed vocabulary, without a visible label. */
export function Choice<Value extends string>({ label, words, onChange, ...props }: ChoiceProps<Value>) {
  return (
    <Select aria-label={label} onChange={({ target }) => onChange(target.value as Value)} {...props}>
      {Object.entries<string>(words).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </Select>
  );
}

type WrittenProps<Value> = {
  label: string;
  hint?: ReactNode;
  value: Value;
  write: (value: Value) => string;
  /** Null for what cannot be read: the field says so and the last right value stays. */
  read: (written: string) => Value | null;
  onChange: (value: Value) => void;
  wrong: string;
  className?: string;
};

/** A value that people write as text of its own grammar: waits, ranges. */
export function Written<Value>({
  label,
  hint,
  value,
  write,
  read,
  onChange,
  wrong,
  className,
}: WrittenProps<Value>) {
  const [draft, setDraft] = useState(() => write(value));
  const isWrong = read(draft) === null;
  return (
    <Field label={label} hint={hint} error={isWrong ? wrong : undefined}>
      {(wiring) => (
        <Input
          value={draft}
          spellCheck={false}
          autoComplete="off"
          className={className}
          onChange={({ target }) => {
            setDraft(target.value);
            const next = read(target.value);
            if (next !== null) onChange(next);
          }}
          {...wiring}
        />
      )}
    </Field>
  );
}

type RowsProps<Row> = {
  /** What one of them is called: "member", "header". */
  noun: string;
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  make: () => Row;
  children: (row: Row, change: (row: Row) => void, nth: number) => ReactNode;
  least?: number;
};

/** A list whose order is part of what it says. */
export function Rows<Row>({ noun, rows, onChange, make, children, least = 0 }: RowsProps<Row>) {
  const replace = (at: number, row: Row) => onChange(rows.map((each, i) => (i === at ? row : each)));
  const moveUp = (at: number) =>
    onChange(rows.map((each, i) => (i === at - 1 ? rows[at] : i === at ? rows[at - 1] : each) as Row));
  return (
    <div className="flex flex-col gap-4 sm:gap-2">
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
        <div key={at} className="flex items-start gap-1">
          <div className="flex min-w-0 grow flex-wrap gap-2">
            {children(row, (next) => replace(at, next), at + 1)}
          </div>
          <Button
            look="quiet"
            size="icon"
            disabled={at === 0}
            aria-label={`Move ${noun} ${at + 1} up`}
            onClick={() => moveUp(at)}
          >
            <ArrowUp aria-hidden />
          </Button>
          <Button
            look="quiet"
            size="icon"
            disabled={rows.length <= least}
            aria-label={`Remove ${noun} ${at + 1}`}
            onClick={() => onChange(rows.filter((_, i) => i !== at))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button className="self-start" onClick={() => onChange([...rows, make()])}>
        <Plus aria-hidden />
        Add {noun}
      </Button>
    </div>
  );
}

/** A part of the policy, under its own heading. */
export function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 border-t pt-5">
      <legend className="float-left mb-3 w-full font-medium">{title}</legend>
      {lead && <p className="clear-left -mt-2 mb-3 text-sm text-ink2">{lead}</p>}
      <div className="clear-left flex flex-col gap-4">{children}</div>
    </fieldset>
  );
}
