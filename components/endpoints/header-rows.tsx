"use client";

import { Plus, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

export type HeaderRow = { id: number; name: string; value: string };

type HeaderRowsProps = {
  rows: readonly HeaderRow[];
  onChange: (rows: readonly HeaderRow[]) => void;
  /** Headers the endpoint already has, whose values are not shown again. */
  kept?: readonly string[];
  error?: string | undefined;
};

/** The rows as the API wants them; rows without a name are not sent. */
export const headersOf = (rows: readonly HeaderRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), value]));

/** Custom headers, a name and a value each. */
export function HeaderRows({ rows, onChange, kept = [], error }: HeaderRowsProps) {
  const change = (id: number, part: Partial<HeaderRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">
        Custom headers <span className="font-normal text-ink3">optional</span>
      </legend>
      <div className="flex flex-col gap-2">
        {rows.map(({ id, name, value }, at) => (
          <div key={id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 sm:grid-cols-[2fr_3fr_auto]">
            <Input
              aria-label={`Name of header ${at + 1}`}
              placeholder="Name"
              className="font-mono"
              spellCheck={false}
              autoComplete="off"
              value={name}
              onChange={({ target }) => change(id, { name: target.value })}
            />
            <Input
              aria-label={`Value of header ${at + 1}`}
              placeholder="Value"
              className="col-start-1 row-start-2 font-mono sm:col-start-2 sm:row-start-1"
              spellCheck={false}
              autoComplete="off"
              value={value}
              onChange={({ target }) => change(id, { value: target.value })}
            />
            <Button
              look="quiet"
              size="icon"
              aria-label={`Remove header ${at + 1}`}
              onClick={() => onChange(rows.filter((row) => row.id !== id))}
            >
              <X aria-hidden />
            </Button>
          </div>
        ))}
        <Button
          className="self-start"
          onClick={() => onChange([...rows, { id: (rows.at(-1)?.id ?? 0) + 1, name: "", value: "" }])}
        >
          <Plus aria-hidden />
          Add header
        </Button>
      </div>
      <p className="mt-1.5 text-xs text-ink3">
        {kept.length > 0
          ? `Already set: ${kept.join(", ")}. Headers entered here replace all of them.`
          : "Sent with every delivery. Values are stored encrypted and not shown again."}
      </p>
      {error && <FieldError message={error} />}
    </fieldset>
  );
}
